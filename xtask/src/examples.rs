//! The example fleets: an invented, typical data center, as a clean export and as the
//! kind of workbook a broker receives.

use anyhow::Result;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// One purchase: so many machines alike.
struct Purchase {
    n: u32,
    model: &'static str,
    cpu: &'static str,
    cpus: u32,
    memory: &'static str,
    drives: &'static str,
    raid: &'static str,
    nic: &'static str,
    gpu: &'static str,
    psu: &'static str,
    site: &'static str,
    bought: &'static str,
    condition: &'static str,
}

#[rustfmt::skip]
#[expect(clippy::too_many_arguments, reason = "one row of a table")]
const fn p(n: u32, model: &'static str, cpu: &'static str, cpus: u32, memory: &'static str, drives: &'static str, raid: &'static str, nic: &'static str, gpu: &'static str, psu: &'static str, site: &'static str, bought: &'static str, condition: &'static str) -> Purchase {
    Purchase { n, model, cpu, cpus, memory, drives, raid, nic, gpu, psu, site, bought, condition }
}

/// 150 R-series, and T, C, XR, MX and XE among the other fifty.
#[rustfmt::skip]
const PURCHASES: &[Purchase] = &[
    p(8, "PowerEdge R630", "Xeon E5-2680 v4", 2, "16x16GB DDR4-2400 RDIMM", "2x 480GB SATA SSD", "PERC H730P", "X520-DA2", "", "2x 750W", "Ashburn", "2016-11-03", "used"),
    p(10, "PowerEdge R730", "Xeon E5-2690 v4", 2, "24x16GB DDR4-2400 RDIMM", "8x 1.2TB SAS 10K HDD", "PERC H730P", "X520-DA2", "", "2x 1100W", "Ashburn", "2017-03-21", "used"),
    p(4, "PowerEdge R730xd", "Xeon E5-2650 v4", 2, "8x16GB DDR4-2400 RDIMM", "12x 4TB SAS 7.2K HDD", "PERC H730P", "X520-DA2", "", "2x 750W", "Dallas", "2017-03-21", "used"),
    p(3, "PowerEdge R430", "Xeon E5-2630 v4", 2, "4x16GB DDR4-2400 RDIMM", "4x 1TB SATA HDD", "PERC H330", "", "", "2x 550W", "Dallas", "2016-06-14", "used"),
    p(20, "PowerEdge R640", "Xeon Gold 6138", 2, "12x32GB DDR4-2666 RDIMM", "2x 480GB SATA SSD", "PERC H740P", "Intel X710", "", "2x 750W", "Ashburn", "2018-05-08", "used"),
    p(14, "PowerEdge R640", "Xeon Gold 6230", 2, "12x32GB DDR4-2933 RDIMM", "4x 960GB SATA SSD", "PERC H740P", "Mellanox ConnectX-4 Lx", "", "2x 750W", "Dallas", "2019-10-15", "used"),
    p(6, "PowerEdge R640", "Xeon Silver 4114", 2, "8x16GB DDR4-2666 RDIMM", "2x 240GB SATA SSD", "PERC H330", "", "", "2x 750W", "Chicago", "2018-02-27", "used"),
    p(18, "PowerEdge R740", "Xeon Gold 6148", 2, "24x32GB DDR4-2666 RDIMM", "8x 1.92TB SATA SSD", "PERC H740P", "Intel X710", "", "2x 1100W", "Ashburn", "2018-09-18", "used"),
    p(12, "PowerEdge R740", "Xeon Gold 6248R", 2, "24x32GB DDR4-2933 RDIMM", "8x 1.92TB SAS SSD", "PERC H740P", "Mellanox ConnectX-4 Lx", "", "2x 1100W", "Ashburn", "2020-07-07", "used"),
    p(5, "PowerEdge R740", "Xeon Gold 6242R", 2, "12x32GB DDR4-2933 RDIMM", "4x 960GB SATA SSD", "PERC H740P", "Intel X710", "2x Tesla T4", "2x 2000W", "Dallas", "2020-11-24", "used"),
    p(6, "PowerEdge R740xd", "Xeon Silver 4210", 2, "12x16GB DDR4-2400 RDIMM", "12x 8TB SAS 7.2K HDD", "PERC H730P", "Intel X710", "", "2x 750W", "Chicago", "2019-08-13", "used"),
    p(3, "PowerEdge R540", "Xeon Silver 4208", 1, "4x16GB DDR4-2666 RDIMM", "8x 4TB SATA HDD", "PERC H330", "", "", "2x 750W", "Chicago", "2019-04-02", "used"),
    p(3, "PowerEdge R940", "Xeon Platinum 8168", 4, "48x32GB DDR4-2666 RDIMM", "8x 1.92TB SAS SSD", "PERC H740P", "Intel X710", "", "2x 2000W", "Ashburn", "2018-09-18", "used"),
    p(10, "PowerEdge R650", "Xeon Gold 6338", 2, "16x32GB DDR4-3200 RDIMM", "4x 1.92TB NVMe SSD", "PERC H755", "Broadcom 57414", "", "2x 1400W", "Dallas", "2022-02-15", "used"),
    p(9, "PowerEdge R750", "Xeon Gold 6354", 2, "16x64GB DDR4-3200 RDIMM", "8x 3.84TB NVMe SSD", "PERC H755", "Mellanox ConnectX-5", "", "2x 1400W", "Ashburn", "2022-06-21", "used"),
    p(2, "PowerEdge R750xa", "Xeon Gold 6348", 2, "16x64GB DDR4-3200 RDIMM", "4x 3.84TB NVMe SSD", "", "Mellanox ConnectX-6", "4x A100 80GB PCIe", "2x 2400W", "Ashburn", "2022-10-11", "used"),
    p(5, "PowerEdge R6515", "EPYC 7402P", 1, "8x32GB DDR4-3200 RDIMM", "2x 960GB SATA SSD", "PERC H330", "Broadcom 57414", "", "2x 550W", "Chicago", "2020-09-29", "used"),
    p(6, "PowerEdge R6525", "EPYC 7543", 2, "16x32GB DDR4-3200 RDIMM", "2x 1.92TB NVMe SSD", "", "Mellanox ConnectX-5", "", "2x 800W", "Dallas", "2021-12-07", "used"),
    p(4, "PowerEdge R7525", "EPYC 7763", 2, "16x64GB DDR4-3200 RDIMM", "12x 3.84TB NVMe SSD", "", "Mellanox ConnectX-5", "", "2x 1400W", "Ashburn", "2022-03-29", "used"),
    p(2, "PowerEdge R660", "Xeon Gold 6430", 2, "16x32GB DDR5-4800 RDIMM", "2x 3.84TB NVMe SSD", "PERC H755", "Broadcom 57414", "", "2x 1100W", "Ashburn", "2024-01-16", "used"),
    p(2, "PowerEdge T440", "Xeon Silver 4110", 1, "4x16GB DDR4-2666 RDIMM", "4x 2TB SATA HDD", "PERC H330", "", "", "2x 495W", "Branch offices", "2018-03-13", "used"),
    p(6, "PowerEdge T340", "Xeon E-2224", 1, "2x16GB DDR4-2666 ECC UDIMM", "2x 1TB SATA HDD", "PERC S140", "", "", "1x 495W", "Branch offices", "2019-09-10", "used"),
    p(4, "PowerEdge T640", "Xeon Gold 5218", 2, "8x32GB DDR4-2933 RDIMM", "8x 4TB SAS 7.2K HDD", "PERC H740P", "", "", "2x 750W", "Branch offices", "2020-05-19", "used"),
    p(8, "PowerEdge C6420", "Xeon Gold 6130", 2, "12x16GB DDR4-2666 RDIMM", "2x 480GB SATA SSD", "", "Intel X710", "", "", "Dallas", "2018-11-06", "used"),
    p(4, "PowerEdge C6525", "EPYC 7452", 2, "16x16GB DDR4-3200 RDIMM", "1x 960GB NVMe SSD", "", "Mellanox ConnectX-5", "", "", "Dallas", "2021-04-20", "used"),
    p(2, "PowerEdge C4140", "Xeon Gold 6136", 2, "12x32GB DDR4-2666 RDIMM", "2x 480GB SATA SSD", "", "Mellanox ConnectX-4 Lx", "4x V100 32GB SXM2", "2x 2000W", "Ashburn", "2019-01-22", "used"),
    p(4, "PowerEdge XR11", "Xeon Gold 5318Y", 1, "4x32GB DDR4-3200 RDIMM", "2x 960GB NVMe SSD", "", "Broadcom 57414", "", "2x 800W", "Plant 7", "2022-08-30", "used"),
    p(2, "PowerEdge XR12", "Xeon Gold 6338N", 1, "8x32GB DDR4-3200 RDIMM", "4x 960GB NVMe SSD", "", "Broadcom 57414", "1x A2", "2x 1100W", "Plant 7", "2022-08-30", "used"),
    p(8, "PowerEdge MX740c", "Xeon Gold 6148", 2, "24x32GB DDR4-2666 RDIMM", "2x 480GB SATA SSD", "", "", "", "", "Chicago", "2018-12-11", "used"),
    p(4, "PowerEdge MX750c", "Xeon Gold 6338", 2, "16x32GB DDR4-3200 RDIMM", "2x 960GB SATA SSD", "", "", "", "", "Chicago", "2022-04-12", "used"),
    p(2, "PowerEdge XE8545", "EPYC 7763", 2, "16x64GB DDR4-3200 RDIMM", "4x 3.84TB NVMe SSD", "", "Mellanox ConnectX-6", "4x A100 80GB SXM4", "4x 2400W", "Ashburn", "2022-10-11", "used"),
    p(2, "PowerEdge XE2420", "Xeon Gold 6230", 2, "12x32GB DDR4-2933 RDIMM", "2x 960GB SATA SSD", "", "", "2x Tesla T4", "2x 2000W", "Plant 7", "2021-06-08", "used"),
    p(2, "PowerEdge XE9680", "Xeon Platinum 8468", 2, "32x64GB DDR5-4800 RDIMM", "8x 3.84TB NVMe SSD", "", "Mellanox ConnectX-7", "8x H100 80GB SXM5", "6x 2800W", "Ashburn", "2023-11-28", "used"),
];

