//! The rules by which tables are understood, one by one.

#[cfg(test)]
mod sheet_support;

#[cfg(test)]
mod tests {
    use rackworth_collect::sheet::read_bytes;
    use rackworth_model::inventory::Inventory;
    use rust_xlsxwriter::Workbook;

    use super::sheet_support::shown;

    fn text(content: &str) -> Inventory {
        read_bytes("list.csv", content.as_bytes())
    }

    #[test]
    fn one_table_reads_alike_in_every_dress() {
        let table = [["Name", "Serial", "RAM (GB)", "Färbung"], ["a; b", "S,1", "64", "x"], ["c|d", "S\t2", "32", "y"]];
        let dressed = |delimiter: &str, newline: &str| {
            let row = |cells: &[&str; 4]| cells.map(|cell| format!("\"{cell}\"")).join(delimiter);
            table.iter().map(row).collect::<Vec<_>>().join(newline)
        };
        let expected = shown(&text(&dressed(",", "\n")));
        assert!(expected.contains("serial=S,1") && expected.contains("32 [GB] total"), "{expected}");
        for delimiter in [",", ";", "\t", "|"] {
            for newline in ["\n", "\r\n", "\r"] {
                let plain = dressed(delimiter, newline);
                let utf16 = plain.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
                let latin: Vec<u8> = plain.chars().map(|c| u32::from(c) as u8).collect();
                let marked = format!("\u{feff}{plain}");
                for bytes in [plain.as_bytes(), marked.as_bytes(), &utf16, &latin] {
                    assert_eq!(shown(&read_bytes("list.csv", bytes)), expected, "{delimiter:?} {newline:?}");
                }
            }
        }
    }

    #[test]
    fn headers_are_found_by_their_words_only() {
        for (header, word) in [
            ("SERIAL_NUMBER", "serial=V"),
            ("\u{a0}Serial\u{a0}No.:", "serial=V"),
            ("S/N", "serial=V"),
            ("Numéro de série", "serial=V"),
            ("Service Tag", "tag=V"),
            ("Inventarnummer", "asset=V"),
            ("Nombre del servidor", "host=V"),
            ("Merk", "maker=V"),
            ("Produktname", "Produktname=V"),
            ("SKU", "part=V"),
            ("Data Centre", "site=V"),
            ("Grade", "condition=V"),
            ("Configuration", "unknown: V"),
            ("Grafikkarte", "gpu: V"),
            ("RAID controller", "raid: V"),
            ("Purchase Price", "Purchase Price=V"),
            ("Moon phase", "Moon phase: its header has no known meaning; it holds `V` and the like"),
        ] {
            let read = shown(&text(&format!("Model,CPU,{header}\nR640,6248R,V\n")));
            assert!(read.contains(word), "{header}: {read}");
        }
    }

    #[test]
    fn quantities_count_machines_and_parts() {
        let read = text("Model,CPU,RAM (GB),Qty\nR640,2x 6248R,384,12\nR740,2x 6230,768,\n");
        assert_eq!(read.assets.iter().map(|asset| asset.count).collect::<Vec<_>>(), [12, 1]);
        for bad in ["0", "-3", "2.5", "a few"] {
            let read = text(&format!("Model,CPU,Qty\nR640,6248R,{bad}\nR740,6230,1\n"));
            assert_eq!((read.assets.len(), read.problems.len(), read.unread.len()), (1, 1, 1), "{bad}");
            let problem = &read.problems[0];
            assert_eq!(problem.place.to_string(), "list.csv, cell C2");
            assert_eq!(problem.found, format!("`{bad}`"));
        }
    }

    #[test]
    fn rows_of_one_serial() {
        let read = text("Serial,Model,#\nS1,R640,1\nS1,R640,2\nS1,R740,3\nN/A,R640,4\nN/A,R640,5\n");
        assert_eq!(read.assets.len(), 4);
        assert_eq!(
            read.unread.iter().map(|unread| unread.why.as_str()).collect::<Vec<_>>(),
            ["it says the same as row 2"]
        );
        assert_eq!(read.problems.len(), 1);
        let alike = text("Model,CPU\nR640,6248R\nR640,6248R\n");
        assert_eq!(alike.assets.len(), 2, "without a name, equal rows are two machines");
    }

    #[test]
    fn files_that_hold_no_list_say_so() {
        for (bytes, found) in [
            (&b""[..], "nothing"),
            (b" \r\n\n", "nothing"),
            (b"\xff\xfe", "nothing"),
            (b"{\"Name\": 1}", "a JSON document"),
            (b"<html><table><tr><td>Serial</td></tr></table></html>", "an HTML or XML document"),
            (b"%PDF-1.4 ...", "a PDF document"),
            (b"\x00\x01\x02\x03\x04\x05\x06\x07", "bytes that are no text"),
            (b"PK\x03\x04rest", "a ZIP archive that is not a workbook"),
            (b"one\ntwo\nthree\n", "a single column"),
            (b"Serial,Model\n", "a header without rows under it"),
            (b"a,b\nc,d\n", "no table of machines or parts (a | b: no row of it reads as a header)"),
        ] {
            let read = read_bytes("file", bytes);
            assert!(read.assets.is_empty());
            let problems: Vec<&str> = read.problems.iter().map(|problem| problem.found.as_str()).collect();
            assert_eq!(problems, [found], "{bytes:?}");
            assert!(read.problems[0].hint.is_some());
        }
        assert_eq!(text("Serial Number\nA1\nA2\n").assets.len(), 2, "a list of serials is one");
    }

