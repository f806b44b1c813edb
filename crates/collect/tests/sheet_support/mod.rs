//! An inventory as a few lines of text, for snapshots.

use rackworth_model::hardware::HardwareId;
use rackworth_model::inventory::{Amounts, Inventory, RawAsset, RawText, TextUnit};

/// Assets with their texts and extras, then what was left unread, then problems.
pub(crate) fn shown(inventory: &Inventory) -> String {
    let mut lines: Vec<String> = inventory.assets.iter().flat_map(asset_lines).collect();
    let unread = inventory.unread.iter();
    lines.extend(
        unread.map(|unread| {
            format!("unread {} ({}): {}: {}", unread.kind, unread.place.locator, unread.text, unread.why)
        }),
    );
    lines.extend(inventory.problems.iter().map(|problem| {
        let hint = problem.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        format!("problem ({}): found {}, expected {}{hint}", problem.place.locator, problem.found, problem.expected)
    }));
    lines.join("\n")
}

fn asset_lines(asset: &RawAsset) -> Vec<String> {
    let count = if asset.count == 1 { String::new() } else { format!("{} x ", asset.count) };
    let told = [
        ("tag", &asset.service_tag),
        ("asset", &asset.asset_tag),
        ("host", &asset.hostname),
        ("site", &asset.site),
        ("condition", &asset.condition),
    ];
    let told: String = told.iter().filter_map(|(word, text)| Some(format!(" {word}={}", text.as_ref()?))).collect();
    let mut lines = vec![format!("{count}{:?}{}{told} @ {}", asset.kind, id(&asset.id), asset.place.locator)];
    lines.extend(asset.texts.iter().map(text_line));
    if !asset.extras.is_empty() {
        let extras: Vec<String> = asset.extras.iter().map(|(header, text)| format!("{header}={text}")).collect();
        lines.push(format!("  beside: {}", extras.join("; ")));
    }
    lines
}

fn id(id: &HardwareId) -> String {
    let told = [("maker", &id.manufacturer), ("model", &id.model), ("part", &id.part_number), ("serial", &id.serial)];
    told.iter().filter_map(|(word, text)| Some(format!(" {word}={}", text.as_ref()?))).collect()
}

fn text_line(text: &RawText) -> String {
    let count = text.count.map(|count| format!("{count} x ")).unwrap_or_default();
    let unit = match text.unit {
        Some(TextUnit::Megabytes) => " [MB]",
        Some(TextUnit::Gigabytes) => " [GB]",
        Some(TextUnit::Terabytes) => " [TB]",
        Some(TextUnit::Watts) => " [W]",
        None => "",
    };
    let amounts = match text.amounts {
        Amounts::Total => " total",
        Amounts::Each => " each",
        Amounts::Unsaid => "",
    };
    format!("  {}: {count}{}{unit}{amounts}{}", text.kind, text.text, id(&text.id))
}
