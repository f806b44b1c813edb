//! What people see: every command's screen, exit code and notes, as they come out of the binary.
//!
//! A change of figures changes these files: look at the difference, then accept it with
//! `INSTA_UPDATE=always cargo test -p rackworth --test screens`.

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at the pages that were written")]
mod tests {
    use std::path::Path;
    use std::process::Command;

    /// Runs the binary in the repository's root, far from the user's own files and settings.
    fn run(line: &str, width: Option<u32>) -> String {
        run_at(tempfile::tempdir().unwrap().path(), line, width)
    }

    /// The same with a data folder that stays.
    fn run_at(home: &Path, line: &str, width: Option<u32>) -> String {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut command = Command::new(env!("CARGO_BIN_EXE_rackworth"));
        command.current_dir(root).args(line.split_whitespace()).env_clear();
        command.env("HOME", home).env("XDG_DATA_HOME", home);
        if let Some(width) = width {
            command.env("RACKWORTH_WIDTH", width.to_string());
        }
        let output = command.output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        let code = output.status.code().unwrap();
        format!("exit {code}\n──── stdout\n{out}──── stderr\n{err}")
    }

    /// One snapshot a screen, named as the test names it.
    fn check(name: &str, line: &str, width: Option<u32>) {
        check_at(tempfile::tempdir().unwrap().path(), name, line, width);
    }

    fn check_at(home: &Path, name: &str, line: &str, width: Option<u32>) {
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_description(line);
        // A run's id covers the whole catalog and price book: any row moves it.
        settings.add_filter("run `?[0-9a-f]{12}`?", "run [id]");
        settings.add_filter("(?m)(^|[\" |,`])[0-9a-f]{12}(?:[0-9a-f]{52})?\\b", "$1[id]");
        settings.add_filter(&regex_of(home), "[home]");
        settings.add_filter(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "[moment]");
        settings.bind(|| insta::assert_snapshot!(name, run_at(home, line, width)));
    }

    fn regex_of(path: &Path) -> String {
        path.display().to_string().replace('.', r"\.")
    }

    const FLEET: &str = "fixtures/fleets/small.csv --as-of 2026-10-31 --threads 2";

    #[test]
    fn value() {
        check("value", &format!("value {FLEET}"), None);
        for width in [60, 80, 120] {
            check(&format!("value-{width}"), &format!("value {FLEET}"), Some(width));
        }
        check("value-by-model", &format!("value {FLEET} --by model --currency EUR"), None);
        check("value-by-site", &format!("value {FLEET} --by site -q"), None);
        check("value-by-asset", &format!("value {FLEET} --by asset -q"), None);
        check("value-csv", &format!("value {FLEET} --format csv"), None);
        check("value-md", &format!("value {FLEET} --format md"), None);
        check("value-rack", "value fixtures/racks/r1 --as-of 2026-10-31 --threads 2", None);
        check("value-coverage", &format!("value {FLEET} --require-coverage 100 -q"), None);
    }

    #[test]
    fn explain() {
        check("explain", &format!("explain r740 {FLEET}"), Some(100));
        check("explain-whole", &format!("explain r740/whole {FLEET}"), Some(100));
        check("explain-shallow", &format!("explain RW00009 {FLEET} --depth 1"), Some(100));
        check("explain-no-figure", &format!("explain rackmaster-9000/whole {FLEET}"), None);
        check("explain-unknown", &format!("explain r999 {FLEET}"), None);
    }

    #[test]
    fn identify() {
        check("identify", "identify fixtures/fleets/small.csv", None);
        check("identify-rack", "identify fixtures/racks/r1", None);
        check("identify-exports", "identify fixtures/exports/one-machine", Some(100));
        check("identify-csv", "identify fixtures/fleets/small.csv --format csv", None);
    }

    #[test]
    fn book_and_policy() {
        check("book-show", "book show Gold 6248R --as-of 2026-10-31", Some(120));
        check("book-show-unknown", "book show flux capacitor --as-of 2026-10-31", None);
        check("policy-show", "policy show", Some(100));
    }

    #[test]
    fn price_files() {
        let import = |name: &str| format!("book import fixtures/prices/{name} --observed-on 2026-11-02 --dry-run");
        check("book-import-broker", &import("broker.csv"), Some(110));
        check("book-import-orders", &format!("{} --condition used_tested", import("ebay-orders.csv")), Some(110));
        check("book-import-no-kind", &import("price-list.csv"), Some(110));
        check("book-import-unknown", "book import LICENSE-MIT", Some(110));
        check("book-trend", "book trend ddr4 --as-of 2026-10-31", Some(100));
        check("book-trend-unknown", "book trend flux --as-of 2026-10-31", None);
        check("book-export", "book export --class psu --as-of 2026-10-31", None);
        check("book-doctor", "book doctor --as-of 2026-10-31", Some(110));
    }

