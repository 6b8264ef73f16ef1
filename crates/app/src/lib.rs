//! Use cases: each authorises by a typed permit, loads, decides, and saves with its record in one transaction.

mod assessing;
mod entries;
mod files;
mod governance;
mod identity;
mod import;
mod intake;
mod judgement;
mod layers;
mod light;
mod names;
mod office;
mod overview;
mod permit;
mod registers;
mod role;
mod school_table;
mod schools;
mod scope;
mod standard;
mod template;
mod trouble;
mod upkeep;
mod visitor;
mod words;

pub use assessing::{Judged, Judging, WithoutStore, assess_file};
pub use entries::NewEntry;
pub use governance::{
    NewProposal, ProposedStandard, PublicCoefficient, PublicGroup, PublicPage, PublicStage, Published, unfit,
};
pub use identity::{
    Administrator, Attempted, AuditAsked, AuditFound, AuditLine, Client, Enrolment, LinkFor, LinkMade,
    NewPersonForm, NewSecret, Opened, Pending, PersonView, Places, Policy, PostView, Proof, SecondFactorRule,
    SessionView, SetUp, SetUpDone, StandingPost, TokenAsked, TokenView, Visit, code_of, read_area, reseal,
};
pub use import::{Checked, ImportOptions, Receipt};
pub use intake::{FileToRead, READER, read_mapping, serve_reader, write_marked};
pub use judgement::{Judgement, SchoolFigures, Seen};
pub use junheng_assess as assess;
pub use junheng_exchange::table;
pub use junheng_exchange::{Difference, Reading};
pub use junheng_standards as standards;
pub use junheng_store::{
    AuditEntry, Decision, Dependents, ImportKind, ImportRecord, LayerStatus, LockedSnapshot, Proposal,
    ProposalState, Publication, RecordedEvent, SnapshotNo,
};
pub use light::Light;
pub use names::{SearchName, Typed, order_key};
pub use office::{Office, read_county, read_school, read_stage, read_year};
pub use overview::{
    Changes, CoefficientChange, CoefficientFigure, CountyOverview, Distance, GapFigure, GapKind, GapList,
    GapTotalFigure, GroupFigure, ItemChange, ItemFigure, ItemPart, LightChange, Owed, OwedBySchool,
    StageCount, StageOfSchool,
};
pub use permit::{
    Administer, Approve, Directory, Inspect, Maintain, Operator, Overview, Permit, Propose, Publish, Report,
    Review, Right, RightName, Secure, See, Settle,
};
pub use registers::NewFact;
pub use role::Role;
pub use school_table::{
    Coded, IndicatorCell, Lacking, LightCount, SchoolTable, TableAsk, TableColumn, TableRow,
};
pub use schools::SchoolChange;
pub use scope::{Area, Branch, Scope, Within};
pub use standard::{Shelf, check_file};
pub use template::write_filled;
pub use trouble::{Kind, Trouble};
pub use upkeep::{BackupFile, restore};
pub use visitor::{Post, Visitor};
pub use words::Words;
