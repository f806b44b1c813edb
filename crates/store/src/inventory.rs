//! What one reading found, as it is stored: JSON that gives back the same inventory, word for
//! word and bit for bit.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::{Facts, HardwareId, PciId, Place, RawComponent, Reading, ReadingOption};
use rackworth_model::ids::EvidenceId;
use rackworth_model::inventory::{Inventory, Problem, RawAsset, RawText, Unread};
use rackworth_model::measure::{Bytes, Watts};
use rackworth_model::reconcile::Contradiction;
use serde::{Deserialize, Serialize};

use crate::codec::{LocatorRow, read_hex, word};
use crate::error::StoreError;
use crate::kinds::{AmountsRow, AssetKindRow, TextUnitRow, UnreadKindRow};

#[derive(Serialize, Deserialize)]
struct PlaceRow {
    file: String,
    at: LocatorRow,
}

/// Manufacturer, model, part number, serial.
type IdRow = (Option<String>, Option<String>, Option<String>, Option<String>);

#[derive(Serialize, Deserialize, Default, PartialEq)]
#[serde(default)]
struct FactsRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speed_mts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form_factor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rpm: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cores: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ports: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_gbps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pci: Option<(u16, u16)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    life_left_percent: Option<u8>,
}

#[derive(Serialize, Deserialize)]
struct ComponentRow {
    kind: String,
    id: IdRow,
    text: Option<String>,
    slot: Option<String>,
    count: u32,
    facts: FactsRow,
    quirks: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contradictions: Vec<ContradictionRow>,
    place: PlaceRow,
}

#[derive(Serialize, Deserialize)]
struct ContradictionRow {
    property: String,
    kept: String,
    other: String,
    place: PlaceRow,
}

#[derive(Serialize, Deserialize)]
struct ReadingRow {
    text: String,
    /// Weights as the bits of an `f64`.
    options: Vec<(u64, Vec<ComponentRow>)>,
}

#[derive(Serialize, Deserialize)]
struct TextRow {
    kind: String,
    text: String,
    count: Option<u32>,
    amounts: AmountsRow,
    unit: Option<TextUnitRow>,
    id: IdRow,
    place: PlaceRow,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AssetRow {
    kind: AssetKindRow,
    id: IdRow,
    service_tag: Option<String>,
    asset_tag: Option<String>,
    hostname: Option<String>,
    site: Option<String>,
    condition: Option<String>,
    count: u32,
    readings: Vec<ReadingRow>,
    texts: Vec<TextRow>,
    extras: Vec<(String, String)>,
    place: PlaceRow,
}

#[derive(Serialize, Deserialize)]
struct UnreadRow {
    place: PlaceRow,
    kind: UnreadKindRow,
    text: String,
    why: String,
}

#[derive(Serialize, Deserialize)]
struct ProblemRow {
    place: PlaceRow,
    found: String,
    expected: String,
    hint: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct EvidenceRow {
    id: String,
    name: String,
    n_bytes: u64,
}

/// Everything of an inventory but its assets.
#[derive(Serialize, Deserialize)]
pub(crate) struct HeadRow {
    unread: Vec<UnreadRow>,
    problems: Vec<ProblemRow>,
    evidence: Vec<EvidenceRow>,
}

impl HeadRow {
    pub(crate) fn of(unread: &[Unread], problems: &[Problem], evidence: &[Evidence]) -> HeadRow {
        let unread_row = |u: &Unread| UnreadRow {
            place: (&u.place).into(),
            kind: u.kind.into(),
            text: u.text.clone(),
            why: u.why.clone(),
        };
        let problem_row = |p: &Problem| ProblemRow {
            place: (&p.place).into(),
            found: p.found.clone(),
            expected: p.expected.clone(),
            hint: p.hint.clone(),
        };
        let evidence_row =
            |e: &Evidence| EvidenceRow { id: e.id.to_string(), name: e.name.clone(), n_bytes: e.n_bytes };
        HeadRow {
            unread: unread.iter().map(unread_row).collect(),
            problems: problems.iter().map(problem_row).collect(),
            evidence: evidence.iter().map(evidence_row).collect(),
        }
    }