/// A service tag of the usual form: seven letters and digits, invented but fixed.
fn tag(n: u32) -> String {
    const SIGNS: &[u8] = b"0123456789BCDFGHJKLMNPQRSTVWXYZ";
    // Steps of a full-period generator keep tags apart and look like real ones.
    let mut x = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D123_4567;
    let mut out = String::new();
    for _ in 0..7 {
        x ^= x >> 29;
        x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        out.push(char::from(SIGNS[(x >> 33) as usize % SIGNS.len()]));
    }
    out
}

/// `examples/fleet-200.csv`
pub fn fleet_csv() -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "Asset Tag",
        "Service Tag",
        "Manufacturer",
        "Model",
        "CPU",
        "CPU Qty",
        "Memory",
        "Drives",
        "RAID",
        "NIC",
        "GPU",
        "PSU",
        "Site",
        "Rack",
        "Condition",
        "Purchase Date",
    ])?;
    let mut n = 0;
    for purchase in PURCHASES {
        for _ in 0..purchase.n {
            n += 1;
            let rack = format!("{}{:02}", char::from(b'A' + (n / 40) as u8), n % 40 / 3 + 1);
            writer.write_record([
                &format!("DC-{n:04}"),
                &tag(n),
                "Dell",
                purchase.model,
                purchase.cpu,
                &purchase.cpus.to_string(),
                purchase.memory,
                purchase.drives,
                purchase.raid,
                purchase.nic,
                purchase.gpu,
                purchase.psu,
                purchase.site,
                &rack,
                purchase.condition,
                purchase.bought,
            ])?;
        }
    }
    Ok(writer.into_inner()?)
}

