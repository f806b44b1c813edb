//! The store as a whole: copied out, taken in, looked through.

use std::io::{Read, Write};

use rackworth_store::{Archived, Store, StoreError};

/// What was done to a store, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreAnswer {
    pub store: String,
    /// In the past tense, such as `exported to rack.rwa`.
    pub done: String,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// Everything found wrong, in words.
    pub damage: Vec<String>,
}

/// Writes everything into an archive.
pub fn export(store: &mut Store, name: &str, to: &mut dyn Write) -> Result<StoreAnswer, StoreError> {
    let archived = store.export(to)?;
    Ok(archived_answer(store, format!("exported to {name}"), &archived))
}

/// Takes an archive into an empty store.
pub fn import(store: &mut Store, name: &str, from: &mut dyn Read) -> Result<StoreAnswer, StoreError> {
    let archived = store.import(from)?;
    Ok(archived_answer(store, format!("imported from {name}"), &archived))
}

fn archived_answer(store: &Store, done: String, archived: &Archived) -> StoreAnswer {
    let facts = vec![("rows".to_string(), archived.rows.to_string()), ("sha256".to_string(), archived.sha256.clone())];
    StoreAnswer { store: store.place().to_string(), done, facts, damage: Vec::new() }
}

/// Compares everything with its hashes; with `rebuild`, first writes anew what is derived.
pub fn verify(store: &mut Store, rebuild: bool) -> Result<StoreAnswer, StoreError> {
    let mut facts = Vec::new();
    if rebuild {
        facts.push(("components rebuilt".to_string(), store.rebuild()?.to_string()));
    }
    let found = store.verify()?;
    let counts = [
        ("evidence", found.evidence),
        ("observations", found.observations),
        ("readings", found.collections),
        ("assets", found.assets),
        ("runs", found.runs),
    ];
    facts.extend(counts.map(|(name, n)| (name.to_string(), n.to_string())));
    Ok(StoreAnswer { store: store.place().to_string(), done: "verified".to_string(), facts, damage: found.damage })
}