    /// What a reading says beside its assets.
    pub(crate) fn read(self) -> Result<Inventory, StoreError> {
        let unread = |u: UnreadRow| Unread { place: u.place.into(), kind: u.kind.into(), text: u.text, why: u.why };
        let problem =
            |p: ProblemRow| Problem { place: p.place.into(), found: p.found, expected: p.expected, hint: p.hint };
        let evidence = |e: EvidenceRow| {
            let id = read_hex(&e.id).ok_or_else(|| StoreError::damaged("an evidence id", &e.id))?;
            Ok(Evidence { id: EvidenceId::from_bytes(id), name: e.name, n_bytes: e.n_bytes })
        };
        Ok(Inventory {
            assets: Vec::new(),
            unread: self.unread.into_iter().map(unread).collect(),
            problems: self.problems.into_iter().map(problem).collect(),
            evidence: self.evidence.into_iter().map(evidence).collect::<Result<_, StoreError>>()?,
        })
    }
}

impl From<&Place> for PlaceRow {
    fn from(place: &Place) -> PlaceRow {
        PlaceRow { file: place.file.to_string(), at: (&place.locator).into() }
    }
}

impl From<PlaceRow> for Place {
    fn from(row: PlaceRow) -> Place {
        Place { file: Arc::from(row.file), locator: row.at.into() }
    }
}

fn id_row(id: &HardwareId) -> IdRow {
    let HardwareId { manufacturer, model, part_number, serial } = id.clone();
    (manufacturer, model, part_number, serial)
}

fn read_id((manufacturer, model, part_number, serial): IdRow) -> HardwareId {
    HardwareId { manufacturer, model, part_number, serial }
}

impl From<&Facts> for FactsRow {
    fn from(facts: &Facts) -> FactsRow {
        let facts = facts.clone();
        FactsRow {
            capacity: facts.capacity.map(|bytes| bytes.0),
            memory_type: facts.memory_type,
            module_type: facts.module_type,
            speed_mts: facts.speed_mts,
            media: facts.media,
            protocol: facts.protocol,
            form_factor: facts.form_factor,
            rpm: facts.rpm,
            cores: facts.cores,
            watts: facts.watts.map(|watts| watts.0),
            ports: facts.ports,
            link_gbps: facts.link_gbps,
            pci: facts.pci.map(|pci| (pci.vendor, pci.device)),
            life_left_percent: facts.life_left_percent,
        }
    }
}

impl From<FactsRow> for Facts {
    fn from(row: FactsRow) -> Facts {
        Facts {
            capacity: row.capacity.map(Bytes),
            memory_type: row.memory_type,
            module_type: row.module_type,
            speed_mts: row.speed_mts,
            media: row.media,
            protocol: row.protocol,
            form_factor: row.form_factor,
            rpm: row.rpm,
            cores: row.cores,
            watts: row.watts.map(Watts),
            ports: row.ports,
            link_gbps: row.link_gbps,
            pci: row.pci.map(|(vendor, device)| PciId { vendor, device }),
            life_left_percent: row.life_left_percent,
        }
    }
}

/// Names of quirks and properties live as long as the program; those of a store are joined to them. There are
/// as many as readers have names for.
fn name_of(name: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(name) {
        return known;
    }
    let kept: &'static str = String::leak(name.to_string());
    known.insert(kept);
    kept
}

impl From<&Contradiction> for ContradictionRow {
    fn from(c: &Contradiction) -> ContradictionRow {
        ContradictionRow {
            property: c.property.to_string(),
            kept: c.kept.clone(),
            other: c.other.clone(),
            place: (&c.place).into(),
        }
    }
}

impl From<ContradictionRow> for Contradiction {
    fn from(row: ContradictionRow) -> Contradiction {
        Contradiction { property: name_of(&row.property), kept: row.kept, other: row.other, place: row.place.into() }
    }
}

impl From<&RawComponent> for ComponentRow {
    fn from(c: &RawComponent) -> ComponentRow {
        ComponentRow {
            kind: c.kind.word().to_string(),
            id: id_row(&c.id),
            text: c.text.clone(),
            slot: c.slot.clone(),
            count: c.count,
            facts: (&c.facts).into(),
            quirks: c.quirks.iter().map(ToString::to_string).collect(),
            contradictions: c.contradictions.iter().map(Into::into).collect(),
            place: (&c.place).into(),
        }
    }
}

impl ComponentRow {
    fn read(self) -> Result<RawComponent, StoreError> {
        Ok(RawComponent {
            kind: word("a kind of component", &self.kind)?,
            id: read_id(self.id),
            text: self.text,
            slot: self.slot,
            count: self.count,
            facts: self.facts.into(),
            quirks: self.quirks.iter().map(|name| name_of(name)).collect(),
            contradictions: self.contradictions.into_iter().map(Into::into).collect(),
            place: self.place.into(),
        })
    }
}

impl From<&Reading> for ReadingRow {
    fn from(reading: &Reading) -> ReadingRow {
        let option = |o: &ReadingOption| (o.weight.to_bits(), o.components.iter().map(ComponentRow::from).collect());
        ReadingRow { text: reading.text.clone(), options: reading.options().iter().map(option).collect() }
    }
}

impl ReadingRow {
    fn read(self) -> Result<Reading, StoreError> {
        let option = |(weight, components): (u64, Vec<ComponentRow>)| {
            let components = components.into_iter().map(ComponentRow::read).collect::<Result<_, _>>()?;
            Ok(ReadingOption { weight: f64::from_bits(weight), components })
        };
        let options: Vec<ReadingOption> = self.options.into_iter().map(option).collect::<Result<_, StoreError>>()?;
        let text = self.text.clone();
        Reading::weighted(self.text, options).ok_or_else(|| StoreError::damaged("a reading", text))
    }
}

impl From<&RawText> for TextRow {
    fn from(t: &RawText) -> TextRow {
        TextRow {
            kind: t.kind.word().to_string(),
            text: t.text.clone(),
            count: t.count,
            amounts: t.amounts.into(),
            unit: t.unit.map(Into::into),
            id: id_row(&t.id),
            place: (&t.place).into(),
        }
    }
}

impl TextRow {
    fn read(self) -> Result<RawText, StoreError> {
        Ok(RawText {
            kind: word("a kind of component", &self.kind)?,
            text: self.text,
            count: self.count,
            amounts: self.amounts.into(),
            unit: self.unit.map(Into::into),
            id: read_id(self.id),
            place: self.place.into(),
        })
    }
}

impl From<&RawAsset> for AssetRow {
    fn from(a: &RawAsset) -> AssetRow {
        AssetRow {
            kind: a.kind.into(),
            id: id_row(&a.id),
            service_tag: a.service_tag.clone(),
            asset_tag: a.asset_tag.clone(),
            hostname: a.hostname.clone(),
            site: a.site.clone(),
            condition: a.condition.clone(),
            count: a.count,
            readings: a.readings.iter().map(Into::into).collect(),
            texts: a.texts.iter().map(Into::into).collect(),
            extras: a.extras.clone(),
            place: (&a.place).into(),
        }
    }
}

impl AssetRow {
    pub(crate) fn read(self) -> Result<RawAsset, StoreError> {
        Ok(RawAsset {
            kind: self.kind.into(),
            id: read_id(self.id),
            service_tag: self.service_tag,
            asset_tag: self.asset_tag,
            hostname: self.hostname,
            site: self.site,
            condition: self.condition,
            count: self.count,
            readings: self.readings.into_iter().map(ReadingRow::read).collect::<Result<_, _>>()?,
            texts: self.texts.into_iter().map(TextRow::read).collect::<Result<_, _>>()?,
            extras: self.extras,
            place: self.place.into(),
        })
    }
}