/// `examples/broker-list.xlsx`: titles above the header, quantities, free configuration
/// text, a totals row, loose parts on a sheet of their own, notes, blanks and odd words.
pub fn broker_xlsx() -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // A fixed day keeps the bytes the same.
    let day = ExcelDateTime::from_ymd(2026, 9, 30)?;
    workbook.set_properties(&DocProperties::new().set_title("Surplus list").set_creation_datetime(&day));
    servers(workbook.add_worksheet().set_name("Servers Q3")?)?;
    loose(workbook.add_worksheet().set_name("Loose parts")?)?;
    notes(workbook.add_worksheet().set_name("read me")?)?;
    Ok(workbook.save_to_buffer()?)
}

#[rustfmt::skip]
const BROKER: &[(&str, f64, &str, &str, &str, &str)] = &[
    ("Dell R740", 18.0, "2x Gold 6148, 24x32GB 2666, 8x 1.92TB SSD, H740P, 2x1100W", "Grade A", "Ashburn", "rails incl."),
    ("PowerEdge R640", 20.0, "2 x Intel Xeon Gold 6138 20C 2.0GHz; 384GB (12x32GB) DDR4; 2 x 480GB SSD", "A", "Ashburn", ""),
    ("dell poweredge r640", 6.0, "2x Silver 4114 / 128GB / 2x240GB SSD / no rails", "B", "Chicago", "bezel missing on two"),
    ("R730xd", 4.0, "2*E5-2650 v4 + 128GB (8x16GB) + 12 x 4TB SAS 7.2K", "used", "Dallas", ""),
    ("R750", 9.0, "2x Gold 6354, 16x 64GB 3200, 8x 3.84TB NVMe, H755", "Grade A", "Ashburn", ""),
    ("PE R750xa", 2.0, "2x Gold 6348, 1TB RAM (16x64GB), 4x A100 80GB PCIe, 4x 3.84TB NVMe", "Grade A", "Ashburn", "GPUs tested 06/2026"),
    ("C6420 (node)", 8.0, "2x Gold 6130, 192GB, 2x480GB SSD", "untested", "Dallas", "no chassis"),
    ("MX740c", 8.0, "2x Gold 6148, 768GB RAM, 2x 480GB SSD", "Grade B", "Chicago", ""),
    ("T640", 4.0, "2x Gold 5218 | 8x32GB | 8x 4TB SAS", "used", "Branch", ""),
    ("XE8545", 2.0, "2x EPYC 7763, 1024GB, 4x A100 80GB SXM4, 4x3.84TB NVMe", "Grade A", "Ashburn", "call first"),
    ("R6515", 5.0, "1x 7402P, 256GB, 2x960GB SSD, diskless?", "used", "Chicago", ""),
    ("mystery 1U white box", 3.0, "dual xeon, some RAM", "as-is", "Dallas", "no model plate"),
];

