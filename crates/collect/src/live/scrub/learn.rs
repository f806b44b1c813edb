//! What in the answers of a host names it: learned by the names of properties.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::shape::{is_network_name, is_uuid};
use crate::redfish::quirks::is_placeholder;

/// Endings of property names, in lower case, whose values name one machine or one person and
/// nothing else.
const NAMING: &[&str] = &[
    "serialnumber",
    "servicetag",
    "assettag",
    "expressservicecode",
    "hostname",
    "fqdn",
    "domainname",
    "uuid",
    "guid",
    "macaddress",
    "macaddresses",
    "wwpn",
    "wwnn",
    "durablename",
    "initiatorname",
    "username",
    "contactname",
    "emailaddress",
    "phonenumber",
    "serialno",
    "chassisserial",
    "boardserial",
];

/// Whole property names, in lower case, whose values name a machine or where it stands.
const NAMING_WHOLE: &[&str] = &[
    "nodeid",
    "wwn",
    "iqn",
    "building",
    "room",
    "rack",
    "row",
    "street",
    "city",
    "postalcode",
    "latitude",
    "longitude",
    "systemlocation",
];

/// Property names whose values are addresses, if they look like it.
const ADDRESSES: &[&str] =
    &["address", "gateway", "nameservers", "staticnameservers", "ipaddress", "ipv4address", "ipv6address"];

/// Property names whose values stay, whatever else they are.
const STAYING: &[&str] =
    &["model", "partnumber", "manufacturer", "sparepartnumber", "productname", "productpartnumber"];

/// Everything learned about one host.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// Values that name, in upper case and without padding.
    pub(super) names: BTreeSet<String>,
    staying: BTreeSet<String>,
}

/// Whether the value of a property names something; `sku` does where Dell wrote it.
pub(super) fn is_naming(property: &str, object: &Map<String, Value>) -> bool {
    let property = property.to_lowercase();
    let is_dell = || {
        let maker = object.get("Manufacturer").and_then(Value::as_str).unwrap_or_default();
        maker.to_lowercase().starts_with("dell")
    };
    NAMING.iter().any(|ending| property.ends_with(ending))
        || NAMING_WHOLE.contains(&property.as_str())
        || (property == "sku" && is_dell())
}

impl Learned {
    pub(super) fn add_host(&mut self, host: &str) {
        self.add(host);
        // `idrac-ABC1234.lab` names the machine by its first label too.
        if let Some((first, _)) = host.split_once('.').filter(|_| host.parse::<std::net::IpAddr>().is_err()) {
            self.add(first);
        }
    }

    pub(super) fn add_body(&mut self, body: &Value) {
        match body {
            Value::Object(object) => {
                for (property, value) in object {
                    self.add_property(property, value, object);
                    self.add_body(value);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_body(value)),
            _ => {}
        }
    }

    fn add_property(&mut self, property: &str, value: &Value, object: &Map<String, Value>) {
        let name = property.to_lowercase();
        if STAYING.contains(&name.as_str()) {
            self.staying.extend(value.as_str().map(comparable));
        } else if is_naming(property, object) {
            texts(value).for_each(|text| self.add(&text));
        } else if ADDRESSES.contains(&name.as_str()) {
            texts(value)
                .filter(|text| text.trim().parse::<std::net::IpAddr>().is_ok())
                .for_each(|text| self.add(&text));
        }
    }

    fn add(&mut self, text: &str) {
        if !is_placeholder(text) {
            self.names.insert(comparable(text));
        }
    }

    /// What is looked for inside other text, each with what it is replaced by the shape of: values
    /// long enough, and odd enough, that they stand there by no accident.
    pub(super) fn embedded(&self) -> BTreeMap<String, String> {
        const SHORTEST: usize = 5;
        let mut found = BTreeMap::new();
        for name in self.names.difference(&self.staying) {
            let is_odd = name.chars().any(|c| c.is_ascii_digit()) || name.contains(['-', '.']);
            if name.chars().count() < SHORTEST || !is_odd || is_network_name(name) || is_uuid(name) {
                // Addresses and UUIDs are known by their shape, wherever they stand.
                continue;
            }
            found.insert(name.clone(), name.clone());
        }
        for address in self.names.iter().filter(|name| is_network_name(name)) {
            let pairs: Vec<&str> = address.split([':', '-']).collect();
            for spelled in [pairs.concat(), pairs.join("%3A"), pairs.join("_")] {
                found.insert(spelled, address.clone());
            }
        }
        found
    }

    pub(super) fn stays(&self, text: &str) -> bool {
        self.staying.contains(&comparable(text))
    }
}

fn comparable(text: &str) -> String {
    text.trim().to_uppercase()
}

/// The texts of a value or a list of them; numbers are spelled out.
fn texts(value: &Value) -> impl Iterator<Item = String> {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    values.iter().filter_map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.as_u64().is_some_and(|number| number > 9999) => Some(number.to_string()),
        _ => None,
    })
}
