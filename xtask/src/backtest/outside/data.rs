//! The public data, read in place, with the regressors of the published baselines.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::Sale;
use super::shuffle::shuffled;
use crate::generated::root;

/// A table beside the repository: its cells by column name.
struct Data {
    header: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Data {
    fn read(name: &str) -> Result<Option<Data>> {
        let path = root().join("../shared/data/datasets").join(name);
        if !path.exists() {
            return Ok(None);
        }
        let mut reader = csv::Reader::from_path(&path).with_context(|| format!("failed to read {name}"))?;
        let header = reader.headers()?.iter().enumerate().map(|(i, h)| (h.trim().to_string(), i)).collect();
        Ok(Some(Data { header, rows: reader.records().collect::<Result<_, _>>()? }))
    }

    fn text<'a>(&self, row: &'a csv::StringRecord, column: &str) -> &'a str {
        self.header.get(column).and_then(|&i| row.get(i)).unwrap_or_default().trim()
    }

    /// 0 where there is no number, as in the baselines.
    fn number(&self, row: &csv::StringRecord, column: &str) -> f64 {
        self.text(row, column).parse().unwrap_or_default()
    }
}

fn flag(set: bool) -> f64 {
    if set { 1.0 } else { 0.0 }
}

pub(super) fn ames() -> Result<Option<Vec<Sale>>> {
    let Some(data) = Data::read("rdatasets/openintro_ames.csv")? else { return Ok(None) };
    let sale = |row: &csv::StringRecord| {
        let n = |column: &str| data.number(row, column);
        let x = vec![
            1.0,
            libm::log(n("area")),
            libm::log(n("Lot.Area")),
            n("Overall.Qual"),
            n("Overall.Cond"),
            n("Year.Built") / 100.0,
            n("Year.Remod.Add") / 100.0,
            n("Total.Bsmt.SF") / 1000.0,
            n("BsmtFin.SF.1") / 1000.0,
            n("Garage.Cars"),
            n("Fireplaces"),
            n("Full.Bath"),
            n("Bedroom.AbvGr"),
        ];
        Sale {
            y: libm::log(n("price")),
            x,
            item: data.text(row, "Neighborhood").to_string(),
            family: "Ames".to_string(),
        }
    };
    Ok(Some(data.rows.iter().map(sale).collect()))
}

pub(super) fn cars() -> Result<Option<Vec<Sale>>> {
    let Some(data) = Data::read("rdatasets/modeldata_car_prices.csv")? else { return Ok(None) };
    let makes = ["Buick", "Cadillac", "Chevy", "Pontiac", "Saab", "Saturn"];
    let bodies = ["convertible", "coupe", "hatchback", "sedan", "wagon"];
    let sale = |row: &csv::StringRecord| {
        let n = |column: &str| data.number(row, column);
        let mut x = vec![1.0, n("Mileage") / 10_000.0];
        x.extend(["Cylinder", "Doors", "Cruise", "Sound", "Leather", "convertible", "hatchback", "sedan"].map(n));
        let named =
            |names: &[&str]| names.iter().find(|name| n(name) == 1.0).map_or_else(String::new, |s| (*s).to_string());
        let make = named(&makes);
        // What shares make, body and engine is one item: the data name no model.
        let item = format!("{make} {} {}", named(&bodies), n("Cylinder"));
        Sale { y: libm::log(n("Price")), x, item, family: make }
    };
    Ok(Some(data.rows.iter().map(sale).collect()))
}

pub(super) fn computers() -> Result<Option<(Vec<Sale>, Vec<Sale>)>> {
    let Some(data) = Data::read("rdatasets/Ecdat_Computers.csv")? else { return Ok(None) };
    let (mut past, mut future) = (Vec::new(), Vec::new());
    for row in &data.rows {
        let n = |column: &str| data.number(row, column);
        let yes = |column: &str| flag(data.text(row, column) == "yes");
        let months = n("trend");
        let x = vec![
            1.0,
            libm::log(n("speed")),
            libm::log(n("hd")),
            libm::log(n("ram")),
            n("screen"),
            yes("cd"),
            yes("multi"),
            yes("premium"),
            n("ads") / 100.0,
            months,
        ];
        let sale = Sale { y: libm::log(n("price")), x, item: "PC".to_string(), family: "PC".to_string() };
        if months <= 24.0 { past.push(sale) } else { future.push(sale) }
    }
    Ok(Some((past, future)))
}

const MAKES: [&str; 9] = ["audi", "bmw", "ford", "hyundi", "merc", "skoda", "toyota", "vauxhall", "vw"];

/// In the order of the published baseline, so that both are taught and asked by the same rows.
pub(super) fn uk_cars() -> Result<Option<Vec<Sale>>> {
    let mut sales = Vec::new();
    for make in MAKES {
        let Some(data) = Data::read(&format!("uk_used_cars/{make}.csv"))? else { return Ok(None) };
        for row in &data.rows {
            let n = |column: &str| data.number(row, column);
            let (year, price) = (n("year"), n("price"));
            if (1998.0..=2020.0).contains(&year) && price > 500.0 {
                let is = |column: &str, word: &str| flag(data.text(row, column) == word);
                let age = 2020.5 - year;
                let mileage = libm::log(n("mileage") + 1000.0) - 10.0;
                let x = vec![
                    1.0,
                    age,
                    age * age / 10.0,
                    mileage,
                    n("engineSize"),
                    is("fuelType", "Diesel"),
                    is("fuelType", "Hybrid"),
                    is("transmission", "Manual"),
                    is("transmission", "Automatic"),
                ];
                let item = data.text(row, "model").to_string();
                sales.push(Sale { y: libm::log(price), x, item, family: make.to_string() });
            }
        }
    }
    Ok(Some(shuffled(sales)))
}