    /// One store, command after command.
    #[test]
    fn store() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let check = |name: &str, line: &str| check_at(home, name, line, Some(100));
        check("store-runs-none", "runs");
        check("store-import", "import fixtures/fleets/small.csv --fleet lab --on 2026-10-01");
        check("store-import-known", "import fixtures/fleets/small.csv --fleet lab --on 2026-10-02");
        check("store-import-nothing", "import LICENSE-MIT --fleet lab");
        check("store-import-machine", "import fixtures/exports/one-machine --fleet bench --on 2026-10-01 --format md");
        check("store-fleet-list", "fleet list");
        check("store-fleet-list-csv", "fleet list --format csv");
        check("store-fleet-list-then", "fleet list --known-by 2026-01-01");
        check("store-fleet-gaps", "fleet gaps lab --as-of 2026-10-31");
        check("store-fleet-gaps-csv", "fleet gaps lab --as-of 2026-10-31 --format csv");
        check("store-fleet-gaps-json", "fleet gaps lab --as-of 2026-10-31 --json");
        check("store-fleet-history", "fleet history bench");
        check("store-fleet-not-yet", "value lab --as-of 2026-09-30");
        check("store-rates", "book rates fixtures/rates/ecb.csv");
        check("store-rates-json", "book rates fixtures/rates/ecb.csv --dry-run --json");
        check("store-fleet-reread", "fleet reread bench");
        check("store-fleet-none", "fleet show nowhere --as-of 2026-10-31");
        let [early, late] = ["2026-10-01", "2026-10-31"].map(|day| {
            let told = run_at(home, &format!("value lab --as-of {day} --json"), None);
            let at = told.find("\"run\": \"").unwrap() + 8;
            told[at..at + 12].to_string()
        });
        check("store-runs", "runs");
        check("store-runs-csv", "runs --format csv");
        check("store-diff", &format!("diff {early} {late}"));
        check("store-diff-md", &format!("diff {early} {late} --format md"));
        check("store-diff-json", &format!("diff {early} {late} --json --fail-above 0"));
        check("store-run-unknown", "value --rerun 0123456789ab");
        check("store-verify", "store verify");
        check("store-verify-csv", "store verify --rebuild --format csv");
        check("store-backup", &format!("store backup {}/all.rwa", home.display()));
        check("store-restore-over", &format!("store restore {}/all.rwa", home.display()));
        check("store-none", "fleet list --store none");
    }

    #[test]
    fn failures() {
        check("failure-no-file", "value nowhere.csv", None);
        check("failure-no-assets", "value LICENSE-MIT", None);
        check("failure-policy", &format!("value {FLEET} --policy fixtures/fleets/policy-wrong.toml"), None);
        check("failure-no-policy", &format!("value {FLEET} --policy nowhere.toml"), None);
        check("failure-no-rate", "value fixtures/fleets/small.csv --as-of 2011-01-01 --currency EUR", None);
        check("failure-collect-hosts", "collect 10.0.0.999 bmc[9-1] root:pw@bmc", None);
        check("failure-collect-account", "collect 127.0.0.1:1 --user ops", None);
        check("failure-usage", "value fixtures/fleets/small.csv --by color", None);
    }

    #[test]
    fn help() {
        for command in [
            "",
            "collect",
            "import",
            "diff",
            "fleet",
            "store",
            "value",
            "explain",
            "identify",
            "book show",
            "book fetch ebay",
            "policy show",
        ] {
            let name = format!("help {command}").trim().replace(' ', "-");
            check(&name, &format!("{command} --help"), None);
        }
    }

    #[test]
    fn pages_of_the_book_hold_pictures_and_nothing_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        for (line, told) in [
            ("book show Gold 6248R", &["How it comes about", "nine in ten between", "Adjusted by", "weak"][..]),
            ("book trend ddr4", &["price level", "p10–p90"][..]),
        ] {
            let page = folder.path().join("page.html");
            let screen = run(&format!("{line} --as-of 2026-10-31 --html {}", page.display()), None);
            assert!(screen.starts_with("exit 0"), "{screen}");
            let html = std::fs::read_to_string(page).unwrap();
            assert!(html.contains("<svg") && !html.contains("http-equiv") && !html.contains("src="), "self-contained");
            for words in told {
                assert!(html.contains(words), "{line}: `{words}`");
            }
        }
    }

    #[test]
    fn answers_about_the_book_have_their_schemas() {
        for (line, schema, list) in [
            ("book show Gold 6248R", "book/1", "comparables"),
            ("book trend ddr4", "trend/1", "quarters"),
            ("book doctor", "doctor/1", "findings"),
            ("book export --class psu", "book-export/1", "observations"),
            ("book import fixtures/prices/broker.csv --dry-run --observed-on 2026-10-01", "import/1", "files"),
        ] {
            let as_of = if line.contains("import") { "" } else { "--as-of 2026-10-31" };
            let screen = run(&format!("{line} {as_of} --json"), None);
            let json =
                screen.split("──── stdout\n").nth(1).and_then(|rest| rest.split("──── stderr\n").next()).unwrap();
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(value["rackworth"]["schema"], schema);
            assert!(value["answer"][list].as_array().is_some_and(|list| !list.is_empty()), "{line}");
        }
    }

    #[test]
    fn machine_output_is_one_object_with_its_schema_named() {
        for line in [format!("value {FLEET} --json"), format!("explain r740 {FLEET} --json")] {
            let screen = run(&line, None);
            let json =
                screen.split("──── stdout\n").nth(1).and_then(|rest| rest.split("──── stderr\n").next()).unwrap();
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            let schema = value["rackworth"]["schema"].as_str().unwrap();
            assert!(line.starts_with(schema.split('/').next().unwrap()), "{schema}");
            assert!(value["answer"].is_object());
        }
    }

    #[test]
    fn figures_do_not_depend_on_threads() {
        let figures = |threads: u32| {
            run(&format!("value examples/fleet-200.csv --as-of 2026-10-31 --json --threads {threads}"), None)
        };
        let one = figures(1);
        assert!(one.starts_with("exit 0"), "{one}");
        for threads in [3, 8] {
            assert_eq!(figures(threads), one, "{threads} threads");
        }
    }

    /// What README shows of the example: the most valuable groups and everything below the table.
    fn readme_screen() -> String {
        let line = "value examples/fleet-200.csv --as-of 2026-11-27 --threads 2";
        let screen = run(line, Some(110));
        let answer = screen.split("──── stdout\n").nth(1).and_then(|rest| rest.split("──── stderr\n").next()).unwrap();
        let (table, rest) = answer.split_once("\n\nAll sold whole").unwrap();
        // A run's id covers the whole catalog and price book: any row moves it.
        let (heading, table) = table.split_once(" · run ").unwrap();
        let lines: Vec<&str> = table.lines().skip(1).collect();
        let starts: Vec<usize> = (0..lines.len()).filter(|at| starts_group(lines[*at])).collect();
        let shown = lines[..starts[SHOWN]].join("\n");
        let more = starts.len() - SHOWN;
        format!(
            "```\n$ rackworth value examples/fleet-200.csv\n{heading}\n{shown}\n… {more} more groups\n\nAll sold whole{rest}```\n"
        )
    }

    /// Groups that README shows.
    const SHOWN: usize = 8;

    /// A group's first line begins with its number and id: `18 × r740: …`.
    fn starts_group(line: &str) -> bool {
        let mut words = line.split_whitespace();
        let n = words.next().is_some_and(|n| n.chars().all(|c| c.is_ascii_digit()));
        n && words.next() == Some("×") && words.next().is_some_and(|id| id.ends_with(':'))
    }

    #[test]
    fn readme_shows_a_real_screen() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
        let page = std::fs::read_to_string(path).unwrap();
        let from = page.find("```\n$ rackworth value").unwrap();
        let to = from + 4 + page[from + 4..].find("```\n").unwrap() + 4;
        let fresh = format!("{}{}{}", &page[..from], readme_screen(), &page[to..]);
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            std::fs::write(path, &fresh).unwrap();
        }
        assert!(fresh.contains("All sold whole") && (page == fresh || std::fs::read_to_string(path).unwrap() == fresh));
    }

    #[test]
    fn a_page_is_written_beside_the_screen() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("fleet.html");
        let screen = run(&format!("value {FLEET} --html {}", page.display()), None);
        assert!(screen.starts_with("exit 0"), "{screen}");
        let html = std::fs::read_to_string(page).unwrap();
        assert!(html.contains("<svg") && !html.contains("http-equiv") && !html.contains("src="), "self-contained");
    }
}
