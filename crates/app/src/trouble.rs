//! What can go wrong in a use case, in kinds that the edge maps to an exit code or an HTTP status.

use junheng_domain::Finding;
use thiserror::Error;

/// The kinds of trouble; the edge maps each to one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The user's data has errors; nothing was written.
    Data,
    /// A named thing does not exist.
    NotFound,
    /// It may not be done as things stand: locked, there already, too large a change.
    Refused,
    /// Stored records contradict each other.
    Integrity,
    /// A file or the database could not be read or written.
    Storage,
    /// A fault of the program.
    Internal,
}

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, Error)]
pub enum Trouble {
    /// Findings in the user's data, with at least one error among them.
    #[error("the data has errors")]
    Findings(Vec<Finding>),
    /// A sentence of the label files (`trouble.<key>`), with its arguments.
    #[error("{key} {args:?}")]
    Said { kind: Kind, key: &'static str, args: Vec<(&'static str, String)> },
    /// A cause from a room below.
    #[error("{what}")]
    Failed {
        kind: Kind,
        what: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Trouble {
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Findings(_) => Kind::Data,
            Self::Said { kind, .. } | Self::Failed { kind, .. } => *kind,
        }
    }

    /// A named thing that does not exist: `key` says of what kind it is.
    pub fn not_found(key: &'static str, name: impl ToString) -> Self {
        Self::Said { kind: Kind::NotFound, key, args: vec![("name", name.to_string())] }
    }

    /// Something that may not be done as things stand.
    #[must_use]
    pub fn refused(key: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Self::Said { kind: Kind::Refused, key, args }
    }

    /// A text of the caller that cannot be read, such as a year or a code.
    pub fn unreadable(key: &'static str, text: impl ToString) -> Self {
        Self::Said { kind: Kind::Data, key, args: vec![("text", text.to_string())] }
    }

    pub(crate) fn storage(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed { kind: Kind::Storage, what, source: source.into() }
    }
}
