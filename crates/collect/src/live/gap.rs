//! What a collection of a host lacks, and why.

use std::fmt;

/// One resource that should be there and is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    pub uri: String,
    pub why: Why,
}

/// Why a resource is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The service answered that it will not.
    Refused { status: u16, message: Option<String> },
    /// The answer cannot be read.
    Unreadable(String),
    /// There was no whole answer.
    Silent(String),
    /// No connection that can be trusted.
    Tls(String),
    /// A collection counts more members than its pages list.
    Short { told: u64, listed: u64 },
    /// It was not asked for.
    NotAsked(NotAsked),
}

/// Why a resource was not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAsked {
    Interrupted,
    /// The service stopped answering.
    GivenUp,
    OutOfTime,
    /// The service lists more resources than any machine has.
    TooMany,
    /// The account is no longer accepted.
    LoggedOut,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Refused { status, message: Some(message) } => write!(f, "answered {status}: {message}"),
            Why::Refused { status, message: None } => write!(f, "answered {status}"),
            Why::Unreadable(what) => write!(f, "answered {what}"),
            Why::Silent(what) | Why::Tls(what) => f.write_str(what),
            Why::Short { told, listed } => write!(f, "lists {listed} of {told} members"),
            Why::NotAsked(reason) => write!(f, "not asked: {reason}"),
        }
    }
}

impl fmt::Display for NotAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotAsked::Interrupted => "interrupted",
            NotAsked::GivenUp => "the service stopped answering",
            NotAsked::OutOfTime => "the time for this host was up",
            NotAsked::TooMany => "more resources than any machine has",
            NotAsked::LoggedOut => "the account is no longer accepted",
        })
    }
}
