//! Memory modules of real machines: do the rules say what the machines reported?
//!
//! The pairs are read in place from `../shared` beside the repository; without it the
//! tests say so and pass.
#![expect(clippy::disallowed_methods, reason = "tests read their data from files")]

#[cfg(test)]
mod tests {
    use rackworth_catalog::spec::{DimmSpec, MemoryGeneration, ModuleType, Spec};
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

    fn component(number: &str, facts: Facts) -> RawComponent {
        let place = Place { file: "pairs".into(), locator: Locator::File };
        let mut component = RawComponent::new(ComponentKind::Dimm, place);
        component.id.part_number = Some(number.to_string());
        component.facts = facts;
        component
    }

    /// What a machine with this module would report.
    fn facts(row: &Row) -> Facts {
        let gib: Option<f64> = cell(row, "capacity_gb").and_then(|gib| gib.parse().ok());
        Facts {
            capacity: gib.map(|gib| Bytes((gib * 1024.0).round() as u64 * 1024 * 1024)),
            memory_type: cell(row, "ddr").map(str::to_string),
            module_type: cell(row, "module_type").map(str::to_string),
            speed_mts: cell(row, "speed_mts").and_then(|speed| speed.parse().ok()),
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

        fn share(n: usize, of: usize) -> f64 {
            n as f64 / of.max(1) as f64
        }
    }

    /// Where an answer disagrees with a row, in words. A row with several reported
    /// capacities states none.
    fn disagreements(spec: &DimmSpec, row: &Row) -> Vec<String> {
        let mut found = Vec::new();
        let stated = cell(row, "capacity_gb").and_then(|gib| gib.parse::<f64>().ok());
        let stated = stated.filter(|_| cell(row, "capacity_conflict").is_none());
        if stated.is_some_and(|gib| (gib - spec.capacity.gib()).abs() > 0.01 * gib) {
            found.push(format!("{} GiB for {}", spec.capacity.gib(), stated.unwrap_or_default()));
        }
        let generation = cell(row, "ddr").or(cell(row, "type_speed")).and_then(generation);
        if generation.is_some_and(|stated| spec.generation != Some(stated)) {
            found.push(format!("{:?} for {generation:?}", spec.generation));
        }
        let module = cell(row, "module_type").map(registered);
        if module.is_some_and(|stated| spec.module.map(is_registered) != Some(stated)) {
            found.push(format!("{:?} for {:?}", spec.module, cell(row, "module_type")));
        }
        found
    }

    fn generation(text: &str) -> Option<MemoryGeneration> {
        text.get(..4)?.to_lowercase().parse().ok()
    }

    /// Machines report whether a module has a register, and little more.
    fn registered(text: &str) -> bool {
        text.contains("RDIMM")
    }

    fn is_registered(module: ModuleType) -> bool {
        matches!(module, ModuleType::Rdimm | ModuleType::Lrdimm | ModuleType::Mrdimm)
    }

    fn score(catalog: &Catalog, number: &str, facts: Facts, row: &Row, score: &mut Score) {
        match catalog.identify(&component(number, facts)) {
            Identification::Identified { part, rule, .. } => {
                let Spec::Dimm(spec) = &part.spec else { panic!("{number} is no module") };
                let wrong = disagreements(spec, row);
                if wrong.is_empty() {
                    score.right += 1;
                } else {
                    score.wrong += 1;
                    eprintln!("wrong: {number} by {rule} is {}: {}", part.id, wrong.join(", "));
                }
            }
            Identification::Ambiguous { why, .. } => {
                score.refused += 1;
                eprintln!("ambiguous: {number}: {why}");
            }
            other => {
                score.refused += 1;
                eprintln!("refused: {number}: {other:?}");
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

    /// Reports that contradict every other report of the same module: half of a 16 GB
    /// module, and a registered module without a register. A number alone cannot know.
    const MISREPORTED: [&str; 2] = ["M393A2K40BB2-CTD6Q", "M393A2K40CB1-CRC"];

    /// Kingston's internal numbers, which carry no capacity.
    fn is_internal(number: &str) -> bool {
        number.starts_with("99") && number.contains('-')
    }

    #[test]
    fn numbers_with_what_the_machine_reports() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut halves = [Score::default(); 2];
        for (at, row) in read_rows("dimm_pairs.csv").iter().enumerate() {
            let Some(number) = cell(row, "part_number") else { continue };
            score(&catalog, number, facts(row), row, &mut halves[at % 2]);
        }
        check("modules with facts", halves);
    }

    #[test]
    fn numbers_alone() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut halves = [Score::default(); 2];
        let (mut silent, mut misreported) = (Score::default(), Score::default());
        for (at, row) in read_rows("dimm_pairs.csv").iter().enumerate() {
            let Some(number) = cell(row, "part_number") else { continue };
            if is_internal(number) {
                score(&catalog, number, Facts::default(), row, &mut silent);
            } else if MISREPORTED.contains(&number) {
                score(&catalog, number, Facts::default(), row, &mut misreported);
            } else {
                score(&catalog, number, Facts::default(), row, &mut halves[at % 2]);
            }
        }
        tell("misreported modules", misreported);
        tell("Kingston's internal numbers alone", silent);
        assert_eq!((silent.right, silent.wrong), (0, 0), "an internal number says nothing");
        check("module numbers alone", halves);
    }

    #[test]
    fn numbers_of_server_makers() {
        let catalog = Catalog::embedded().expect("the embedded tables are sound");
        let mut halves = [Score::default(); 2];
        for row in read_rows("oem_memory_pairs.csv") {
            for (at, column) in ["sku", "alt_part_number"].into_iter().enumerate() {
                let Some(number) = cell(&row, column) else { continue };
                score(&catalog, number, Facts::default(), &row, &mut halves[at]);
            }
        }
        check("numbers of server makers", halves);
    }

    fn check(what: &str, halves: [Score; 2]) {
        let [even, odd] = halves;
        let all =
            Score { right: even.right + odd.right, wrong: even.wrong + odd.wrong, refused: even.refused + odd.refused };
        tell(&format!("{what}, first half"), even);
        tell(&format!("{what}, second half"), odd);
        tell(what, all);
        if all.total() > 0 {
            assert!(Score::share(all.right, all.total()) >= 0.995, "{what}: {all:?}");
            assert!(Score::share(all.wrong, all.total()) <= 0.001, "{what}: {all:?}");
        }
    }
}
