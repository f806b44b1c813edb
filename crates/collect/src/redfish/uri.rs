//! URIs as keys: the same resource is spelled in several ways, and links must still meet.

/// The folders a mock-up puts before every resource.
pub(crate) const ROOT: &str = "/redfish/v1";

/// A key under which all spellings of a URI meet, and which sorts `DIMM 2` before `DIMM 10`.
///
/// Case, a trailing slash, a fragment, a host, percent signs and iDRAC's `_0x23_` do not matter
/// (quirks `lower-case-links`, `encoded-links`). Redfish URIs are case sensitive by DSP0266, but
/// services link to themselves in both cases, and none was seen to hold two that differ in case only.
pub(crate) fn key(uri: &str) -> String {
    let plain = plain(uri);
    format!("{}\0{plain}", padded(&plain))
}

/// The spelling that all spellings of a URI share: lower case, no host, no fragment, no slash at the end.
pub(crate) fn plain(uri: &str) -> String {
    let without_host = match uri.trim().split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => uri.trim(),
    };
    let without_fragment = without_host.split('#').next().unwrap_or_default();
    let decoded = decoded(without_fragment).replace("_0x23_", "#").to_lowercase();
    let segments: Vec<&str> = decoded.split('/').filter(|segment| !segment.is_empty()).collect();
    format!("/{}", segments.join("/"))
}

/// The path of a key: what [`plain`] gives for its URI.
pub(super) fn path(key: &str) -> &str {
    key.split_once('\0').map_or(key, |(_, plain)| plain)
}

/// The segments of a URI after `/redfish/v1`, in lower case.
pub(super) fn segments(uri: &str) -> Vec<String> {
    let plain = plain(uri);
    let below = plain.strip_prefix(ROOT).unwrap_or(&plain);
    below.split('/').filter(|segment| !segment.is_empty()).map(str::to_string).collect()
}

/// The last segment of a URI as it is spelled.
pub(super) fn last(uri: &str) -> &str {
    let trimmed = uri.trim_end_matches('/');
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// The plain URI without its last segment: the collection a member is in.
pub(super) fn parent(uri: &str) -> String {
    let plain = plain(uri);
    plain.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_string())
}

/// Turns `%3A` into `:`; whatever is no valid escape stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match escape(bytes.get(at..at + 3)) {
            Some(escaped) => {
                out.push(escaped);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn escape(three: Option<&[u8]>) -> Option<u8> {
    let [b'%', high, low] = three? else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Every run of digits with zeros before it, so that text order is number order.
fn padded(text: &str) -> String {
    const WIDTH: usize = 12;
    let mut out = String::with_capacity(text.len() + WIDTH);
    let mut digits = String::new();
    for character in text.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if !digits.is_empty() {
            out.extend(std::iter::repeat_n('0', WIDTH.saturating_sub(digits.len())));
            out.push_str(&digits);
            digits.clear();
        }
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_resource_meet() {
        let one = key("/redfish/v1/Systems/1/Storage/Disk.Bay.0:Enclosure");
        assert_eq!(key("/redfish/v1/systems/1/storage/Disk.Bay.0%3AEnclosure/"), one);
        assert_eq!(key("https://bmc.example/redfish/v1/Systems/1/Storage/Disk.Bay.0:Enclosure#/Drives/0"), one);
        assert_eq!(key("/redfish/v1/A_0x23_B"), key("/redfish/v1/A%23B"));
        assert_ne!(key("/redfish/v1/Drives/01"), key("/redfish/v1/Drives/1"));
    }

    #[test]
    fn keys_sort_by_number() {
        let mut uris = ["/m/10", "/m/2", "/m/1"].map(key).to_vec();
        uris.sort();
        assert_eq!(uris.iter().map(|k| path(k)).collect::<Vec<_>>(), ["/m/1", "/m/2", "/m/10"]);
    }

    #[test]
    fn segments_and_parents() {
        assert_eq!(segments("/redfish/v1/Systems/1/"), ["systems", "1"]);
        assert_eq!(last("/redfish/v1/Systems/1/"), "1");
        assert_eq!(parent("/redfish/v1/Systems/1/"), "/redfish/v1/systems");
    }

    proptest! {
        #[test]
        fn any_text_has_a_key(text in ".{0,60}") {
            let once = plain(&text);
            prop_assert!(once.starts_with('/'));
            prop_assert!(key(&text).ends_with(&once));
        }
    }
}
