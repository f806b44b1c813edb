//! Sheets as people keep them and tools export them: what is read, what is left, what is told.

#[cfg(test)]
mod sheet_support;

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::sheet_support::shown;
    use rackworth_collect::sheet::{read_bytes, read_file};
    use rackworth_model::inventory::{AssetKind, UnreadKind};
    use rust_xlsxwriter::{Format, Formula, Workbook};

    fn fixture(name: &str) -> String {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sheets")).join(name);
        shown(&read_file(&path))
    }

    #[test]
    fn titles_repeated_headers_totals_and_notes() {
        insta::assert_snapshot!(fixture("titles-and-totals.csv"), @r#"
    Server model=PowerEdge R740 tag=QX7A1B2 host=hh-db-01 @ row 5
      cpu: 2 x Intel Xeon Gold 6248R
      dimm: 768 [GB] total
      drive: 8x960GB SSD SAS total
      beside: Purchase Price=12,400
    Server model=PowerEdge R740 tag=QX7A1B3 host=hh-db-02 @ row 6
      cpu: 2 x Intel Xeon Gold 6248R
      dimm: 768 [GB] total
      drive: 8x960GB SSD SAS total
      beside: Purchase Price=12,400
    Server model=PowerEdge R640 tag=QX7A1B4 host=hh-web-01 @ row 9
      cpu: 2 x Xeon Silver 4214
      dimm: 192 [GB] total
      drive: 2x480GB SSD total
      beside: Purchase Price=N/A
    Server model=PowerEdge R620 host=hh-old-01 @ row 12
      cpu: 2 x E5-2670
      dimm: 128 [GB] total
      drive: 4x600GB 10K total
      beside: Service Tag=N/A; Purchase Price=900
    unread row (row 1): Example Corp server list: it stands outside a table
    unread row (row 2): Data center Hamburg, second quarter: it stands outside a table
    unread row (row 8): Name | Service Tag | Model | CPU | CPU Qty | RAM (GB) | Storage | Purchase Price: it repeats the header
    unread row (row 10): Subtotal | 6 | 1728 | 24800: it is a row of totals
    unread row (row 11): waiting for decommissioning:: only one cell is filled, as in a note or a heading
    unread row (row 13): Total: 4 | 8 | 1856 | 25700: it is a row of totals
    "#);
    }

    #[test]
    fn a_netbox_export() {
        insta::assert_snapshot!(fixture("netbox.csv"), @r#"
    Unknown maker=Dell model=PowerEdge R6525 serial=HX3K9P1 asset=EX-00411 host=fra1-compute-001 site=FRA1 @ row 2
      beside: location=Hall B; status=Active; tenant=platform; rack=B12; role=compute; ip_address=10.4.1.11; position=21
    Unknown maker=Dell model=PowerEdge R6525 serial=HX3K9P2 asset=EX-00412 host=fra1-compute-002 site=FRA1 @ row 3
      beside: location=Hall B; status=Active; tenant=platform; rack=B12; role=compute; ip_address=10.4.1.12; position=22
    Unknown maker=Arista model=DCS-7050SX3 serial=JPE19480001 asset=EX-00520 host=fra1-sw-001 site=FRA1 @ row 4
      beside: location=Hall B; status=Active; tenant=platform; rack=B12; role=tor; ip_address=10.4.1.2; position=42
    "#);
    }

    #[test]
    fn a_snipe_it_export() {
        insta::assert_snapshot!(fixture("snipe-it.csv"), @r#"
    Server maker=HPE model=ProLiant DL380 Gen10 serial=CZ2939EX01 asset=A-1007 host=build-07 site=Munich @ row 2
      beside: Category=Server; Model No.=868703-B21; Company=Example Corp; Purchased=2019-11-04; Cost=7211.00; EOL=2024-11-04; Order Number=PO-771; Supplier=Example Reseller; Status=Deployed; Warranty=60 months; Notes=32 cores,
    for CI
    Server maker=HPE model=ProLiant DL380 Gen10 serial=CZ2939EX02 asset=A-1008 host=build-08 site=Munich @ row 3
      beside: Category=Server; Model No.=868703-B21; Company=Example Corp; Purchased=2019-11-04; Cost=7211.00; EOL=2024-11-04; Order Number=PO-771; Supplier=Example Reseller; Status=Deployed; Warranty=60 months
    Unknown maker=Dell model=Latitude 7400 serial=5EXMPL1 asset=A-2003 host=loan-3 site=Munich @ row 4
      beside: Category=Laptop; Company=Example Corp; Purchased=2020-02-11; Cost=1300.00; EOL=2024-02-11; Order Number=PO-802; Supplier=Example Reseller; Status=Deployed; Warranty=36 months
    unread row (row 5): Example Corp | vm-gw | A-3001 | VMware Virtual Platform | Virtual Machine | VMware | VMware-56 4d | Munich | Deployed: it is a virtual machine
    "#);
    }

    /// Found by fuzzing: a chain of sectors that bites its tail was followed until the memory was full.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test damages its fixture")]
    fn an_old_workbook_that_bites_its_tail_is_damaged() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sheets/old.xls"));
        let mut bytes = std::fs::read(path).unwrap();
        assert!(!read_bytes("old.xls", &bytes).assets.is_empty());
        let word = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (table, first) = (512 * (word(&bytes, 76) + 1), word(&bytes, 48));
        bytes[table + 4 * first..][..4].copy_from_slice(&u32::try_from(first).unwrap().to_le_bytes());
        let read = read_bytes("old.xls", &bytes);
        assert!(read.assets.is_empty() && read.problems.len() == 1, "{:?}", read.problems);
    }

    #[test]
    fn a_devicehub_export() {
        let read =
            read_file(&Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sheets")).join("ereuse.csv"));
        let [asset] = read.assets.as_slice() else { panic!("{} assets", read.assets.len()) };
        assert_eq!((asset.id.serial.as_deref(), asset.id.model.as_deref()), (Some("RWKER01"), Some("PowerEdge R630")));
        let texts: Vec<_> = asset.texts.iter().map(|text| (text.kind.word(), text.text.as_str())).collect();
        let cpu = ("cpu", "Intel(R) Corporation Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz");
        let module = ("dimm", "Samsung EXM16 16384 MB");
        assert_eq!(texts, [cpu, cpu, module, module]);
        let told = read.unread.iter().any(|unread| unread.kind == UnreadKind::Row && unread.text.contains("RWKER02"));
        assert!(told, "a placeholder is no device yet, and is told");
    }

    #[test]
    fn openmanage_device_lists() {
        insta::assert_snapshot!(fixture("ome-devices.csv"), @r#"
    Unknown model=PowerEdge R740 serial=RWKOM01 tag=RWKOM01 host=rwk-ome-01 @ row 2
      beside: ID=10011
    Unknown model=PowerEdge R640 serial=RWKOM02 tag=RWKOM02 host=rwk-ome-02 @ row 3
      beside: ID=10012
    Unknown model=PowerEdge MX740c serial=RWKOM03 tag=RWKOM03 host=rwk-ome-sled-1 @ row 4
      beside: ChassisServiceTag=RWKOM09; ID=10013
    Unknown model=PowerEdge MX7000 serial=RWKOM09 tag=RWKOM09 host=RWK-MX @ row 5
      beside: ID=10019
    Unknown model=Dell EMC PowerEdge MX 10GbE PTM serial=0RWK75HX30CNFCP007BI0035 host=IOM-A1 @ row 6
      beside: ChassisServiceTag=RWKOM09; ID=10020
    "#);
        insta::assert_snapshot!(fixture("ome-list.csv"), @r#"
    Server model=PowerEdge R740 serial=RWKOM01 host=rwk-ome-01 @ row 2
      beside: Type=Server; Health State=Healthy; Power State=On; Connection State=Connected; IP Address=10.4.2.11; Managed State=Managed
    Server model=PowerEdge R640 serial=RWKOM02 host=rwk-ome-02 @ row 3
      beside: Type=Server; Health State=Warning; Power State=Off; Connection State=Connected; IP Address=10.4.2.12; Managed State=Managed
    Server model=PowerEdge MX740c serial=RWKOM03 host=rwk-ome-sled-1 @ row 4
      beside: Type=Server; Health State=Healthy; Power State=On; Connection State=Connected; IP Address=10.4.2.13; Chassis Name=RWK-MX; Slot Name=Sled-1; Managed State=Managed
    Server model=PowerEdge MX7000 serial=RWKOM09 host=RWK-MX @ row 5
      beside: Type=Chassis; Health State=Healthy; Power State=On; Connection State=Connected; IP Address=10.4.2.19; Managed State=Managed
    "#);
        // Reports of Windows' own shell begin with a line about themselves.
        insta::assert_snapshot!(fixture("ome-report.csv"), @r#"
    Unknown model=PowerEdge R740 tag=RWKOM01 host=rwk-ome-01 @ row 3
      cpu: 2 x Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz
      dimm: 384 [GB] total
    Unknown model=PowerEdge R640 tag=RWKOM02 host=rwk-ome-02 @ row 4
      cpu: 2 x Intel(R) Xeon(R) Silver 4114 CPU @ 2.20GHz
      dimm: 192 [GB] total
    unread row (row 1): #TYPE System.Management.Automation.PSCustomObject: it stands outside a table
    "#);
    }

    #[test]
    fn a_servicenow_export() {
        insta::assert_snapshot!(fixture("servicenow.csv"), @r#"
    Server maker=Dell Inc. model=PowerEdge R650 serial=JZEX001 asset=P1000231 host=lon-erp-1 @ row 2
      cpu: 2 x Intel Xeon Gold 6338
      dimm: 524288 [MB] total
      drive: 3840 [GB] total
      beside: sys_class_name=cmdb_ci_linux_server; os=RHEL 8; install_status=Installed; cpu_core_count=32; cpu_speed=2000
    Server maker=Dell Inc. model=PowerEdge R650 serial=JZEX002 asset=P1000232 host=lon-erp-2 @ row 3
      cpu: 2 x Intel Xeon Gold 6338
      dimm: 524288 [MB] total
      drive: 3840 [GB] total
      beside: sys_class_name=cmdb_ci_linux_server; os=RHEL 8; install_status=Installed; cpu_core_count=32; cpu_speed=2000
    unread column (cell O1): u_decommission: its header has no known meaning; it holds `2026-Q1` and the like
    "#);
    }

    #[test]
    fn a_broker_list() {
        insta::assert_snapshot!(fixture("broker-list.tsv"), @r#"
    LooseParts condition=Refurbished @ row 2
      unknown: 40 x Samsung 32GB 2Rx4 PC4-3200AA-R each maker=Samsung part=M393A4K40DB3-CWE
      unknown: Mellanox ConnectX-5 EN 2x25GbE each maker=Mellanox part=MCX512A-ACAT
      beside: Price, row 2=$45; Price, row 7=$70
    LooseParts condition=Used @ row 3
      unknown: 16 x Intel Xeon Gold 6248R 24C 3.0GHz each maker=Intel part=SRF90
      unknown: 120 x HUS728T8TALE6L4 each part=HUS728T8TALE6L4
      beside: Price, row 6=$38
    unread row (row 4): 0 | Dell | 07FJW4 | 1100W PSU | Used | $10: its quantity `0` is not a whole number of at least 1
    unread row (row 5): two | Dell | 0N7YV3 | PERC H740P | Used | $60: its quantity `two` is not a whole number of at least 1
    problem (cell A4): found `0`, expected a whole number of at least 1 under `Qty`; correct the number, or delete the row
    problem (cell A5): found `two`, expected a whole number of at least 1 under `Qty`; correct the number, or delete the row
    "#);
    }

    #[test]
    fn german_with_semicolons_in_windows_1252() {
        insta::assert_snapshot!(fixture("german-windows-1252.csv"), @r#"
    Unknown maker=Fujitsu model=PRIMERGY RX2540 M5 serial=YLEX000101 host=k-01 site=Köln condition=gut @ row 2
      cpu: 2 x Xeon Gold 5218
      dimm: 384 [GB] total
      drive: 4 x 1,92 TB SSD
      beside: Anschaffungsdatum=03.05.2019; Bemerkung=läuft
    Unknown maker=Fujitsu model=PRIMERGY RX2540 M5 serial=YLEX000102 host=k-02 site=Köln condition=defekt @ row 3
      cpu: 2 x Xeon Gold 5218
      dimm: 384 [GB] total
      drive: 4 x 1,92 TB SSD
      beside: Anschaffungsdatum=03.05.2019; Bemerkung=Lüfter; zwei
    "#);
    }

    #[test]
    fn french_with_tabs_in_utf_16() {
        insta::assert_snapshot!(fixture("french-utf16.txt"), @r#"
    Unknown maker=Lenovo model=ThinkSystem SR650 serial=J30EX001 host=par-01 site=Paris condition=Bon état @ row 2
      cpu: 2 x Gold 6130
      dimm: 256 [GB] total
      drive: 6 x 1.2To SAS
      beside: Prix d’achat=8 900 €
    Unknown maker=Lenovo model=ThinkSystem SR650 serial=J30EX002 host=par-02 site=Paris condition=Pour pièces @ row 3
      cpu: 2 x Gold 6130
      dimm: 256 [GB] total
      drive: 6 x 1.2To SAS
      beside: Prix d’achat=8 900 €
    "#);
    }

    #[test]
    fn numbered_columns() {
        insta::assert_snapshot!(fixture("numbered-columns.csv"), @r#"
    Unknown serial=SNEX1 host=n1 @ row 2
      cpu: Gold 6248R each
      cpu: Gold 6248R each
      dimm: 32GB 2933 each
      dimm: 32GB 2933 each
      dimm: 32GB 2933 each
      drive: MZ7LH960 960 GB each serial=S45EX1
      drive: MZ7LH960 960 GB each serial=S45EX2
      nic: X710-DA2 each
      beside: RAM (GB)=96; Drive 2 Firmware=HXT7404Q
    Unknown serial=SNEX2 host=n2 @ row 3
      cpu: Gold 6248R each
      dimm: 32GB 2933 each
      dimm: 32GB 2933 each
      drive: MZ7LH960 960 GB each serial=S45EX3
      nic: X710-DA2 each
      beside: RAM (GB)=64
    "#);
    }

    #[test]
    fn quantities_beside_components() {
        insta::assert_snapshot!(fixture("quantities-beside.csv"), @r#"
    Unknown model=R740xd serial=QEX1 @ row 2
      cpu: 2 x Gold 6230
      dimm: 12 x 32GB RDIMM 2933
      drive: 2 x 480GB SATA SSD
      drive: 12 x 4 TB HDD each
      psu: 2 x 1100 [W] each
      beside: GPU=None; NICs=2
    Unknown model=R740xd serial=QEX2 @ row 3
      cpu: 2 x Gold 6230
      dimm: 12 x 32GB RDIMM 2933
      drive: 2 x 480GB SATA SSD
      gpu: Tesla T4
      psu: 2 x 1100 [W] each
      beside: HDD Size (TB)=4; HDD Count=0; NICs=2
    "#);
    }

    #[test]
    fn a_header_in_two_rows() {
        insta::assert_snapshot!(fixture("group-header.csv"), @r#"
    Unknown serial=GEX1 host=g1 site=Oslo @ row 3
      cpu: 2 x Gold 6248R
      dimm: 24 x 32 [GB]
      drive: 8 x PM1643 960GB
    Unknown serial=GEX2 host=g2 site=Oslo @ row 4
      cpu: 2 x Gold 6248R
      dimm: 12 x 32 [GB]
      drive: 4 x PM1643 960GB
    "#);
    }

    #[test]
    fn rows_that_are_components() {
        insta::assert_snapshot!(fixture("components.csv"), @r#"
    Server maker=Dell model=PowerEdge R7525 serial=SNEX10 @ row 2
      cpu: 2 x AMD EPYC 7763 Processor each maker=AMD
      dimm: 16 x Samsung 64 GB Memory each maker=Samsung part=M393A8G40AB2-CWE
      drive: 1 x Kioxia CM6-R 3840 GB NVMe SSD each maker=Kioxia part=KCM61RUL3T84 serial=Y1EX0
      drive: 1 x Kioxia CM6-R 3840 GB NVMe SSD each maker=Kioxia part=KCM61RUL3T84 serial=Y1EX1
      beside: Component=Chassis; Status=ok; Status, row 3=ok; Slot, row 3=CPU.1; Status, row 4=ok; Slot, row 4=A1-A16; Status, row 5=ok; Slot, row 5=Bay 0; Status, row 6=ok; Slot, row 6=Bay 1
    Server serial=SNEX11 @ row 7
      cpu: 2 x AMD EPYC 7543 Processor each maker=AMD
      psu: 2 x Delta Power Supply 1400 W each maker=Delta part=0CMPGM
      beside: Status, row 7=ok; Slot, row 7=CPU.1; Status, row 8=ok; Slot, row 8=PSU.1
    LooseParts @ row 10
      drive: 3 x Samsung PM883 1920 GB SSD each maker=Samsung serial=S4EX9
      beside: Status, row 10=spare; Slot, row 10=loose
    unread row (row 9): SNEX11 | Memory | A1 | Samsung | M393A8G40AB2-CWE | 64 | 1.5 | ok: its quantity `1.5` is not a whole number of at least 1
    unread row (row 11): Total | 28: it is a row of totals
    problem (cell I9): found `1.5`, expected a whole number of at least 1 under `Qty`; correct the number, or delete the row
    "#);
    }

    #[test]
    fn names_only_in_the_first_of_a_machines_rows() {
        insta::assert_snapshot!(fixture("merged-names.csv"), @r#"
    Server host=srv-a @ row 2
      cpu: 2 x Xeon Gold 6130 CPU each
      dimm: 12 x 32GB 2666 RDIMM Memory each
      drive: 8 x 1.2TB 10K SAS Disk each
    Server host=srv-b @ row 5
      cpu: 2 x Xeon Gold 6130 CPU each
      dimm: 12 x 16GB 2666 RDIMM Memory each
    "#);
    }

    #[test]
    fn several_tables_and_rows_told_twice() {
        insta::assert_snapshot!(fixture("several-tables.csv"), @r#"
    Server maker=Dell model=R630 serial=SEX1 @ row 5
      unknown: 2x E5-2690v4, 256GB, 4x 1.2TB SAS
    Server maker=Dell model=R630 serial=SEX2 @ row 6
      unknown: 2x E5-2690v4, 256GB, 4x 1.2TB SAS
    Server maker=Dell model=R630 serial=SEX1 @ row 8
      unknown: 1x E5-2690v4, 128GB
    LooseParts @ row 12
      dimm: 64 x 32GB DDR4-3200 RDIMM each part=HMA84GR7CJR4N-XN
      dimm: 22 x 16GB DDR4-3200 RDIMM each part=HMA82GR7CJR8N-XN
    unread row (row 1): Hardware to sell: it stands outside a table
    unread row (row 3): Servers: it stands outside a table
    unread row (row 10): Spare memory: it stands outside a table
    unread row (row 7): Dell | R630 | SEX2 | 2x E5-2690v4, 256GB, 4x 1.2TB SAS: it says the same as row 6
    unread row (row 15): Offers until the end of the month: only one cell is filled, as in a note or a heading
    problem (row 8): found `SEX1` a second time (first in row 5), with other words, expected each machine once; delete one of the rows, or correct its name; both are counted until then
    "#);
    }

    #[test]
    fn a_table_drawn_with_pipes() {
        insta::assert_snapshot!(fixture("pipes.md"), @r#"
    Server model=UCSC-C220-M5SX serial=WZEX0001 host=c220-a @ row 5
      cpu: 2S 40C 80T
      dimm: 384 [GiB] total
      beside: IP=10.0.0.1
    Server model=UCSC-C220-M5SX serial=WZEX0002 host=c220-b @ row 6
      cpu: 2S 40C 80T
      dimm: 384 [GiB] total
      beside: IP=10.0.0.2
    unread row (row 1): # Servers: it stands outside a table
    unread column (cell B3): SF: its header has no known meaning; it holds `P+` and the like
    "#);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        insta::assert_snapshot!(fixture("trouble.csv"), @r#"
    Unknown model=R640 serial=A1 host=t1 @ row 2
      beside: Serial=1.23457E+11
    Unknown model="24" rack server serial=C1 host=t3 @ row 4
      dimm: 64 [GB] total
    Unknown model="R740 never closed serial=D1 host=t4 @ row 5
      dimm: 64 [GB] total
    unread column (cell G1): Mystery: its header has no known meaning; it holds `x` and the like
    unread column (cell H1): column H: it has no header; it holds `left` and the like
    unread row (row 3): t2 | B2 | B3 | R640 | -1: its quantity `-1` is not a whole number of at least 1
    unread row (row 7): 64: only one cell is filled, as in a note or a heading
    unread row (row 8): t5: only one cell is filled, as in a note or a heading
    problem (cell D5): found a quote that opens the cell and is never closed, expected a closing quote; double the quote, or put another one at the end of the cell
    problem (cell B1): found two columns for it, `Serial Number` (C) and `Serial` (B), that differ, expected one column for the serial; rename the column that is not it; the first is used, the other is kept beside
    problem (cell B2): found `1.23457E+11`, whose last digits are lost, expected a serial or tag with all its digits; format the column as text and save the sheet again
    problem (cell F3): found `-1`, expected a whole number of at least 1 under `Units`; correct the number, or delete the row
    problem (cell E2): found `#N/A` here and in other rows, 2 in all, expected a value; repair the formula, or enter the value
    "#);
    }

    #[test]
    fn an_ods_workbook_of_two_sheets() {
        insta::assert_snapshot!(fixture("two-sheets.ods"), @r#"
    Server maker=Dell model=PowerEdge R640 serial=4801234 host=ly-1 @ sheet `Machines`, row 5
      cpu: 2 x Xeon Gold 6248R CPU each
      dimm: 24 x 32GB DDR4-2933 RDIMM DIMM each part=M393A4K40CB2-CVF
      beside: Bought=2020-03-02; RAM (GB)=768
    Server maker=Dell model=PowerEdge R640 serial=4801235 host=ly-2 @ sheet `Machines`, row 6
      dimm: 384 [GB] total
      cpu: 1 x Xeon Silver 4214 CPU each
      beside: Bought=2020-03-02
    Server host=ly-9 @ sheet `Parts inside`, row 5
      cpu: 2 x Xeon Silver 4210 CPU each
    unread row (sheet `Machines`, row 1): Servers of the Lyon room: it stands outside a table
    "#);
    }

    #[test]
    fn an_xls_workbook() {
        insta::assert_snapshot!(fixture("old.xls"), @r#"
    Server model=R620 serial=XEX1 host=x1 @ sheet `Servers`, row 2
      cpu: 2x E5-2670
      dimm: 128 [GB] total
    Server model=R620 serial=XEX2 host=x2 @ sheet `Servers`, row 3
      cpu: 2x E5-2670
      dimm: 64.5 [GB] total
    "#);
    }

    /// A workbook with a merged title, a hidden row, dates, numbers, formulas and errors; components and notes on other
    /// sheets.
    fn workbook() -> Vec<u8> {
        let mut workbook = Workbook::new();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = workbook.add_worksheet().set_name("Components").unwrap();
        for (row, cells) in [["Host SN", "Part", "Model"], ["70001", "CPU", "EPYC 7543"], ["70001", "GPU", "A100 80GB"]]
            .iter()
            .enumerate()
        {
            sheet.write_row(row as u32, 0, *cells).unwrap();
        }
        let sheet = workbook.add_worksheet().set_name("Machines").unwrap();
        sheet.merge_range(0, 0, 0, 6, "Machine list of the Turin lab", &Format::new()).unwrap();
        sheet.write_row(2, 1, ["Serial", "Model", "CPU", "RAM (TB)", "Purchased", "Price"]).unwrap();
        for (row, serial) in [(3, 70001.0), (4, 70002.0), (5, 70003.0)] {
            sheet.write(row, 1, serial).unwrap();
            sheet.write_row(row, 2, ["R7525", "2x EPYC 7543"]).unwrap();
            sheet.write(row, 4, 1.5).unwrap();
            sheet.write_with_format(row, 5, 43831.0, &date).unwrap();
        }
        sheet.write_formula(3, 6, Formula::new("=6*1000").set_result("6000")).unwrap();
        sheet.write_formula(4, 6, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.set_row_hidden(4).unwrap();
        workbook
            .add_worksheet()
            .set_name("Read me")
            .unwrap()
            .write(0, 0, "Ask the lab before you move anything")
            .unwrap();
        workbook.add_worksheet().set_name("Blank").unwrap();
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn an_xlsx_workbook() {
        insta::assert_snapshot!(shown(&read_bytes("lab.xlsx", &workbook())), @r#"
    Unknown model=R7525 serial=70001 @ sheet `Machines`, row 4
      dimm: 1.5 [TB] total
      cpu: EPYC 7543 CPU each
      gpu: A100 80GB GPU each
      beside: Purchased=2020-01-01; Price=6000; CPU=2x EPYC 7543
    Unknown model=R7525 serial=70002 @ sheet `Machines`, row 5
      cpu: 2x EPYC 7543
      dimm: 1.5 [TB] total
      beside: Purchased=2020-01-01
    Unknown model=R7525 serial=70003 @ sheet `Machines`, row 6
      cpu: 2x EPYC 7543
      dimm: 1.5 [TB] total
      beside: Purchased=2020-01-01
    unread row (sheet `Machines`, row 1): Machine list of the Turin lab: it stands outside a table
    unread sheet (sheet `Read me`, row 1): Read me: no row of it reads as a header
    problem (sheet `Machines`, cell G5): found `#N/A`, expected a value; repair the formula, or enter the value
    "#);
    }

    #[test]
    fn two_lists_of_the_same_machines_join() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Finance").unwrap();
        sheet
            .write_row_matrix(0, 0, [["Asset Tag", "Serial Number", "Cost"], ["F1", "S1", "100"], ["F2", "S2", "200"]])
            .unwrap();
        let sheet = workbook.add_worksheet().set_name("Hardware").unwrap();
        sheet
            .write_row_matrix(0, 0, [["Serial", "Model", "RAM (GB)"], ["s1", "R640", "384"], ["S3", "R740", "768"]])
            .unwrap();
        insta::assert_snapshot!(shown(&read_bytes("two.xlsx", &workbook.save_to_buffer().unwrap())), @r#"
    Unknown model=R640 serial=S1 asset=F1 @ sheet `Finance`, row 2
      dimm: 384 [GB] total
      beside: Cost=100
    Unknown serial=S2 asset=F2 @ sheet `Finance`, row 3
      beside: Cost=200
    Unknown model=R740 serial=S3 @ sheet `Hardware`, row 3
      dimm: 768 [GB] total
    "#);
    }

    #[test]
    fn virtual_machines_are_no_hardware() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("vInfo").unwrap();
        sheet.write_row_matrix(0, 0, [["VM", "CPUs", "Memory", "Host"], ["web", "2", "4096", "esx1"]]).unwrap();
        let sheet = workbook.add_worksheet().set_name("vHBA").unwrap();
        sheet
            .write_row_matrix(0, 0, [["Host", "Device", "Type", "Model"], ["esx1", "vmhba0", "SCSI", "PERC H730"]])
            .unwrap();
        let sheet = workbook.add_worksheet().set_name("vHost").unwrap();
        let header = ["Host", "CPU Model", "# CPU", "# Memory", "Vendor", "Model", "Service tag"];
        sheet
            .write_row_matrix(0, 0, [header, ["esx1", "Gold 6130", "2", "393087", "Dell Inc.", "PowerEdge R640", " "]])
            .unwrap();
        insta::assert_snapshot!(shown(&read_bytes("rvtools.xlsx", &workbook.save_to_buffer().unwrap())), @r#"
    Server maker=Dell Inc. model=PowerEdge R640 host=esx1 @ sheet `vHost`, row 2
      cpu: 2 x Gold 6130
      dimm: 393087 [MB] total
    unread sheet (sheet `vInfo`, row 1): vInfo: RVTools lists the hosts' hardware in `vHost` only
    unread sheet (sheet `vHBA`, row 1): vHBA: RVTools lists the hosts' hardware in `vHost` only
    "#);
    }

    #[test]
    fn damaged_and_locked_workbooks_say_so() {
        let bytes = workbook();
        let damaged = read_bytes("lab.xlsx", &bytes[..bytes.len() / 2]);
        assert_eq!(damaged.problems.len(), 1, "{:?}", damaged.problems);
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let locked = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 64], name].concat();
        let problem = &read_bytes("locked.xlsx", &locked).problems[0];
        assert_eq!(problem.found, "a workbook that is protected by a password");
        let missing = read_file(Path::new("no/such/file.csv"));
        assert_eq!(missing.problems.len(), 1);
        assert!(missing.evidence.is_empty());
    }

    /// A file of the shared captures; `None`, and a word about it, where they are not at hand.
    fn export(name: &str) -> Option<PathBuf> {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/exports")).join(name);
        let found = path.exists();
        if !found {
            eprintln!("skipped: {} is not here", path.display());
        }
        found.then_some(path)
    }

    #[test]
    fn real_rvtools_export() {
        let Some(path) = export("rvtools-workshop/SizingWorkshop-RVTools.xlsx") else { return };
        let read = read_file(&path);
        assert_eq!((read.assets.len(), read.problems.len()), (34, 0));
        assert!(read.assets.iter().all(|asset| asset.kind == AssetKind::Server && asset.hostname.is_some()));
        assert!(read.assets.iter().all(|asset| asset.texts.len() == 2 && asset.texts[0].count == Some(2)));
        assert_eq!(read.assets[0].texts[1].text, "262109");
        let sheets: Vec<&str> = read
            .unread
            .iter()
            .filter(|unread| unread.kind == UnreadKind::Sheet)
            .map(|unread| unread.text.as_str())
            .collect();
        assert_eq!(sheets, ["vInfo", "vPartition"]);
    }

    #[test]
    fn real_devicehub_exports() {
        for (name, n_assets, n_texts) in [
            ("placeholder_test.csv", 3, 0),
            ("placeholder_test.xlsx", 3, 0),
            ("multiples_devices.csv", 4, 10),
            ("real-eee-1001pxd.csv", 1, 7),
            ("export_devices.csv", 1, 7),
            ("basic.csv", 1, 3),
        ] {
            let Some(path) = export(&format!("ereuse-devicehub/{name}")) else { return };
            let read = read_file(&path);
            let texts: usize = read.assets.iter().map(|asset| asset.texts.len()).sum();
            assert_eq!((read.assets.len(), texts, read.problems.len()), (n_assets, n_texts, 0), "{name}");
            assert!(
                read.assets.iter().all(|asset| asset.kind == AssetKind::Unknown && asset.id.serial.is_some()),
                "{name}"
            );
        }
    }
}
