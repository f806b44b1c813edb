//! Every published export beside this repository, compared part by part with what a buyer would
//! count (`fixtures/exports/truth.csv`). Skipped where the exports are absent.

#[cfg(test)]
mod truth_support;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use rackworth_collect::read::read_paths;
    use rackworth_model::hardware::{RawComponent, Reading};
    use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};
    use rackworth_model::provenance::Locator;

    use super::truth_support::{Counts, published, truth};

    /// The folders whose exports the truth counts; the others hold no export this reads.
    fn folders_of(truth: &Counts) -> BTreeSet<String> {
        truth.keys().filter_map(|[file, ..]| file.split('/').next()).map(str::to_string).collect()
    }

    fn components(asset: &RawAsset) -> impl Iterator<Item = &RawComponent> {
        asset
            .readings
            .iter()
            .flat_map(|reading: &Reading| reading.options().iter().flat_map(|option| &option.components))
    }

    fn words(component: &RawComponent) -> String {
        let id = &component.id;
        let words = [&id.model, &id.part_number, &component.text].into_iter().flatten().next();
        let words = words.map(|words| words.trim().replace('"', "")).unwrap_or_default();
        match component.facts.capacity {
            Some(capacity) if words.is_empty() => format!("{} bytes", capacity.0),
            _ => words,
        }
    }

    fn counts(root: &Path, inventory: &Inventory) -> Counts {
        let below = |file: &str| {
            let path = Path::new(file);
            path.strip_prefix(root).unwrap_or(path).display().to_string()
        };
        let mut counts = Counts::new();
        // Sheets have truths of their own.
        let is_sheet = |asset: &&RawAsset| {
            [".csv", ".xlsx", ".txt"].iter().any(|end| asset.place.file.ends_with(end))
                && !matches!(asset.place.locator, Locator::Line(_) | Locator::File | Locator::Pointer(_))
        };
        for asset in inventory.assets.iter().filter(|asset| !is_sheet(asset)) {
            let kind = match asset.kind {
                AssetKind::Server => "server",
                AssetKind::LooseParts => "loose",
                _ => "other",
            };
            let names = [&asset.service_tag, &asset.id.serial, &asset.hostname];
            let name = names.into_iter().flatten().next().cloned().unwrap_or_default();
            let mut add = |file: &str, kind: &str, words: String, count: u64| {
                *counts.entry([below(file), name.clone(), kind.to_string(), words]).or_default() += count;
            };
            add(&asset.place.file, kind, asset.id.model.clone().unwrap_or_default(), u64::from(asset.count));
            for component in components(asset) {
                add(&component.place.file, component.kind.word(), words(component), u64::from(component.count));
            }
            for text in &asset.texts {
                add(&text.place.file, "text", text.text.clone(), u64::from(text.count.unwrap_or(1)));
            }
        }
        counts
    }

    fn row([file, asset, kind, words]: &[String; 4], count: u64) -> String {
        let quoted = |word: &str| if word.contains(',') { format!("\"{word}\"") } else { word.to_string() };
        format!("{},{},{kind},{count},{}", quoted(file), quoted(asset), quoted(words))
    }

    #[test]
    fn hosts_of_a_virtual_fleet_are_counted_and_their_machines_are_not() {
        let Some(root) = published("exports") else { return };
        let read = read_paths(&[root.join("rvtools-workshop")], &mut |_| {});
        let mut models: BTreeMap<&str, u32> = BTreeMap::new();
        for asset in &read.assets {
            *models.entry(asset.id.model.as_deref().unwrap()).or_default() += asset.count;
        }
        let true_models = [("ProLiant BL460c Gen8", 27), ("ProLiant DL380 G7", 4), ("ProLiant DL380 Gen9", 3)];
        assert_eq!(models, BTreeMap::from(true_models));
    }

    #[test]
    fn every_part_of_every_export_is_counted_once() {
        let Some(root) = published("exports") else { return };
        let truth = truth("exports");
        let mut read = Counts::new();
        for name in folders_of(&truth) {
            read.extend(counts(&root, &read_paths(&[root.join(name)], &mut |_| {})));
        }
        let rows = |counts: &Counts| counts.iter().map(|(key, count)| row(key, *count)).collect::<BTreeSet<_>>();
        let (read, truth) = (rows(&read), rows(&truth));
        let lines =
            |rows: Vec<&String>, sign: &str| rows.iter().map(|row| format!("{sign}{row}\n")).collect::<String>();
        let missing = lines(truth.difference(&read).collect(), "-");
        let surplus = lines(read.difference(&truth).collect(), "+");
        assert!(missing.is_empty() && surplus.is_empty(), "true (-) and read (+) differ:\n{missing}{surplus}");
    }
}
