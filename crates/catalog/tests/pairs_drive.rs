//! Drives of real machines: do the rules say what the machines reported?
//!
//! The pairs are read in place from `../shared` beside the repository; without it the
//! tests say so and pass.
#![expect(clippy::disallowed_methods, reason = "tests read their data from files")]

#[cfg(test)]
mod tests {
    use rackworth_catalog::spec::{DriveSpec, Interface, Media, Spec};
    use rackworth_catalog::{Catalog, Identification};
    use rackworth_model::hardware::{ComponentKind, Facts, Place, RawComponent};
    use rackworth_model::measure::Bytes;
    use rackworth_model::provenance::Locator;

    type Row = std::collections::BTreeMap<String, String>;

    fn read_rows(name: &str) -> Vec<Row> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/catalog/").to_string() + name;
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {path} is absent");
            return Vec::new();
        };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.expect("the pairs are CSV with a header")).collect()
    }

    fn cell<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
        row.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn component(model: &str, facts: Facts) -> RawComponent {
        let place = Place { file: "pairs".into(), locator: Locator::File };
        let mut component = RawComponent::new(ComponentKind::Drive, place);
        component.id.model = Some(model.to_string());
        component.facts = facts;
        component
    }

    fn gigabytes(row: &Row) -> Option<f64> {
        cell(row, "capacity_gb").and_then(|gb| gb.parse().ok())
    }

    /// What a machine with this drive would report.
    fn facts(row: &Row) -> Facts {
        let bytes = cell(row, "capacity_bytes").and_then(|bytes| bytes.parse().ok());
        Facts {
            capacity: bytes.or_else(|| gigabytes(row).map(|gb| (gb * 1e9) as u64)).map(Bytes),
            media: cell(row, "media").map(str::to_string),
            protocol: cell(row, "interface").map(str::to_string),
            form_factor: cell(row, "form_factor").map(str::to_string),
            rpm: cell(row, "rpm").and_then(|rpm| rpm.parse().ok()),
            ..Facts::default()
        }
    }

    #[derive(Debug, Default, Clone, Copy, PartialEq)]
    struct Score {
        right: usize,
        wrong: usize,
        refused: usize,
    }

    impl Score {
        fn total(self) -> usize {
            self.right + self.wrong + self.refused
        }

        fn plus(self, other: Score) -> Score {
            Score {
                right: self.right + other.right,
                wrong: self.wrong + other.wrong,
                refused: self.refused + other.refused,
            }
        }

        fn share(n: usize, of: usize) -> f64 {
            n as f64 / of.max(1) as f64
        }
    }

    /// Where an answer disagrees with a row, in words.
    fn disagreements(spec: &DriveSpec, row: &Row) -> Vec<String> {
        let mut found = Vec::new();
        let (stated, own) = (gigabytes(row), spec.capacity.map_or(0.0, Bytes::gb));
        if stated.is_some_and(|stated| (stated - own).abs() > 0.03 * own) {
            found.push(format!("{own} GB for {}", stated.unwrap_or_default()));
        }
        let media = match cell(row, "media") {
            Some("SSD" | "NVMe") => Some(Media::Ssd),
            Some("HDD") => Some(Media::Hdd),
            _ => None,
        };
        if media.is_some_and(|media| media != spec.media) {
            found.push(format!("{} for {media:?}", spec.media));
        }
        let interface = cell(row, "interface").and_then(|text| match text.get(..3)? {
            "SAT" => Some(Interface::Sata),
            "SAS" => Some(Interface::Sas),
            "NVM" => Some(Interface::Nvme),
            _ => None,
        });
        // A number that says nothing of the interface disagrees with none.
        if spec.interface.is_some() && interface.is_some_and(|stated| spec.interface != Some(stated)) {
            found.push(format!("{:?} for {interface:?}", spec.interface));
        }
        found
    }

    fn score(catalog: &Catalog, model: &str, facts: Facts, row: &Row, score: &mut Score) {
        match catalog.identify(&component(model, facts)) {
            Identification::Identified { part, rule, .. } => {
                let Spec::Drive(spec) = &part.spec else { panic!("{model} is no drive") };
                let wrong = disagreements(spec, row);
                if wrong.is_empty() {
                    score.right += 1;
                } else {
                    score.wrong += 1;
                    eprintln!("wrong: {model} by {rule} is {}: {}", part.id, wrong.join(", "));
                }
            }
            Identification::Ambiguous { why, .. } => {
                score.refused += 1;
                eprintln!("ambiguous: {model}: {why}");
            }
            other => {
                score.refused += 1;
                eprintln!("refused: {model}: {other:?}");
            }
        }
    }

    fn tell(what: &str, score: Score) {
        let share = |n| 100.0 * Score::share(n, score.total());
        eprintln!(
            "{what}: {} rows, right {} ({:.2} %), wrong {} ({:.2} %), refused {} ({:.2} %)",
            score.total(),
            score.right,
            share(score.right),
            score.wrong,
            share(score.wrong),
            score.refused,
            share(score.refused)
        );
    }

    #[test]
    fn models_with_what_the_machine_reports() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut halves = [Score::default(); 2];
        for (at, row) in read_rows("drive_pairs.csv").iter().enumerate() {
            let Some(model) = cell(row, "reported_model") else { continue };
            score(&catalog, model, facts(row), row, &mut halves[at % 2]);
        }
        let [even, odd] = halves;
        let all = even.plus(odd);
        tell("drives with facts, first half", even);
        tell("drives with facts, second half", odd);
        tell("drives with facts", all);
        assert!(all.total() == 0 || Score::share(all.right, all.total()) >= 0.995, "{all:?}");
        assert!(Score::share(all.wrong, all.total()) <= 0.001, "{all:?}");
    }

    /// Drives that were set to less than they hold, or cut; a number alone cannot know.
    const SHRUNK: [&str; 4] =
        ["Crucial_CT250MX200SSD1", "INTEL SSDSC2CW480A3", "SAMSUNG MZ7KM960HAHP-00005", "WUS3BA119C7P3E3"];

    fn is_shrunk(row: &Row, model: &str) -> bool {
        let small = [220.05, 398.49, 800.0, 960.2];
        SHRUNK.contains(&model) && gigabytes(row).is_some_and(|gb| small.contains(&gb))
    }

    #[test]
    fn models_alone() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut halves = [Score::default(); 2];
        let mut shrunk = Score::default();
        for (at, row) in read_rows("drive_pairs.csv").iter().enumerate() {
            let Some(model) = cell(row, "reported_model") else { continue };
            let of = if is_shrunk(row, model) { &mut shrunk } else { &mut halves[at % 2] };
            score(&catalog, model, Facts::default(), row, of);
        }
        let [even, odd] = halves;
        let all = even.plus(odd);
        tell("drives set to less than they hold, models alone", shrunk);
        tell("drive models alone, first half", even);
        tell("drive models alone, second half", odd);
        tell("drive models alone", all);
        assert!(Score::share(all.wrong, all.total()) <= 0.001, "{all:?}");
        // The rest are consumer names that say neither capacity nor interface.
        assert!(all.total() == 0 || Score::share(all.right, all.total()) >= 0.85, "{all:?}");
    }

    #[test]
    fn models_nobody_wrote_rules_for() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut all = Score::default();
        for mut row in read_rows("drive_field_reliability.csv") {
            let Some(model) = cell(&row, "model").map(str::to_string) else { continue };
            let Some((value, unit)) = cell(&row, "size").and_then(|size| size.split_once(' ')) else { continue };
            let gb = value.parse::<f64>().unwrap_or_default() * if unit == "TB" { 1000.0 } else { 1.0 };
            row.insert("capacity_gb".to_string(), gb.to_string());
            score(&catalog, &model, Facts::default(), &row, &mut all);
        }
        tell("drives of another list, models alone", all);
        // Names there are cut and without their makers, sizes are rounded, and NVMe sizes are
        // those of the first namespace.
        assert!(Score::share(all.wrong, all.total()) <= 0.015, "{all:?}");
    }
}
