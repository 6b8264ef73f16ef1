//! What can go wrong when the store is asked to read or to change something.

use std::io;

use junheng_domain::{ImportNo, SchoolYear};
use junheng_vault::{KeyFileError, VaultError};
use sea_orm::DbErr;
use thiserror::Error;

use crate::{AuditFault, JobNo, RoundNo, SnapshotNo, UploadNo};

/// Why a read or a change failed. Nothing was changed, except where a variant says otherwise.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the database failed")]
    Database(#[source] DbErr),
    #[error("another program is writing to this database; try again when it has finished")]
    Busy,
    #[error("what is stored cannot be read: {0}")]
    Unreadable(String),
    #[error("there is no import {}", .0.0)]
    UnknownImport(ImportNo),
    #[error("import {} is undone already", .0.0)]
    AlreadyUndone(ImportNo),
    #[error("import {} is not undone", .0.0)]
    NotUndone(ImportNo),
    #[error("there is no snapshot {}", .0.0)]
    UnknownSnapshot(SnapshotNo),
    #[error("snapshot {} is not what was locked: its content hash differs", .0.0)]
    SnapshotAltered(SnapshotNo),
    #[error("school year {year} is locked by snapshot {}; only a correction with a reason may change it", .snapshot.0)]
    YearLocked { year: SchoolYear, snapshot: SnapshotNo },
    /// Somebody else changed the fact since it was seen; `now` is the layer whose word holds.
    #[error("the fact has been changed since it was seen")]
    FactChanged { now: Option<ImportNo> },
    #[error("school year {0} has no facts to lock")]
    NothingToLock(SchoolYear),
    #[error("this change needs a reason")]
    ReasonNeeded,
    #[error("rows read ({read}) are not rows kept + refused + unchanged ({sum})")]
    RowsDoNotAddUp { read: u64, sum: u64 },
    #[error("sheet row {row} has {found} values for {columns} columns")]
    RecordWidth { row: u32, found: usize, columns: usize },
    #[error("there is no round {}", .0.0)]
    UnknownRound(RoundNo),
    #[error("somebody else has changed what school {school} handed in")]
    HandInMoved { school: String },
    #[error("there is no job {}", .0.0)]
    UnknownJob(JobNo),
    #[error("there is no open upload {}", .0.0)]
    UnknownUpload(UploadNo),
    #[error("the facts of school year {0} have changed since they were looked at")]
    FactsChanged(SchoolYear),
    #[error("there is no school event {0} in force")]
    UnknownEvent(u32),
    #[error("there is no person {0}")]
    UnknownPerson(String),
    #[error("another person has this login name")]
    LoginTaken,
    #[error("another account is linked to this identity, or this account to another one")]
    IdentityTaken,
    #[error("the county is set up already")]
    SetUpAlready,
    #[error("the keys of the sealed columns cannot be used")]
    Keys(#[from] KeyFileError),
    #[error("what is sealed cannot be used")]
    Sealed(#[from] VaultError),
    #[error("there is no department {0}")]
    UnknownDepartment(u32),
    #[error("another department has this name")]
    DepartmentTaken,
    #[error("there is no seat {0} in the leading group")]
    UnknownSeat(u32),
    #[error("there is no open proposal {0}")]
    UnknownProposal(u32),
    #[error("there is no publication {0} that stands")]
    UnknownPublication(u32),
    #[error("there is no evidence {0} that stands")]
    UnknownEvidence(u32),
    #[error("evidence {0} is not what was handed over: its hash differs")]
    EvidenceAltered(u32),
    #[error("the audit record is damaged, so nothing more is written: {0}")]
    AuditBroken(AuditFault),
    /// The change itself is saved; opening the store again catches the anchor up.
    #[error("the change is saved, but its anchor line could not be written")]
    Anchor(#[source] io::Error),
}

/// SQLite's words for a lock that was not obtained within the busy timeout, and PostgreSQL's for its own.
fn is_lock_timeout(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("database is locked") || text.contains("lock timeout")
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if is_lock_timeout(&error) { Self::Busy } else { Self::Database(error) }
    }
}

impl StoreError {
    pub(crate) fn unreadable(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Unreadable(format!("{what}: {error}"))
    }
}
