//! SQLite and PostgreSQL: facts, imports, snapshots, audit. The only SQL.
//!
//! Facts are never updated in place. An import or an edit is a layer of records; the facts of a school year are the
//! fold of its active layers, the last one holding. Taking a layer back makes it inactive, so undo is exact even
//! after later edits. Every change writes its record to a hash-chained audit in the same transaction.

mod accesses;
mod anchor;
mod audit;
mod backup;
mod capacity;
mod cells;
mod change;
mod clocks;
mod doctor;
mod drafts;
mod dump;
mod error;
mod evidence;
mod explained;
mod files;
mod fold;
mod handins;
mod history;
mod identity;
mod import;
mod jobs;
mod layers;
mod location;
mod lock;
mod migrate;
mod once;
mod organisation;
mod proposals;
mod publications;
mod restore;
mod schema;
mod school_events;
mod settings;
mod snapshot_text;
mod sql;
mod store;
mod uploads;

pub use accesses::Access;
pub use audit::{AuditEntry, AuditFault, FaultKind};
pub use backup::{BackupError, BackupReceipt};
pub use capacity::{ActingPost, Capacity};
pub use change::Change;
pub use drafts::Draft;
pub use error::StoreError;
pub use evidence::{Evidence, EvidencePlace, NewEvidence, Withdrawal};
pub use explained::ExplainedFinding;
pub use handins::{HandInEvent, NewHandInEvent, NewRound, OwingSchool, RoundNo, RoundRecord};
pub use history::{FactSeen, Stated};
pub use identity::{
    Attempt, Credential, GrantedPost, LinkPurpose, LockRule, MachineToken, NewPerson, NewPost, NewProvider,
    NewSession, NewToken, OneTimeLink, Opening, OutsideIdentity, OutsideSignIn, Person, PersonState,
    ProviderRecord, ResealError, Session, SessionStage, SessionWay,
};
pub use import::{BatchColumn, ImportKind, LayoutUsed, NewBatch, NewImport, NewRecord, RowCounts};
pub use jobs::{Claim, Heard, JobEnd, JobNo, JobRecord, JobState, NewJob};
pub use layers::{Dependents, ImportRecord, LayerStatus, YearState};
pub use location::Location;
pub use lock::{LockedSnapshot, SnapshotNo};
pub use migrate::MigrateError;
pub use once::{Request, Seen};
pub use organisation::{Department, GroupSeat, NewDepartment, NewResponsibility, NewSeat, Responsibility};
pub use proposals::{Decision, Proposal, ProposalState};
pub use publications::Publication;
pub use restore::RestoreError;
pub use school_events::RecordedEvent;
pub use store::{OpenError, Store};
pub use uploads::{NewUpload, UploadNo, UploadRecord, UploadState};
