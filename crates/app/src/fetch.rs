//! What a marketplace answered, and what its answers would add to the book.

pub use rackworth_collect::prices::ebay::{Fetched, Searched};
use rackworth_collect::prices::ebay::{Lack, files};
use rackworth_model::observation::Observation;

use crate::import::{ImportAnswer, ImportRules, import};
use crate::world::AskError;

/// The answer to "what do sellers ask there?".
#[derive(Debug, Clone, PartialEq)]
pub struct FetchAnswer {
    pub endpoint: String,
    pub marketplace: String,
    pub searches: Vec<Searched>,
    /// Questions that went out, and those of them that repeat one.
    pub n_asked: u64,
    pub n_again: u64,
    /// The folder that keeps the answers.
    pub kept_in: Option<String>,
    /// The answers, read like saved ones.
    pub import: ImportAnswer,
}

impl FetchAnswer {
    pub fn n_pages(&self) -> u64 {
        self.searches.iter().map(|search| search.n_pages).sum()
    }

    /// Whether something that should be there is not.
    pub fn is_partial(&self) -> bool {
        let missing = |search: &Searched| search.gaps.iter().any(|gap| !matches!(gap.lack, Lack::Short { .. }));
        self.searches.iter().any(missing)
    }
}

/// Reads what came as saved answers are read; the new observations come back in the order of the pages.
pub fn fetch(
    endpoint: &str,
    marketplace: &str,
    fetched: &Fetched,
    rules: &ImportRules,
    known: &[Observation],
) -> Result<(FetchAnswer, Vec<Observation>), AskError> {
    let (import, new) = import(&files(&fetched.pages), rules, known)?;
    let answer = FetchAnswer {
        endpoint: endpoint.to_string(),
        marketplace: marketplace.to_string(),
        searches: fetched.searches.clone(),
        n_asked: fetched.n_asked,
        n_again: fetched.n_again,
        kept_in: None,
        import,
    };
    Ok((answer, new))
}
