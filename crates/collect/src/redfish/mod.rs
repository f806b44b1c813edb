//! Redfish trees: what a machine says about itself, in the layout of the DMTF mock-up tools
//! (`<tree>/redfish/v1/…/index.json`) or as loose resources.
//!
//! A service names one part in several lists (a drive under its storage, its backplane and its
//! PCIe device). Every list is a witness: `sighting` is what one of them says, and `parts` joins
//! what they say, so that each part is counted once and every word about it is kept. Deviations
//! are repaired by name in [`quirks`].

mod asset;
mod boards;
mod body;
pub(crate) mod bundle;
mod components;
mod controllers;
mod dell;
mod drives;
pub(crate) mod folder;
mod hpe;
pub(crate) mod kind;
mod machines;
mod memory;
mod missing;
mod network;
mod parts;
mod pcie;
mod power;
mod processors;
pub mod quirks;
mod scope;
mod sighting;
mod summary;
mod tree;
pub(crate) mod uri;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rackworth_model::inventory::{Inventory, RawAsset};

use machines::Machines;
use scope::Scope;
use tree::Tree;

/// How far a reading of many trees is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The tree or file about to be read.
    pub name: String,
    /// How many were read before it.
    pub done: usize,
    pub total: usize,
}

/// Why a folder could not be read as Redfish trees.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("look into `{}`", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("find Redfish resources in or under `{}`", .0.display())]
    NoTree(PathBuf),
}

/// Reads all trees in or under a folder, in the order of their paths.
///
/// Each tree is named by its path below `folder`, or by `folder` itself if it is the tree.
/// Fails only if the folder cannot be read or holds no tree at all; whatever is wrong inside a
/// tree is in the inventory.
pub fn read_folder(folder: &Path, on_progress: &mut dyn FnMut(Progress)) -> Result<Inventory, Error> {
    let found = folder::search(folder).map_err(|source| Error::Unreadable { path: folder.to_path_buf(), source })?;
    let found = found.trees;
    if found.is_empty() {
        return Err(Error::NoTree(folder.to_path_buf()));
    }
    let mut inventory = Inventory::default();
    for (done, tree) in found.iter().enumerate() {
        on_progress(Progress { name: tree.name.clone(), done, total: found.len() });
        inventory.extend(folder::read_tree(tree));
    }
    Ok(inventory)
}

/// Reads resources in memory (URI → bytes) as one tree called `name`.
///
/// Never fails: what cannot be read is a problem or a note with its URI.
pub fn read_resources(name: &str, resources: &BTreeMap<String, Vec<u8>>) -> Inventory {
    let tree = Tree::read(name, resources);
    let machines = Machines::of(&tree);
    let mut assets = Vec::new();
    for (number, machine) in machines.list.iter().enumerate() {
        let asset = components::read_machine(&Scope::of(&tree, &machines, number, machine));
        if !machine.systems.is_empty() || says_something(&asset) {
            tell_unnamed(&tree, &asset);
            assets.push(asset);
        }
    }
    if assets.is_empty() {
        let hint = Some("collect /redfish/v1/Systems and /redfish/v1/Chassis with all below them".to_string());
        tree.problem(tree.place("/redfish/v1", ""), "no machine", "a ComputerSystem or a Chassis with parts", hint);
    }
    missing::tell_missing_members(&tree);
    missing::tell_errors(&tree);
    let notes = tree.take_notes();
    Inventory {
        assets,
        unread: notes.unread.into_iter().collect(),
        problems: notes.problems.into_iter().collect(),
        evidence: vec![bundle::evidence(name, resources)],
    }
}

fn tell_unnamed(tree: &Tree, asset: &RawAsset) {
    let id = &asset.id;
    if id.model.is_none() && id.serial.is_none() && !says_something(asset) {
        tree.unread(asset.place.clone(), "a system", "it has no model, no serial and no parts");
    }
}

/// Without a system, a machine is told only by what is in it.
fn says_something(asset: &RawAsset) -> bool {
    !asset.readings.is_empty() || !asset.texts.is_empty()
}
