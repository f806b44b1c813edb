//! Observations in the terms of a model, packed: what a row takes is its entries and 32
//! bytes, so that ten million of them fit in memory.

use super::sparse::Sparse;

/// One observation in the terms of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub y: f64,
    pub x: Sparse,
    /// The node of the tree it hangs from.
    pub node: usize,
    /// Whose noise it has.
    pub noise: usize,
    /// c: the noise variance of this row relative to that of a single plain one.
    pub relative_variance: f64,
}

/// Rows one after the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    y: Vec<f64>,
    relative_variance: Vec<f64>,
    node: Vec<u32>,
    noise: Vec<u32>,
    /// Where each row's entries end.
    ends: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Rows {
    /// No rows yet, with room for some and for all their entries.
    pub fn with_capacity(n_rows: usize, n_entries: usize) -> Rows {
        Rows {
            y: Vec::with_capacity(n_rows),
            relative_variance: Vec::with_capacity(n_rows),
            node: Vec::with_capacity(n_rows),
            noise: Vec::with_capacity(n_rows),
            ends: Vec::with_capacity(n_rows),
            columns: Vec::with_capacity(n_entries),
            values: Vec::with_capacity(n_entries),
        }
    }

    /// Adds a row. Nodes, noises and columns are counted in 32 bits, as are all entries
    /// together.
    pub fn push(&mut self, row: &Row) {
        self.y.push(row.y);
        self.relative_variance.push(row.relative_variance);
        self.node.push(row.node as u32);
        self.noise.push(row.noise as u32);
        for &(column, value) in &row.x {
            self.columns.push(column as u32);
            self.values.push(value);
        }
        self.ends.push(self.columns.len() as u32);
    }

    pub fn len(&self) -> usize {
        self.y.len()
    }

    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }

    pub fn y(&self, j: usize) -> f64 {
        self.y[j]
    }

    pub fn relative_variance(&self, j: usize) -> f64 {
        self.relative_variance[j]
    }

    pub fn node(&self, j: usize) -> usize {
        self.node[j] as usize
    }

    pub fn noise(&self, j: usize) -> usize {
        self.noise[j] as usize
    }

    /// A row as it was pushed.
    pub fn row(&self, j: usize) -> Row {
        let relative_variance = self.relative_variance[j];
        Row { y: self.y[j], x: self.x(j), node: self.node(j), noise: self.noise(j), relative_variance }
    }

    /// The entries of a row.
    pub fn x(&self, j: usize) -> Sparse {
        let (columns, values) = self.entries(j);
        columns.iter().zip(values).map(|(&column, &value)| (column as usize, value)).collect()
    }

    pub(super) fn entries(&self, j: usize) -> (&[u32], &[f64]) {
        let from = if j == 0 { 0 } else { self.ends[j - 1] as usize };
        let to = self.ends[j] as usize;
        (&self.columns[from..to], &self.values[from..to])
    }
}

impl<'a> FromIterator<&'a Row> for Rows {
    fn from_iter<I: IntoIterator<Item = &'a Row>>(rows: I) -> Rows {
        let mut out = Rows::default();
        for row in rows {
            out.push(row);
        }
        out
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Rows {
        let mut out = Rows::default();
        for row in rows {
            out.push(&row);
        }
        out
    }
}
