//! A tree as one piece of evidence: its resources one after another, in the order of their URIs.
//!
//! These bytes are what the id of a tree's evidence is the hash of: `redfish tree`, then URI and
//! body of each resource, each with its length before it (64 bits, the low byte first).

use std::collections::BTreeMap;

use rackworth_model::evidence::Evidence;

const MARK: &[u8] = b"redfish tree";

/// The bytes that stand for a tree.
pub(crate) fn write(resources: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let fields = resources.iter().flat_map(|(uri, bytes)| [uri.as_bytes(), bytes]);
    let mut bundle = Vec::new();
    for field in std::iter::once(MARK).chain(fields) {
        bundle.extend((field.len() as u64).to_le_bytes());
        bundle.extend(field);
    }
    bundle
}

/// The resources of a bundle; `None` for bytes that are none.
pub(crate) fn read(mut bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut field = || {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (field, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        bytes = rest;
        Some(field)
    };
    if field()? != MARK {
        return None;
    }
    let mut resources = BTreeMap::new();
    while let Some(uri) = field() {
        resources.insert(String::from_utf8(uri.to_vec()).ok()?, field()?.to_vec());
    }
    bytes.is_empty().then_some(resources)
}

pub(crate) fn evidence(name: &str, resources: &BTreeMap<String, Vec<u8>>) -> Evidence {
    Evidence::of(name, &write(resources))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rackworth_model::ids::{EvidenceId, Fingerprint};

    proptest! {
        #[test]
        fn a_tree_comes_back_as_it_was(
            tree in proptest::collection::btree_map("[/a-zä0-9]{0,9}", proptest::collection::vec(any::<u8>(), 0..40), 0..6),
        ) {
            let bundle = write(&tree);
            prop_assert_eq!(read(&bundle), Some(tree.clone()));
            prop_assert_eq!(read(&bundle[..bundle.len() - 1]), None, "cut off");
            let fingerprint = tree.iter().fold(Fingerprint::of("redfish tree"), |f, (uri, body)| f.field(uri).field(body));
            prop_assert_eq!(evidence("", &tree).id, EvidenceId::from_fingerprint(fingerprint));
        }

        #[test]
        fn any_bytes_are_a_tree_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = read(&bytes);
            let _ = read(&[&12_u64.to_le_bytes()[..], MARK, &bytes].concat());
        }
    }
}
