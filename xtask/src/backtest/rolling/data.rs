//! Histories of prices, read in place from `../shared`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rackworth_value::stats::drift::Drift;

use crate::generated::root;

/// Log prices of items, step by step; `None` where nothing was seen.
pub(super) struct Panel {
    pub(super) name: &'static str,
    /// Months in a step.
    pub(super) step: f64,
    /// Steps ahead that are asked for, and their words.
    pub(super) ahead: &'static [(usize, &'static str)],
    pub(super) drift: Drift,
    /// The first step forecasts are made from.
    pub(super) first: usize,
    pub(super) items: Vec<Item>,
}

pub(super) struct Item {
    pub(super) logs: Vec<Option<f64>>,
    /// Years of age at the first step, where the thing has an age.
    pub(super) age: Option<f64>,
}

fn rows(name: &str) -> Result<Option<Vec<csv::StringRecord>>> {
    let path = root().join("../shared/data/datasets").join(name);
    if !path.exists() {
        println!("skipped: {name} is not at hand");
        return Ok(None);
    }
    let mut reader = csv::Reader::from_path(&path).with_context(|| format!("failed to read {name}"))?;
    Ok(Some(reader.records().collect::<Result<_, _>>()?))
}

fn ln(text: &str) -> Option<f64> {
    let number: f64 = text.replace(['$', ','], "").trim().parse().ok()?;
    (number > 0.0).then(|| libm::log(number))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Used GPUs: monthly averages of eBay sales, 2021-10 to 2023-10 (the row that says
/// November 2023 reports October: SOURCE.txt).
pub(super) fn gpus() -> Result<Option<Panel>> {
    let Some(rows) = rows("ebay_gpu_2021_2023/gpu_time_series.csv")? else { return Ok(None) };
    let mut seen: BTreeMap<&str, BTreeMap<i32, f64>> = BTreeMap::new();
    for row in &rows {
        let (Some(gpu), Some(price), Some(sold), Some(month)) = (row.get(0), row.get(1), row.get(2), row.get(3)) else {
            continue;
        };
        let Some((word, year)) = month.split_once(' ') else { continue };
        let (Some(at), Ok(year)) = (MONTHS.iter().position(|m| *m == word), year.trim().parse::<i32>()) else {
            continue;
        };
        let count = (year - 2021) * 12 + at as i32 - 9;
        if let (Some(log), Some(_)) = (ln(price), ln(sold)) {
            seen.entry(gpu).or_default().insert(count.min(24), log);
        }
    }
    let item = |(gpu, at): (&&str, &BTreeMap<i32, f64>)| Item {
        logs: (0..25).map(|t| at.get(&t).copied()).collect(),
        age: launched(gpu).map(|year| 2021.8 - year),
    };
    Ok(Some(Panel {
        name: "used GPUs, eBay sales 2021–2023",
        step: 1.0,
        ahead: &[(1, "1 month"), (3, "3 months"), (6, "6 months")],
        drift: Drift::MACHINERY,
        first: 8,
        items: seen.iter().map(item).collect(),
    }))
}

/// When the first card of a series was sold (its maker's announcement).
fn launched(gpu: &str) -> Option<f64> {
    const SERIES: [(&str, f64); 8] = [
        ("GTX 16", 2019.1),
        ("RTX 20", 2018.7),
        ("RTX 30", 2020.7),
        ("RTX 40", 2022.8),
        ("RX 5", 2019.5),
        ("RX 6", 2020.9),
        ("RX 7", 2022.9),
        ("Arc", 2022.5),
    ];
    SERIES.iter().find(|(series, _)| gpu.contains(series)).map(|(_, year)| *year)
}

/// Server DIMMs: the day's third-lowest ask of a new module on eBay, week by week, 2026-07-05 to 2026-08-22.
pub(super) fn dimms() -> Result<Option<Panel>> {
    let Some(rows) = rows("server_dimm_asks/price_obs.csv")? else { return Ok(None) };
    let mut seen: BTreeMap<String, BTreeMap<usize, f64>> = BTreeMap::new();
    for row in &rows {
        let (Some(day), Some(sku), Some(price)) = (row.get(0), row.get(1), row.get(3)) else { continue };
        let Ok(day) = day.parse::<jiff::civil::Date>() else { continue };
        let days = (day - jiff::civil::date(2026, 7, 5)).get_days();
        if let (true, true, Some(log)) = (sku.starts_with("srv_"), days % 7 == 0, ln(price)) {
            seen.entry(sku.to_string()).or_default().insert((days / 7) as usize, log);
        }
    }
    let item = |at: &BTreeMap<usize, f64>| Item { logs: (0..7).map(|t| at.get(&t).copied()).collect(), age: None };
    Ok(Some(Panel {
        name: "server DIMMs, eBay asks 2026",
        step: 7.0 / 30.436_875,
        ahead: &[(1, "1 week"), (2, "2 weeks"), (4, "4 weeks")],
        drift: Drift::MEMORY,
        first: 1,
        items: seen.values().map(item).collect(),
    }))
}

/// The DRAM spot index by month, 2000-11 to 2026-10; gaps stay gaps as targets and are
/// bridged on the log for the history, as in the baselines.
pub(super) fn dram() -> Result<Option<Panel>> {
    let Some(rows) = rows("dram_spot_index/dram_spot_index.csv")? else { return Ok(None) };
    let month = |text: &str| {
        let (year, month) = text.split_once('-')?;
        Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()?)
    };
    let seen: BTreeMap<usize, f64> =
        rows.iter().filter_map(|row| Some((month(row.get(0)?)?, ln(row.get(1)?)?))).collect();
    let (Some((&from, _)), Some((&to, _))) = (seen.first_key_value(), seen.last_key_value()) else { return Ok(None) };
    let logs = (from..=to).map(|at| seen.get(&at).copied()).collect();
    Ok(Some(Panel {
        name: "DRAM spot index 2000–2026",
        step: 1.0,
        ahead: &[(1, "1 month"), (3, "3 months"), (6, "6 months"), (12, "12 months")],
        drift: Drift::MEMORY,
        first: 60,
        items: vec![Item { logs, age: None }],
    }))
}