fn servers(sheet: &mut Worksheet) -> Result<()> {
    let bold = Format::new().set_bold();
    sheet.write_with_format(0, 0, "SURPLUS SERVERS - Q3 2026", &bold)?;
    sheet.write(1, 0, "all prices negotiable, pick up Ashburn / Dallas / Chicago")?;
    for (column, header) in
        ["#", "Item", "Qty", "Configuration", "Grade", "Location", "Remarks", "Ask / ea"].iter().enumerate()
    {
        sheet.write_with_format(3, column as u16, *header, &bold)?;
    }
    let mut row = 4;
    for (i, (item, qty, text, grade, site, remark)) in BROKER.iter().enumerate() {
        if i == 7 {
            // People leave a line between one site's machines and the next.
            row += 1;
        }
        sheet.write(row, 0, i as f64 + 1.0)?;
        sheet.write(row, 1, *item)?;
        sheet.write(row, 2, *qty)?;
        sheet.write(row, 3, *text)?;
        sheet.write(row, 4, *grade)?;
        sheet.write(row, 5, *site)?;
        sheet.write(row, 6, *remark)?;
        sheet.write(row, 7, "make offer")?;
        row += 1;
    }
    sheet.write_with_format(row, 1, "TOTAL", &bold)?;
    sheet.write_with_format(row, 2, BROKER.iter().map(|line| line.1).sum::<f64>(), &bold)?;
    Ok(())
}

#[rustfmt::skip]
const LOOSE: &[(&str, &str, f64, &str)] = &[
    ("M393A4K40CB2-CTD", "32GB DDR4-2666 RDIMM Samsung", 64.0, "pulled, tested"),
    ("HMA84GR7CJR4N-XN", "32GB DDR4-3200 RDIMM Hynix", 32.0, "pulled, tested"),
    ("", "8GB X2 DDR4 kit, brand unknown", 6.0, "used"),
    ("SR3B3", "Xeon Gold 6148 20C 2.4GHz", 12.0, "pulled"),
    ("MZ7LH1T9HMLT-00005", "Samsung PM883 1.92TB SATA SSD", 40.0, "wiped"),
    ("ST1200MM0099", "1.2TB 10K SAS 2.5in", 96.0, "wiped"),
    ("900-2G183-0000-001", "Nvidia Tesla T4 16GB", 10.0, "tested"),
    ("MCX4121A-ACAT", "Mellanox ConnectX-4 Lx 2x25G", 24.0, "tested"),
    ("0W23H8", "R640 board", 3.0, "untested"),
];

fn loose(sheet: &mut Worksheet) -> Result<()> {
    for (column, header) in ["Part No.", "Description", "Quantity", "Condition"].iter().enumerate() {
        sheet.write(0, column as u16, *header)?;
    }
    for (i, (number, text, qty, condition)) in LOOSE.iter().enumerate() {
        let row = i as u32 + 1;
        sheet.write(row, 0, *number)?;
        sheet.write(row, 1, *text)?;
        sheet.write(row, 2, *qty)?;
        sheet.write(row, 3, *condition)?;
    }
    Ok(())
}

fn notes(sheet: &mut Worksheet) -> Result<()> {
    sheet.write(0, 0, "List compiled by facilities. Not responsible for typos.")?;
    sheet.write(1, 0, "Questions: surplus@example.com")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn two_hundred_machines_of_which_150_are_r_series() {
        let count = |family: &str| {
            let mine = PURCHASES.iter().filter(|p| {
                let name = p.model.trim_start_matches("PowerEdge ");
                let letters: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
                letters == family
            });
            mine.map(|p| p.n).sum::<u32>()
        };
        assert_eq!(PURCHASES.iter().map(|p| p.n).sum::<u32>(), 200);
        assert_eq!(count("R"), 150);
        for family in ["T", "C", "XR", "MX", "XE"] {
            assert!(count(family) > 0, "{family}");
        }
    }

    #[test]
    fn tags_are_unique() {
        let tags: BTreeSet<String> = (1..=200).map(tag).collect();
        assert_eq!(tags.len(), 200);
    }
}
