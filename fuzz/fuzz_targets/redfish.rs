//! Any bytes as the resources of a tree: pieces between zero bytes, each with a URI of its own.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;

const URIS: [&str; 6] = [
    "/redfish/v1/Systems/1",
    "/redfish/v1/Chassis/1",
    "/redfish/v1/Systems/1/Processors/1",
    "/redfish/v1/Systems/1/Memory/1",
    "/redfish/v1/Systems/1/Storage/1",
    "/redfish/v1/Chassis/1/Power",
];

fuzz_target!(|bytes: &[u8]| {
    let pieces = bytes.split(|byte| *byte == 0).take(URIS.len());
    let resources: BTreeMap<String, Vec<u8>> =
        URIS.into_iter().zip(pieces).map(|(uri, piece)| (uri.to_string(), piece.to_vec())).collect();
    let _ = rackworth_collect::redfish::read_resources("fuzz", &resources);
});
