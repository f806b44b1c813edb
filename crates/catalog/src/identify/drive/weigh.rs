//! Holding what a number says against what its source reports.

use super::*;
use crate::part::Confidence;
use crate::spec::Interface;

/// Belief in a number that nothing speaks against.
const NUMBER_CONFIDENCE: f64 = 0.99;
/// Belief in a drive known by reports only, with and without its interface.
const FACTS_CONFIDENCE: f64 = 0.95;
/// Weight of a number whose reported capacity is another: one of the two is wrong, or the
/// drive was set to a smaller size, and nothing tells which.
const CAPACITY_WEIGHT: f64 = 0.5;
/// Weight of a number whose reported medium or interface is another. Controllers report
/// their own protocol for a drive behind them; numbers are printed by the maker.
const KIND_WEIGHT: f64 = 0.9;

/// A number that said something: by table or by grammar.
pub(super) struct Known<'t> {
    spec: DriveSpec,
    rule: RuleId,
    /// Maker and model, where the number names them.
    name: Option<(&'t str, &'t str)>,
    source: String,
}

pub(super) fn of_row(row: &table::OemDrive) -> Known<'static> {
    Known { spec: row.spec.clone(), rule: RuleId("drive/oem-number"), name: None, source: row.source.clone() }
}

pub(super) fn of_decoded<'t>(decoded: &DriveDecoded<'t>) -> Known<'t> {
    let source = format!("part number, rule {}", decoded.rule);
    Known { spec: decoded.spec.clone(), rule: decoded.rule, name: Some((decoded.maker, decoded.stem)), source }
}

/// A drive whose number says what it is.
pub(super) fn known(found: Known<'_>, component: &RawComponent, witness: Witness) -> Identification {
    let Known { mut spec, rule, name, source } = found;
    let reported = witness::of_facts(component);
    fill(&mut spec, witness);
    let (other, why, weight) = conflicts(&spec, reported);
    let part = match name {
        Some((maker, stem)) => part::named(&spec, maker, stem, &source),
        None => part::generic(&spec, &source),
    };
    let Some(part) = part.map(Arc::new) else {
        return Identification::Unidentified { reason: "its number gives no capacity".to_string() };
    };
    match other.and_then(|other| part::generic(&other, REPORTED)) {
        Some(other) => {
            let candidates = vec![(Arc::clone(&part), weight), (Arc::new(other), 1.0 - weight)];
            let why = format!("the number says {}, {why}", part.name);
            Identification::Ambiguous { candidates, rule, why }
        }
        None => Identification::Identified { part, confidence: Confidence::new(NUMBER_CONFIDENCE), rule },
    }
}

const REPORTED: &str = "facts its source reports";

/// Fills what the number does not say, and takes the exact size where the number's code
/// stands for two (1 TB and 1.024 TB).
fn fill(spec: &mut DriveSpec, witness: Witness) {
    spec.interface = spec.interface.or(witness.interface);
    spec.form = spec.form.or(witness.form);
    spec.self_encrypting = spec.self_encrypting.or(witness.self_encrypting);
    match spec.media {
        Media::Ssd => spec.endurance = spec.endurance.or(witness.endurance),
        Media::Hdd => spec.rpm = spec.rpm.or(witness.rpm),
    }
    let own = spec.capacity.and_then(gigabytes);
    let exact = witness.bytes.and_then(capacity::exact);
    if let (Some(own), Some(exact), Some(bytes)) = (own, exact, witness.bytes)
        && capacity::agrees(own, bytes)
    {
        spec.capacity = Bytes::from_gb(u64::from(exact));
    }
}

fn gigabytes(capacity: Bytes) -> Option<u32> {
    u32::try_from(capacity.0 / 1_000_000_000).ok()
}

/// What the drive would be if its source were right where it contradicts the number, in
/// which words it does, and the weight of the number against it.
fn conflicts(spec: &DriveSpec, reported: Witness) -> (Option<DriveSpec>, String, f64) {
    let mut other = spec.clone();
    let (mut words, mut weight) = (Vec::new(), KIND_WEIGHT);
    if let Some(media) = reported.media.filter(|media| *media != spec.media) {
        other = DriveSpec { media, endurance: None, rpm: reported.rpm, form: reported.form, ..other };
        words.push(format!("its source reports an {}", media.word().to_uppercase()));
    }
    if let (Some(interface), Some(own)) = (reported.interface, spec.interface) {
        // A SATA drive behind a SAS controller is often reported as SAS.
        if interface != own && (own, interface) != (Interface::Sata, Interface::Sas) {
            other.interface = Some(interface);
            words.push(format!("its source reports {}", part::interface_shown(interface)));
        }
    }
    let own = spec.capacity.and_then(gigabytes);
    if let (Some(own), Some(bytes)) = (own, reported.bytes)
        && !capacity::agrees(own, bytes)
    {
        other.capacity = sold_size(bytes);
        weight = CAPACITY_WEIGHT;
        words.push(format!("its source reports {}", other.capacity.unwrap_or(bytes)));
    }
    let differs = !words.is_empty();
    (differs.then_some(other), words.join(" and "), weight)
}

/// The marketing size of reported bytes; whole gigabytes where none is near.
fn sold_size(bytes: Bytes) -> Option<Bytes> {
    let rounded = || Some(bytes.0.saturating_add(500_000_000) / 1_000_000_000).filter(|gb| *gb > 0);
    capacity::marketing(bytes).map(u64::from).or_else(rounded).and_then(Bytes::from_gb)
}

