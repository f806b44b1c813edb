//! The store a command works with: which one, and whether it is there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use rackworth_model::ids::EvidenceId;
use rackworth_model::priced::PriceFile;
use rackworth_store::{ErrorKind, Packed, Place, Store, StoreError};

use super::unreadable;
use crate::failure::{Code, Failure};
use crate::store_args::StoreArgs;
use crate::terminal;

/// Which store was meant, and whether somebody named it.
pub(crate) struct Meant {
    pub(crate) place: Place,
    pub(crate) is_named: bool,
}

/// The store of a command; `None` for none at all.
pub(crate) fn meant(args: &StoreArgs) -> Option<Meant> {
    let named = args.store.clone().or_else(|| terminal::variable("RACKWORTH_STORE").filter(|text| !text.is_empty()));
    match named.as_deref() {
        Some("none") => None,
        Some(named) => Some(Meant { place: Place::read(named), is_named: true }),
        None => {
            let folder = etcetera::choose_base_strategy().ok()?.data_dir();
            Some(Meant { place: Place::File(folder.join("rackworth").join("store.db")), is_named: false })
        }
    }
}

/// The store where there is one: asking makes none.
pub(crate) fn there(args: &StoreArgs) -> Result<Option<Store>, Failure> {
    match meant(args) {
        Some(meant) if meant.place.is_there() => Ok(Some(Store::at(&meant.place)?)),
        _ => Ok(None),
    }
}

/// The store where there is one, for a command that has nothing to say without.
pub(crate) fn needed(args: &StoreArgs) -> Result<Store, Failure> {
    let missing = || {
        Failure::new(Code::Nothing, "find a store")
            .hint("`rackworth import PATH --fleet NAME` makes one; `--store` or RACKWORTH_STORE names another")
    };
    there(args)?.ok_or_else(missing)
}

/// The store, made where none is.
pub(crate) fn made(args: &StoreArgs) -> Result<Store, Failure> {
    let none = || Failure::new(Code::Usage, "write into a store: `none` was named, or no data folder is known");
    Ok(Store::at(&meant(args).ok_or_else(none)?.place)?)
}

/// The bytes of price files, found again under the paths that were given. What has changed or gone since is left
/// out: a price stands without its evidence.
#[expect(clippy::disallowed_methods, reason = "the binary reads the files its arguments name")]
pub(crate) fn price_files(paths: &[PathBuf], files: &[PriceFile]) -> Result<Vec<Packed>, StoreError> {
    let mut wanted: BTreeMap<EvidenceId, String> =
        files.iter().map(|file| (file.evidence, file.name.clone())).collect();
    let mut found = Vec::new();
    for bytes in paths.iter().filter_map(|path| std::fs::read(path).ok()) {
        if let Some(name) = wanted.remove(&EvidenceId::of(&bytes)) {
            found.push(Packed::of(&bytes, &name)?);
        }
    }
    Ok(found)
}

/// Price files that were counted beside the book, to be kept with a run: it cannot be run again without them.
#[expect(clippy::disallowed_methods, reason = "the binary reads the files its arguments name")]
pub(crate) fn books(paths: &[PathBuf]) -> Result<Vec<Packed>, Failure> {
    let one = |path: &PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        Ok(Packed::of(&bytes, &path.display().to_string())?)
    };
    paths.iter().map(one).collect()
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let code = if error.kind() == ErrorKind::Refused { Code::Nothing } else { Code::Input };
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        let failure = Failure::new(code, error.to_string()).because(cause);
        match error.kind() {
            ErrorKind::Busy => failure.hint("wait until the other command is done, then try again"),
            ErrorKind::Full => failure.hint("nothing was recorded; make room and try again"),
            ErrorKind::ReadOnly => failure
                .hint("`--store PATH` names another place, such as a copy you may write; `--store none` works without"),
            ErrorKind::Corrupt => {
                failure.hint("`rackworth store verify` lists what is damaged; `store restore` brings a backup back")
            }
            ErrorKind::NotAStore => failure.hint("name another file with `--store`; this one was left as it is"),
            ErrorKind::Newer => failure.hint("use the newer rackworth; this one has changed nothing"),
            ErrorKind::Unreachable => failure.hint("check the path or URL after `--store` or in RACKWORTH_STORE"),
            _ => failure,
        }
    }
}
