//! `book fetch ebay` from the command line, against a service on loopback: what is shown, kept and recorded, and that no
//! secret ever is.

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests serve, write folders and read them")]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::path::Path;
    use std::process::Command;

    const SECRET: &str = "PRD-not-to-be-told";

    const PAGE: &str = r#"{"total": 4, "itemSummaries": [
        {"itemId": "v1|1|0", "title": "Intel Xeon Gold 6248R 24 Core 3.0GHz CPU", "price": {"value": "229.99", "currency": "USD"},
         "conditionId": "3000", "buyingOptions": ["FIXED_PRICE"], "itemWebUrl": "https://www.ebay.com/itm/1"},
        {"itemId": "v1|2|0", "title": "Intel Xeon Gold 6248R CPU", "price": {"value": "90000", "currency": "XAU"},
         "conditionId": "3000", "buyingOptions": ["FIXED_PRICE"], "itemWebUrl": "https://www.ebay.com/itm/2"},
        {"itemId": "v1|3|0", "title": "Dell R740 with 2x Xeon Gold 6248R 256GB", "price": {"value": "2300.00", "currency": "USD"},
         "conditionId": "3000", "buyingOptions": ["FIXED_PRICE"], "itemWebUrl": "https://www.ebay.com/itm/3"},
        {"itemId": "v1|4|0", "title": "Xeon Gold 6248R", "price": {"value": "99.00", "currency": "USD"},
         "conditionId": "3000", "buyingOptions": ["AUCTION"], "itemWebUrl": "https://www.ebay.com/itm/4"}]}"#;

    fn answer(mut stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        loop {
            let (mut first, mut length) = (String::new(), 0);
            reader.read_line(&mut first).ok().filter(|n| *n > 0)?;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
                let Some((name, value)) = line.trim_end().split_once(':') else { break };
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().ok()?;
                }
            }
            reader.read_exact(&mut vec![0; length]).ok()?;
            let (status, body) = match first.split_whitespace().nth(1)? {
                path if path.starts_with("/identity/") => (200, r#"{"access_token": "token-7", "expires_in": 7200}"#),
                path if path.contains("q=nothing") => (200, r#"{"total": 0}"#),
                path if path.contains("q=denied") => {
                    (403, r#"{"errors": [{"errorId": 1100, "message": "Access denied"}]}"#)
                }
                _ => (200, PAGE),
            };
            write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len()).ok()?;
        }
    }

    /// A service on a free port; it ends with the test.
    fn serve() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(|| answer(stream));
            }
        });
        format!("http://{address}")
    }

    fn run(store: &Path, words: &[&str], more: &[&str], has_account: bool) -> (i32, String) {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut command = Command::new(env!("CARGO_BIN_EXE_rackworth"));
        command.current_dir(root).args(["book", "fetch", "ebay"]).args(words).args(more).env_clear();
        command.env("RACKWORTH_STORE", store).env("RACKWORTH_WIDTH", "110");
        if has_account {
            command.env("RACKWORTH_EBAY_KEY", "Example-App-PRD").env("RACKWORTH_EBAY_SECRET", SECRET);
        }
        let output = command.output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        for secret in [SECRET, "Example-App-PRD", "token-7"] {
            assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
        }
        (output.status.code().unwrap(), format!("{out}──── stderr\n{err}"))
    }

    fn check(name: &str, screen: &str, endpoint: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.add_filter("20[0-9]{2}-[0-9]{2}-[0-9]{2}", "[day]");
        settings.bind(|| insta::assert_snapshot!(name, screen.replace(endpoint, "[endpoint]")));
    }

    #[test]
    fn what_is_asked_is_shown_kept_and_recorded_once() {
        let (endpoint, folder) = (serve(), tempfile::tempdir().unwrap());
        let (store, answers) = (folder.path().join("store.db"), folder.path().join("answers"));
        let at = ["--endpoint", &endpoint];
        let (code, dry) = run(&store, &["Gold 6248R"], &[&at[..], &["--dry-run"]].concat(), true);
        assert_eq!((code, store.exists()), (0, false), "{dry}");
        check("book-fetch-dry", &dry, &endpoint);
        let record = ["--record", answers.to_str().unwrap()];
        let (code, first) = run(&store, &["Gold 6248R"], &[&at[..], &record].concat(), true);
        assert!(code == 0 && first.contains("1 new price recorded in"), "{first}");
        // Kept as received, and read again as a saved file: the very same observation.
        let page = std::fs::read_to_string(answers.join("01-gold-6248r-00000.json")).unwrap();
        assert!(page.contains(PAGE) && !page.contains(SECRET) && !page.contains("token-7"));
        let mut import = Command::new(env!("CARGO_BIN_EXE_rackworth"));
        import.args(["book", "import"]).arg(answers.join("01-gold-6248r-00000.json"));
        let again = import.env("RACKWORTH_STORE", &store).output().unwrap();
        let told = String::from_utf8(again.stdout).unwrap();
        assert!(told.contains("0 new prices, nothing recorded, 1 known already"), "{told}");
        let json = run(&store, &["Gold 6248R"], &[&at[..], &["--json"]].concat(), true).1;
        let json: serde_json::Value = serde_json::from_str(json.split("──── stderr").next().unwrap()).unwrap();
        assert_eq!(json["rackworth"]["schema"], "fetch/1");
        let file = &json["answer"]["import"]["files"][0];
        assert_eq!(file["lines"][0]["observation"]["kind"], "asked");
        assert_eq!(file["refused"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn every_way_to_end_has_its_code() {
        let (endpoint, folder) = (serve(), tempfile::tempdir().unwrap());
        let store = folder.path().join("store.db");
        let at = ["--endpoint", &endpoint];
        let (code, told) = run(&store, &["x"], &at, false);
        assert!(code == 2 && told.contains("RACKWORTH_EBAY_KEY is not set"), "{told}");
        assert_eq!(run(&store, &["nothing"], &at, true).0, 6);
        let (code, denied) = run(&store, &["denied"], &at, true);
        assert_eq!(code, 4);
        check("book-fetch-denied", &denied, &endpoint);
        assert_eq!(run(&store, &["Gold 6248R", "denied"], &at, true).0, 5);
        assert_eq!(run(&store, &["x"], &["--endpoint", "http://127.0.0.1:9"], true).0, 4);
        let (code, plain) = run(&store, &["x"], &["--endpoint", "http://api.ebay.com"], true);
        assert!(code == 2 && plain.contains("without TLS"), "{plain}");
    }
}