    #[test]
    fn the_evidence_is_the_file() {
        let read = text("Serial,Model\nA1,R640\n");
        assert_eq!(read.evidence.len(), 1);
        assert_eq!((read.evidence[0].name.as_str(), read.evidence[0].n_bytes), ("list.csv", 21));
    }

    #[test]
    fn a_long_list_is_read_whole() {
        let rows: String =
            (0..20_000).map(|row| format!("h{row},SN{row},PowerEdge R640,Gold 6248R,2,384,note {row}\n")).collect();
        let read = text(&format!("Name,Serial,Model,CPU,CPU Qty,RAM (GB),Mystery\n{rows}"));
        assert_eq!((read.assets.len(), read.unread.len(), read.problems.len()), (20_000, 1, 0));
        assert_eq!(read.assets[19_999].place.to_string(), "list.csv, row 20001");
    }

    #[test]
    fn lines_under_a_machine_are_the_machines() {
        let read = text(
            "Server,Serial,CPU,RAM (GB),Drive,Drive Qty\nh1,S1,2x 6230,384,960GB SSD,2\n,,,,4TB HDD,8\nh2,S2,2x 6230,768,960GB SSD,2\n",
        );
        insta::assert_snapshot!(shown(&read), @r#"
    Server serial=S1 host=h1 @ row 2
      cpu: 2x 6230
      dimm: 384 [GB] total
      drive: 2 x 960GB SSD
      drive: 8 x 4TB HDD
    Server serial=S2 host=h2 @ row 4
      cpu: 2x 6230
      dimm: 768 [GB] total
      drive: 2 x 960GB SSD
    "#);
    }

    #[test]
    fn spare_parts_among_machines() {
        let read = text(
            "Name,Category,Model,Serial,Location\nh1,Server,R640,S1,Oslo\nh2,Server,R640,S2,Oslo\nshelf,Hard Drive,MZ7LH960,D1,Oslo\nnas,Storage,ME4024,N1,Oslo\n",
        );
        insta::assert_snapshot!(shown(&read), @r#"
    Server model=R640 serial=S1 host=h1 site=Oslo @ row 2
      beside: Category=Server
    Server model=R640 serial=S2 host=h2 site=Oslo @ row 3
      beside: Category=Server
    LooseParts site=Oslo @ row 4
      drive: MZ7LH960 Hard Drive each serial=D1
      beside: Name, row 4=shelf
    Unknown model=ME4024 serial=N1 host=nas site=Oslo @ row 5
      beside: Category=Storage
    "#);
    }

    #[test]
    fn components_of_sheets_by_kind_find_their_hosts() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Memory").unwrap();
        let rows = [
            ["Host", "Size (GB)", "Type"],
            ["h1", "32", "DDR4 RDIMM"],
            ["h1", "32", "DDR4 RDIMM"],
            ["h7", "16", "DDR4"],
        ];
        sheet.write_row_matrix(0, 0, rows).unwrap();
        let sheet = workbook.add_worksheet().set_name("Servers").unwrap();
        let rows = [
            ["FQDN", "Typ", "RAM (GB)"],
            ["h1.example.com", "PowerEdge R640", "64"],
            ["h2.example.com", "PowerEdge R740", "96"],
        ];
        sheet.write_row_matrix(0, 0, rows).unwrap();
        insta::assert_snapshot!(shown(&read_bytes("kinds.xlsx", &workbook.save_to_buffer().unwrap())), @r#"
    Unknown host=h7 @ sheet `Memory`, row 4
      dimm: 16 GB DDR4 each
    Server model=PowerEdge R640 host=h1.example.com @ sheet `Servers`, row 2
      dimm: 32 GB DDR4 RDIMM each
      dimm: 32 GB DDR4 RDIMM each
      beside: RAM (GB)=64
    Server model=PowerEdge R740 host=h2.example.com @ sheet `Servers`, row 3
      dimm: 96 [GB] total
    "#);
    }

    #[test]
    fn short_names_join_only_where_one_host_has_them() {
        let machines = "Hostname,Model\nweb.a.example,R640\nweb.b.example,R640\ndb.a.example,R740\nmail,R640\n";
        let parts =
            "\nHost,Type,Description\ndb,CPU,6248R\nweb,CPU,6130\nmail.a.example,CPU,4110\ndb.c.example,CPU,4112\n";
        let read = text(&format!("{machines}{parts}"));
        let hosts: Vec<(&str, usize)> =
            read.assets.iter().map(|asset| (asset.hostname.as_deref().unwrap_or("?"), asset.texts.len())).collect();
        assert_eq!(
            hosts,
            [
                ("web.a.example", 0),
                ("web.b.example", 0),
                ("db.a.example", 1),
                ("mail", 1),
                ("web", 1),
                ("db.c.example", 1)
            ]
        );
    }

    #[test]
    fn columns_are_known_by_what_they_hold() {
        let read =
            text("Server,Nombre,Hard Drive(s),NICs\nPowerEdge R640,12,2x 480GB SSD,2\nPowerEdge R740,3,8x 4TB,4\n");
        insta::assert_snapshot!(shown(&read), @r#"
    12 x Server model=PowerEdge R640 @ row 2
      drive: 2x 480GB SSD
      beside: NICs=2
    3 x Server model=PowerEdge R740 @ row 3
      drive: 8x 4TB
      beside: NICs=4
    "#);
    }
}
