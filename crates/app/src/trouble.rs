//! What can go wrong in a use case, in kinds that the edge maps to an exit code or an HTTP status.

use std::fmt::Display;

use junheng_domain::Finding;
use junheng_standards::Problem;
use junheng_store::{OpenError, StoreError};
use junheng_vault::{KeyFileError, VaultError};
use thiserror::Error;

/// The kinds of trouble; the edge maps each to one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The user's data has errors; nothing was written.
    Data,
    /// What was asked cannot be understood: a year, a code or a parameter that is none.
    Request,
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
    /// A value typed in that cannot be taken.
    #[error("the value cannot be taken")]
    Value(Box<Finding>),
    /// Problems in a standard's files, each with its line.
    #[error("the standard has problems")]
    Standard(Vec<Problem>),
    /// A sentence of the label files (`trouble.<key>`), with its arguments.
    #[error("{key} {args:?}")]
    Said { kind: Kind, key: &'static str, args: Vec<(&'static str, String)> },
    #[error("{path}")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
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
            Self::Findings(_) | Self::Value(_) | Self::Standard(_) => Kind::Data,
            Self::File { .. } => Kind::Storage,
            Self::Said { kind, .. } | Self::Failed { kind, .. } => *kind,
        }
    }

    /// A named thing that does not exist: `key` says of what kind it is.
    pub fn not_found(key: &'static str, name: impl Display) -> Self {
        Self::Said { kind: Kind::NotFound, key, args: vec![("name", name.to_string())] }
    }

    /// Something that may not be done as things stand.
    #[must_use]
    pub fn refused(key: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Self::Said { kind: Kind::Refused, key, args }
    }

    /// A text of the caller that cannot be read, such as a year or a code.
    pub fn unreadable(key: &'static str, text: impl Display) -> Self {
        Self::Said { kind: Kind::Request, key, args: vec![("text", text.to_string())] }
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    pub(crate) fn storage(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed { kind: Kind::Storage, what, source: source.into() }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnknownImport(no) => Self::not_found("import", no.0),
            StoreError::UnknownSnapshot(no) => Self::not_found("snapshot", no.0),
            StoreError::UnknownProposal(no) => Self::not_found("proposal", no),
            StoreError::UnknownPublication(no) => Self::not_found("publication", no),
            StoreError::UnknownEvidence(no) => Self::not_found("evidence", no),
            StoreError::UnknownEvent(no) => Self::not_found("school-event", no),
            StoreError::AlreadyUndone(no) => Self::refused("already-undone", vec![("no", no.0.to_string())]),
            StoreError::NotUndone(no) => Self::refused("not-undone", vec![("no", no.0.to_string())]),
            StoreError::YearLocked { year, snapshot } => {
                Self::refused("year-locked", vec![("year", year.to_string()), ("no", snapshot.0.to_string())])
            }
            StoreError::FactChanged { now } => {
                let no = now.map_or_else(|| "—".to_owned(), |no| no.0.to_string());
                Self::refused("fact-changed", vec![("no", no)])
            }
            StoreError::NothingToLock(year) => Self::not_found("year", year),
            StoreError::UnknownRound(no) => Self::not_found("round", no.0),
            StoreError::HandInMoved { school } => Self::refused("hand-in-moved", vec![("school", school)]),
            StoreError::UnknownJob(no) => Self::not_found("job", no.0),
            StoreError::UnknownUpload(no) => Self::not_found("upload", no.0),
            StoreError::FactsChanged(year) => {
                Self::refused("facts-changed", vec![("year", year.to_string())])
            }
            StoreError::ReasonNeeded => Self::refused("reason-needed", Vec::new()),
            StoreError::UnknownPerson(id) => Self::not_found("person", id),
            StoreError::LoginTaken => crate::identity::login_taken(),
            StoreError::UnknownDepartment(no) => Self::not_found("department", no),
            StoreError::UnknownSeat(no) => Self::not_found("seat", no),
            StoreError::DepartmentTaken => crate::organisation::department_taken(),
            StoreError::IdentityTaken => Self::refused("identity-taken", Vec::new()),
            StoreError::SetUpAlready => Self::refused("set-up-already", Vec::new()),
            StoreError::Keys(KeyFileError::Missing(path)) => Self::Said {
                kind: Kind::Storage,
                key: "key-file-missing",
                args: vec![("path", path.display().to_string())],
            },
            StoreError::Sealed(VaultError::CannotOpen) => Self::Failed {
                kind: Kind::Integrity,
                what: "what is sealed does not open",
                source: error.into(),
            },
            StoreError::Busy => Self::refused("busy", Vec::new()),
            StoreError::SnapshotAltered(_) | StoreError::EvidenceAltered(_) | StoreError::AuditBroken(_) => {
                Self::Failed { kind: Kind::Integrity, what: "the store is damaged", source: error.into() }
            }
            StoreError::RowsDoNotAddUp { .. } | StoreError::RecordWidth { .. } => Self::Failed {
                kind: Kind::Internal,
                what: "an import was put together wrongly",
                source: error.into(),
            },
            other => Self::storage("the store failed", other),
        }
    }
}

impl From<OpenError> for Trouble {
    fn from(error: OpenError) -> Self {
        Self::storage("the store cannot be opened", error)
    }
}
