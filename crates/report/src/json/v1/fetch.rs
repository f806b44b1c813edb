//! `book fetch`, machine-readable.

use rackworth_app::fetch::{FetchAnswer, Searched};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Document, Import};

/// What a marketplace answered, and what its answers add to the book.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fetch {
    pub endpoint: String,
    pub marketplace: String,
    /// Questions that went out, and those of them that repeat one.
    pub n_asked: u64,
    pub n_again: u64,
    /// The folder that keeps the answers; null where none was named.
    pub kept_in: Option<String>,
    pub searches: Vec<Search>,
    /// The answers, read like saved ones.
    pub import: Import,
}

/// How one search went.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Search {
    pub words: String,
    /// How many listings the marketplace counts; null where it did not say.
    pub total: Option<u64>,
    pub n_items: u64,
    /// Listings that several pages hold.
    pub n_repeated: u64,
    pub n_pages: u64,
    /// Remarks of the marketplace on the question.
    pub warnings: Vec<String>,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

impl From<&FetchAnswer> for Document<Fetch> {
    fn from(answer: &FetchAnswer) -> Document<Fetch> {
        let import: Document<Import> = (&answer.import).into();
        Document {
            rackworth: About { schema: "fetch/1", run: None },
            answer: Fetch {
                endpoint: answer.endpoint.clone(),
                marketplace: answer.marketplace.clone(),
                n_asked: answer.n_asked,
                n_again: answer.n_again,
                kept_in: answer.kept_in.clone(),
                searches: answer.searches.iter().map(Search::from).collect(),
                import: import.answer,
            },
            coverage: import.coverage,
            gaps: Vec::new(),
        }
    }
}

impl From<&Searched> for Search {
    fn from(search: &Searched) -> Search {
        Search {
            words: search.words.clone(),
            total: search.total,
            n_items: search.n_items,
            n_repeated: search.n_repeated,
            n_pages: search.n_pages,
            warnings: search.warnings.clone(),
            missing: search.gaps.iter().map(ToString::to_string).collect(),
        }
    }
}
