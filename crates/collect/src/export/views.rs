//! Dell's DCIM views in every dress they come in: the hardware inventory of iDRAC 7 to 9
//! (`Inventory/Component`), TSR and CIM files (`INSTANCE CLASSNAME`), and WS-Man enumerations.

use std::collections::BTreeMap;

use rackworth_model::hardware::Place;
use rackworth_model::measure::Bytes;
use serde_json::Value;

use super::draft::said;
use super::note::Notes;
use super::units;
use super::xml::Element;

/// One instance of a DCIM class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// Without `DCIM_`.
    pub(super) class: String,
    pub(super) place: Place,
    /// The fully qualified device descriptor: `DIMM.Socket.A1`.
    pub(super) fqdd: String,
    properties: BTreeMap<String, Property>,
}

/// A value and what the service shows for it; either may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Property {
    value: Option<String>,
    shown: Option<String>,
}

impl View {
    /// The value, else what is shown for it.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        let property = self.properties.get(name)?;
        said(property.value.as_deref()).or_else(|| said(property.shown.as_deref()))
    }

    /// What is shown, else the value.
    pub(super) fn shown(&self, name: &str) -> Option<String> {
        let property = self.properties.get(name)?;
        said(property.shown.as_deref()).or_else(|| said(property.value.as_deref()))
    }

    pub(super) fn whole(&self, name: &str) -> Option<u64> {
        let property = self.properties.get(name)?;
        let words = [&property.value, &property.shown];
        words.into_iter().flatten().find_map(|word| word.split_whitespace().next()?.parse().ok())
    }

    /// A size in bytes: a bare number counts `unit` bytes; words such as `931.52 GB` count binary.
    pub(super) fn size(&self, name: &str, unit: u64) -> Option<Bytes> {
        let told = self.whole(name).and_then(|number| number.checked_mul(unit)).map(Bytes);
        let has_unit = |word: &String| word.contains(['B', 'b']) && !word.to_lowercase().ends_with("bytes");
        let words = self.word(name).filter(has_unit).and_then(|word| units::binary_size(&word));
        words.or(told).filter(|size| size.0 > 0)
    }

    /// The first segments of the descriptor: `NIC.Slot.3` of `NIC.Slot.3-1-1`.
    pub(super) fn device(&self) -> &str {
        let device = self.fqdd.split([':', '#']).next().unwrap_or_default();
        device.split('-').next().unwrap_or_default()
    }

    pub(super) fn is_embedded(&self) -> bool {
        self.fqdd.contains(".Embedded.")
    }
}

/// All views of a document, in order.
pub(super) fn views(root: &Element, notes: &Notes) -> Vec<View> {
    let mut views = Vec::new();
    root.walk(&mut |element| views.extend(view(element, notes)));
    views
}

/// A view from a JSON object, its properties renamed to those of the class.
pub(super) fn of_json(class: &str, object: &Value, names: &[(&str, &str)], place: Place) -> View {
    let properties: BTreeMap<String, Property> = object
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            let known = names.iter().find(|(own, _)| own == name).map_or(name.as_str(), |(_, known)| known);
            Some((known.to_string(), Property { value: Some(value), shown: None }))
        })
        .collect();
    let told = ["FQDD", "Key", "InstanceID"].into_iter().find_map(|name| properties.get(name)?.value.clone());
    View { class: class.to_string(), place, fqdd: told.unwrap_or_default(), properties }
}

fn view(element: &Element, notes: &Notes) -> Option<View> {
    let named = element.attribute("CLASSNAME");
    let class = named.or_else(|| element.name.starts_with("DCIM_").then_some(element.name.as_str()))?;
    let class = class.strip_prefix("DCIM_")?;
    if !matches!(element.name.as_str(), "Component" | "INSTANCE") && named.is_some() {
        return None;
    }
    let properties: BTreeMap<String, Property> = element.children.iter().filter_map(property).collect();
    let told = |name: &str| properties.get(name).and_then(|property| property.value.clone().or(property.shown.clone()));
    let key = element.attribute("Key").map(str::to_string);
    let fqdd = told("FQDD").or(key).or_else(|| told("InstanceID")).unwrap_or_default();
    Some(View { class: class.to_string(), place: notes.line(element.line), fqdd, properties })
}

fn property(element: &Element) -> Option<(String, Property)> {
    let text = |name: &str| element.child_text(name).map(str::to_string);
    if element.name == "PROPERTY" {
        let name = element.attribute("NAME")?.to_string();
        return Some((name, Property { value: text("VALUE"), shown: text("DisplayValue") }));
    }
    let value = Some(element.text.trim().to_string()).filter(|text| !text.is_empty());
    Some((element.name.clone(), Property { value, shown: None }))
}
