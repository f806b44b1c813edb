//! The store from the command line: recorded, run again, compared, carried over; killed, full,
//! damaged and in use.

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write stores, wait, and ask for a server")]
mod tests {
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output, Stdio};

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    const FLEET: &str = "fixtures/fleets/small.csv";
    const BINARY: &str = env!("CARGO_BIN_EXE_rackworth");

    fn command(store: &Path, line: &str) -> Command {
        let mut command = Command::new(BINARY);
        command.current_dir(ROOT).args(line.split_whitespace()).env_clear().env("RACKWORTH_STORE", store);
        command
    }

    fn run(store: &Path, line: &str) -> Output {
        command(store, line).output().unwrap()
    }

    fn ok(store: &Path, line: &str) -> String {
        let output = run(store, line);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line}: {:?}\n{err}", output.status.code());
        String::from_utf8(output.stdout).unwrap()
    }

    fn new_store() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        (folder, path)
    }

    fn field(json: &str, name: &str) -> String {
        let at = json.find(&format!("\"{name}\": \"")).unwrap() + name.len() + 5;
        json[at..].split('"').next().unwrap().to_string()
    }

    #[test]
    fn a_run_is_run_again_from_the_store_and_from_its_copy() {
        let (_folder, store) = new_store();
        assert!(ok(&store, &format!("import {FLEET} --fleet lab --on 2026-10-01")).starts_with("Recorded: lab"));
        assert!(ok(&store, &format!("import {FLEET} --fleet lab --on 2026-10-02")).starts_with("Already recorded"));
        let from_files = ok(&store, &format!("value {FLEET} --as-of 2026-10-31 --json"));
        let from_store = ok(&store, "value lab --as-of 2026-10-31 --json");
        assert_eq!(from_files, from_store, "the same figures from the store as from files");
        let id = field(&from_store, "run");
        assert_eq!(ok(&store, &format!("value --rerun {} --json", &id[..12])), from_store);
        let copy = store.with_extension("rwa");
        ok(&store, &format!("store backup {}", copy.display()));
        let second = store.with_file_name("second.db");
        ok(&second, &format!("store restore {}", copy.display()));
        assert_eq!(ok(&second, &format!("value --rerun {id} --json")), from_store);
        assert_eq!(run(&second, &format!("store import {}", copy.display())).status.code(), Some(6), "not empty");
        let again = store.with_extension("again");
        ok(&second, &format!("store export {}", again.display()));
        assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(again).unwrap(), "equal stores, equal archives");
        ok(&second, "store verify --rebuild");
    }

    #[test]
    fn ones_own_recorded_sales_move_the_value_and_nothing_recorded_before_them() {
        let (folder, store) = new_store();
        let line = format!("value {FLEET} --as-of 2026-11-27 --json");
        let before = ok(&store, &line);
        let sales = folder.path().join("sold.csv");
        let row = |n: u32| format!("S-{n},2026-11-{:02},Xeon Gold 6148,4,300 USD,used,broker,own\n", n + 10);
        let rows: String = (1..=6).map(row).collect();
        std::fs::write(&sales, format!("Invoice,Sale Date,Item,Qty,Sale Price,Condition,Channel,Seller\n{rows}"))
            .unwrap();
        let told = ok(&store, &format!("book import {}", sales.display()));
        assert!(told.contains("6 new prices recorded in"), "{told}");
        // Once is once.
        assert!(ok(&store, &format!("book import {}", sales.display())).contains("0 new prices"));
        let after = ok(&store, &line);
        let parted = |json: &str| {
            let json: serde_json::Value = serde_json::from_str(json).unwrap();
            let groups = json["answer"]["groups"].as_array().unwrap();
            let r740 = groups.iter().find(|group| group["id"] == "r740").unwrap();
            r740["parted_out"]["mean"].as_f64().unwrap()
        };
        assert!(parted(&after) > 1.01 * parted(&before), "{} {}", parted(&before), parted(&after));
        let id = field(&before, "run");
        assert_eq!(ok(&store, &format!("value --rerun {id} --json")), before, "it saw no sale");
        assert_eq!(ok(&store, &format!("value --rerun {} --json", field(&after, "run"))), after);
        ok(&store, "store verify");
        // The same file beside the book counts the same, and is kept with the run.
        let beside = ok(Path::new("none"), &format!("{line} --book {}", sales.display()));
        assert!((parted(&beside) / parted(&after) - 1.0).abs() < 1e-9);
        let (_folder, other) = new_store();
        let beside = ok(&other, &format!("{line} --book {}", sales.display()));
        std::fs::remove_file(&sales).unwrap();
        assert_eq!(ok(&other, &format!("value --rerun {} --json", field(&beside, "run"))), beside);
        ok(&other, "store verify");
    }

    #[test]
    fn a_difference_has_causes() {
        let (_folder, store) = new_store();
        let one = field(&ok(&store, &format!("value {FLEET} --as-of 2026-06-30 --json")), "run");
        let two = field(&ok(&store, &format!("value {FLEET} --as-of 2026-10-31 --json")), "run");
        let told = ok(&store, &format!("diff {one} {two} --json"));
        let fleet = told.split("\"cause\": \"fleet\"").nth(1).unwrap();
        assert!(fleet.trim_start_matches([',', '\n', ' ']).starts_with("\"moved\": 0.0"), "{told}");
        assert_eq!(run(&store, &format!("diff {one} {one} --fail-above 0")).status.code(), Some(0));
        assert_eq!(run(&store, &format!("diff {one} {two} --fail-above 0")).status.code(), Some(1), "{told}");
        assert_eq!(run(&store, "value --rerun 0123456789ab").status.code(), Some(6));
        assert!(ok(&store, "runs").contains(&two[..12]));
    }

    #[test]
    fn without_a_store_everything_still_answers() {
        let (folder, _) = new_store();
        ok(Path::new("none"), &format!("value {FLEET} --as-of 2026-10-31"));
        let nowhere = Path::new("/proc/nowhere/store.db");
        let mut command = command(nowhere, &format!("value {FLEET} --as-of 2026-10-31"));
        // The default place cannot be written: the answer comes all the same, with a warning.
        let output = command.env_remove("RACKWORTH_STORE").env("HOME", "/proc/nowhere").output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stderr).contains("the run was not recorded"));
        assert_eq!(run(&folder.path().join("absent.db"), "runs").status.code(), Some(6));
    }

    #[test]
    fn two_at_once_do_not_disturb_each_other() {
        let (_folder, store) = new_store();
        let line = |i: usize| format!("import {FLEET} --fleet f{i}");
        let start = |i| command(&store, &line(i)).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let children: Vec<_> = (0..4).map(start).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(ok(&store, "fleet list --json").matches("\"fleet\":").count(), 4);
        ok(&store, "store verify");
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_told_and_leaves_the_store_as_it_was() {
        let (_folder, store) = new_store();
        ok(&store, &format!("import {FLEET} --fleet first"));
        // Blocks of 512 bytes: no room for the index of the log, and none for the log itself.
        for blocks in [8, 72] {
            let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec {BINARY} import {FLEET} --fleet second");
            let mut shell = Command::new("sh");
            shell.current_dir(ROOT).args(["-c", &line]).env("RACKWORTH_STORE", &store);
            let output = shell.output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(3), "{err}");
            assert!(err.contains("no room left"), "{err}");
        }
        assert_eq!(ok(&store, "fleet list --json").matches("\"fleet\":").count(), 1);
        ok(&store, "store verify");
    }

    /// Root may write anything: then somebody else tries.
    #[cfg(unix)]
    #[test]
    fn a_store_that_may_not_be_written_is_told_and_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, store) = new_store();
        ok(&store, &format!("import {FLEET} --fleet first"));
        let may = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        may(&store, 0o444);
        may(folder.path(), 0o555);
        let before = std::fs::read(&store).unwrap();
        let is_root = std::fs::write(folder.path().join("mine"), "x").is_ok();
        let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        let tried = |line: &str| {
            let words: Vec<&str> = nobody.into_iter().filter(|_| is_root).chain([BINARY]).collect();
            let mut command = Command::new(words[0]);
            command.args(&words[1..]).args(line.split_whitespace()).current_dir(ROOT).env("RACKWORTH_STORE", &store);
            command.output()
        };
        if !tried("--version").is_ok_and(|output| output.status.success()) {
            println!("skipped: nobody else may run the binary");
            return;
        }
        for line in [format!("import {FLEET} --fleet second"), "fleet list".to_string()] {
            let output = tried(&line).unwrap();
            let err = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(3), "{line}: {err}");
            assert!(err.contains("the store may not be written"), "{line}: {err}");
        }
        assert_eq!(std::fs::read(&store).unwrap(), before);
        may(folder.path(), 0o755);
    }

    /// What a later rackworth reads of kept bytes, this one reads of them already.
    #[test]
    fn kept_evidence_reads_as_the_files_did() {
        let (_folder, store) = new_store();
        for path in [FLEET, "fixtures/racks/r1", "fixtures/exports/one-machine", "fixtures/redfish", "fixtures/exports"]
        {
            let name = path.replace(['/', '.'], "-");
            let told = ok(&store, &format!("import {path} --fleet {name} --json"));
            let again = ok(&store, &format!("fleet reread {name} --json"));
            assert!(again.contains("\"is_new\": false"), "{path}: {told}\n{again}");
        }
        ok(&store, "store verify");
    }

    #[test]
    fn rates_of_ones_own_count_and_a_run_keeps_those_it_saw() {
        let (folder, store) = new_store();
        let value = format!("value {FLEET} --as-of 2026-10-31 --currency EUR --json");
        let before = ok(&store, &value);
        let rates = folder.path().join("rates.csv");
        std::fs::write(&rates, "on,from,to,rate,source\n2026-10-31,EUR,USD,2.0,the bank\n").unwrap();
        let line = format!("book rates {}", rates.display());
        assert!(ok(&store, &format!("{line} --dry-run")).ends_with("Nothing recorded\n"));
        assert!(ok(&store, &line).contains("Recorded 1 new"));
        assert!(ok(&store, &line).contains("Recorded 0 new"));
        let after = ok(&store, &value);
        let p50 = |json: &str| -> f64 {
            let best = json.split("\"best\"").last().unwrap();
            best.split("\"p50\": ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap()
        };
        assert!(p50(&after) < 0.7 * p50(&before), "{} {}", p50(&before), p50(&after));
        assert!(after.contains("the bank"), "the rate is named with its source");
        for run in [before, after] {
            assert_eq!(ok(&store, &format!("value --rerun {} --json", field(&run, "run"))), run);
        }
        std::fs::write(&rates, "on,from,to,rate,source\n2026-10-31,EUR,USD,-1,the bank\nsoon,EUR,USD,1,x\n").unwrap();
        let refused = run(&store, &line);
        let out = String::from_utf8_lossy(&refused.stdout).into_owned();
        assert_eq!(refused.status.code(), Some(3), "{out}");
        assert!(out.contains("line 2") && out.contains("line 3") && out.ends_with("Nothing recorded\n"), "{out}");
    }

    #[test]
    fn a_damaged_page_is_told() {
        let (_folder, store) = new_store();
        ok(&store, &format!("import {FLEET} --fleet first"));
        let mut bytes = std::fs::read(&store).unwrap();
        let from = bytes.len() / 4;
        bytes[from..].fill(0xA5);
        std::fs::write(&store, bytes).unwrap();
        let output = run(&store, "store verify");
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains("damaged"), "{told}");
    }

    #[test]
    fn the_same_on_a_server() {
        let Ok(server) = std::env::var("RACKWORTH_TEST_POSTGRES") else {
            println!("skipped on PostgreSQL: RACKWORTH_TEST_POSTGRES is not set");
            return;
        };
        let (_folder, store) = new_store();
        ok(&store, &format!("import {FLEET} --fleet lab --on 2026-10-01"));
        let from_store = ok(&store, "value lab --as-of 2026-10-31 --json");
        let id = field(&from_store, "run");
        let copy = store.with_extension("rwa");
        ok(&store, &format!("store export {}", copy.display()));
        let schema = format!("rackworth_cli_{}", std::process::id());
        let sql = |text: String| Command::new("psql").args([server.as_str(), "-qc", &text]).status();
        if !sql(format!("CREATE SCHEMA {schema}")).is_ok_and(|done| done.success()) {
            println!("skipped on PostgreSQL: psql is not there to make a schema");
            return;
        }
        let url = PathBuf::from(format!("{server}?options[search_path]={schema}"));
        ok(&url, &format!("store import {}", copy.display()));
        let rerun = ok(&url, &format!("value --rerun {id} --json"));
        let again = store.with_extension("again");
        ok(&url, &format!("store export {}", again.display()));
        ok(&url, "store verify");
        drop(sql(format!("DROP SCHEMA {schema} CASCADE")));
        assert_eq!(rerun, from_store);
        assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(again).unwrap(), "lossless both ways");
    }
}
