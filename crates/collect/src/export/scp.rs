//! Dell's Server Configuration Profile (XML and JSON): settings of a machine. It names the machine
//! and, where its read-only attributes were exported, its processors and the sum of its memory.

use rackworth_model::hardware::{ComponentKind, HardwareId, Place};
use rackworth_model::inventory::{Amounts, RawText, UnreadKind};

use super::draft::{Draft, part, said};
use super::note::Notes;
use super::{json, xml};

pub(super) fn is_xml(head: &str) -> bool {
    head.contains("<SystemConfiguration")
}

pub(super) fn is_json(head: &str) -> bool {
    head.contains("\"SystemConfiguration\"")
}

/// A setting with its place.
struct Setting {
    name: String,
    value: String,
    place: Place,
}

pub(super) fn read_xml(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let root = xml::read(text, notes);
    let Some(profile) = root.child("SystemConfiguration") else { return Vec::new() };
    let mut settings = Vec::new();
    profile.walk(&mut |element| {
        if let (true, Some(name)) = (element.name == "Attribute", element.attribute("Name")) {
            let place = notes.line(element.line);
            settings.push(Setting { name: name.to_string(), value: element.text.trim().to_string(), place });
        }
    });
    let components = profile.children_named("Component").filter_map(|one| one.attribute("FQDD").map(str::to_string));
    let (model, tag) = (profile.attribute("Model"), profile.attribute("ServiceTag"));
    vec![profile_of(
        said(model),
        said(tag),
        notes.line(profile.line),
        &settings,
        &components.collect::<Vec<_>>(),
        notes,
    )]
}

pub(super) fn read_json(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    let profiles = documents.iter().filter_map(|document| document.get("SystemConfiguration"));
    let mut drafts = Vec::new();
    for profile in profiles {
        let (mut settings, mut components) = (Vec::new(), Vec::new());
        for (i, component) in json::items(profile, "Components").iter().enumerate() {
            components.extend(json::text(component, "FQDD"));
            for (j, attribute) in json::items(component, "Attributes").iter().enumerate() {
                let place = notes.pointer(&format!("/SystemConfiguration/Components/{i}/Attributes/{j}"));
                let told = json::text(attribute, "Name").zip(json::text(attribute, "Value"));
                settings.extend(told.map(|(name, value)| Setting { name, value, place }));
            }
        }
        let (model, tag) = (json::text(profile, "Model"), json::text(profile, "ServiceTag"));
        let place = notes.pointer("/SystemConfiguration");
        drafts.push(profile_of(model, tag, place, &settings, &components, notes));
    }
    drafts
}

fn profile_of(
    model: Option<String>,
    tag: Option<String>,
    place: Place,
    settings: &[Setting],
    components: &[String],
    notes: &mut Notes,
) -> Draft {
    let mut draft = Draft::machine(place.clone());
    draft.asset.id.manufacturer = Some("Dell Inc.".to_string());
    draft.asset.id.model = model;
    draft.set_serial(tag);
    let setting = |name: &str| settings.iter().find(|setting| setting.name == name).filter(|one| !one.value.is_empty());
    for number in 1..=4 {
        let Some(brand) = setting(&format!("Proc{number}Brand")) else { continue };
        let Some(model) = said(Some(&brand.value)) else { continue };
        let mut cpu = part(ComponentKind::Cpu, &brand.place);
        cpu.id.model = Some(model);
        let cores = setting(&format!("Proc{number}NumCores")).and_then(|cores| cores.value.parse().ok());
        cpu.facts.cores = cores;
        draft.parts.push(cpu);
    }
    if let Some(size) = setting("SysMemSize") {
        draft.asset.texts.push(memory_of(size));
    }
    let why = "settings name the machine, not its parts: export its hardware inventory too";
    let text = if components.is_empty() { "no component".to_string() } else { components.join(", ") };
    notes.leave(place, UnreadKind::Section, text, why);
    draft
}

/// The sum of the memory; which modules make it up is not told.
fn memory_of(size: &Setting) -> RawText {
    RawText {
        kind: ComponentKind::Dimm,
        text: size.value.clone(),
        count: None,
        amounts: Amounts::Total,
        unit: None,
        id: HardwareId::default(),
        place: size.place.clone(),
    }
}