/// A drive whose number says nothing, or only its series.
pub(super) fn facts(series: Option<&DriveSpec>, witness: Witness, number: Option<&str>) -> Identification {
    let unidentified = |reason: String| Identification::Unidentified { reason };
    let capacity = witness.bytes.and_then(sold_size);
    let written = witness.written.and_then(|gb| Bytes::from_gb(u64::from(gb)));
    let Some(capacity) = capacity.or(written) else {
        return unidentified(match number {
            Some(number) => format!("no rule reads `{number}`, and its capacity is not known"),
            None => "neither model nor capacity is known".to_string(),
        });
    };
    let blank = |media| DriveSpec {
        media,
        capacity: None,
        interface: None,
        form: None,
        endurance: None,
        rpm: None,
        self_encrypting: None,
    };
    let media = series.map(|series| series.media).or(witness.media);
    let choices: &[Media] = media.as_ref().map_or(Media::ALL, std::slice::from_ref);
    let specs = choices.iter().map(|media| {
        let mut spec = series.cloned().unwrap_or_else(|| blank(*media));
        spec.capacity = Some(capacity);
        fill(&mut spec, witness);
        spec
    });
    let specs: Vec<DriveSpec> = specs.collect();
    if media.is_some() { choose(&specs) } else { by_size(&specs, capacity) }
}

/// Belief in a medium from which on its size alone tells it.
const SIZE_TELLS: f64 = 0.96;

/// A drive whose medium nobody states: its size tells, or weighs the two.
fn by_size(specs: &[DriveSpec], capacity: Bytes) -> Identification {
    let disks = gigabytes(capacity).map_or(0.5, capacity::disk_share);
    let share = |spec: &DriveSpec| if spec.media == Media::Hdd { disks } else { 1.0 - disks };
    if let Some(told) = specs.iter().find(|spec| share(spec) >= SIZE_TELLS) {
        return choose(std::slice::from_ref(told));
    }
    let parts = specs.iter().filter_map(|spec| Some((Arc::new(part::generic(spec, REPORTED)?), share(spec))));
    let mut candidates: Vec<(Arc<Part>, f64)> = parts.collect();
    candidates.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let why = if disks == 0.5 { "equal weights are an assumption" } else { "weighed by how often its size is each" };
    let (rule, why) = (RuleId("drive/facts"), format!("its medium is not stated; {why}"));
    Identification::Ambiguous { candidates, rule, why }
}

/// One spec whose interface is known or follows is identified; otherwise every interface
/// the facts leave is a candidate.
fn choose(specs: &[DriveSpec]) -> Identification {
    let open: Vec<DriveSpec> = specs.iter().flat_map(with_interfaces).collect();
    let parts: Vec<Arc<Part>> = open.iter().filter_map(|spec| part::generic(spec, REPORTED)).map(Arc::new).collect();
    let rule = RuleId("drive/facts");
    match parts.as_slice() {
        [] => Identification::Unidentified { reason: "its capacity is less than a gigabyte".to_string() },
        [part] => {
            let confidence = Confidence::new(FACTS_CONFIDENCE);
            Identification::Identified { part: Arc::clone(part), confidence, rule }
        }
        several => {
            let weight = 1.0 / several.len() as f64;
            let candidates = several.iter().map(|part| (Arc::clone(part), weight)).collect();
            let why = "its interface is not stated; equal weights are an assumption".to_string();
            Identification::Ambiguous { candidates, rule, why }
        }
    }
}

/// The specs a drive can have when its interface is not stated. Its body and speed leave
/// less: a card or an EDSFF drive speaks NVMe, a disk of 10,000 turns SAS.
fn with_interfaces(spec: &DriveSpec) -> Vec<DriveSpec> {
    let left: &[Interface] = match (spec.interface, spec.media, spec.form) {
        (Some(interface), _, _) => return vec![DriveSpec { interface: Some(interface), ..spec.clone() }],
        (None, _, Some(DriveForm::Sd)) => return vec![spec.clone()],
        (None, Media::Hdd, _) if spec.rpm.is_some_and(|rpm| rpm >= 10_000) => &[Interface::Sas],
        (None, Media::Hdd, _) | (None, Media::Ssd, Some(DriveForm::Inch35)) => &[Interface::Sata, Interface::Sas],
        (None, Media::Ssd, Some(DriveForm::E1S | DriveForm::E1L | DriveForm::E3 | DriveForm::Card)) => {
            &[Interface::Nvme]
        }
        (None, Media::Ssd, Some(DriveForm::M2)) => &[Interface::Sata, Interface::Nvme],
        (None, Media::Ssd, _) => &[Interface::Sata, Interface::Sas, Interface::Nvme],
    };
    left.iter().map(|interface| DriveSpec { interface: Some(*interface), ..spec.clone() }).collect()
}

/// An SD card, which is known by its capacity.
pub(super) fn card(witness: Witness) -> Identification {
    let written = witness.written.and_then(|gb| Bytes::from_gb(u64::from(gb)));
    let spec = DriveSpec {
        media: Media::Ssd,
        capacity: witness.bytes.and_then(sold_size).or(written),
        interface: None,
        form: Some(DriveForm::Sd),
        endurance: None,
        rpm: None,
        self_encrypting: None,
    };
    match part::generic(&spec, REPORTED) {
        Some(part) => {
            let confidence = Confidence::new(FACTS_CONFIDENCE);
            Identification::Identified { part: Arc::new(part), confidence, rule: RuleId("drive/sd-card") }
        }
        None => Identification::Unidentified { reason: "an SD card of unknown capacity".to_string() },
    }
}
