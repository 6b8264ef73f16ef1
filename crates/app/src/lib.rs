//! Use cases: each authorises by a typed permit, loads, decides, and saves with its record in one transaction.

mod assessing;
mod capacity_words;
mod cell_uses;
mod county_card;
mod drafts;
mod edit_words;
mod entries;
mod evidence;
mod fact;
mod files;
mod governance;
mod handins;
mod identity;
mod import;
mod indicator_page;
mod intake;
mod jobs;
mod judgement;
mod layers;
mod light;
mod local_time;
mod names;
mod office;
mod once;
mod organisation;
mod outline;
mod overview;
mod permit;
mod registers;
mod role;
mod school_page;
mod school_table;
mod schools;
mod scope;
mod sent_forms;
mod similar;
mod snapshots_compared;
mod standard;
mod template;
mod trouble;
mod upkeep;
mod uploads;
mod views;
mod visitor;
mod why;
mod words;

pub use assessing::{Judged, Judging, WithoutStore, assess_file};
pub use capacity_words::{acting_posts, acting_through};
pub use cell_uses::{CellFact, CellPage, FigureUse, read_cell};
pub use county_card::CountyCard;
pub use drafts::{DraftView, TypedForm};
pub use entries::{ItemPage, NewEntry};
pub use evidence::{EvidenceForm, EvidenceKind, EvidenceOf, EvidenceView, LARGEST_EVIDENCE};
pub use fact::{FactLayer, FactPage, Undone};
pub use governance::{
    NewProposal, ProposedStandard, PublicCoefficient, PublicGroup, PublicPage, PublicStage, Published, unfit,
};
pub use handins::{
    Board, Chosen, Counts, Deadline, FormEvent, FormView, HandInAct, HandInState, RoundForm, RoundView,
    SchoolHandIns, SchoolRow, Time,
};
pub use identity::{
    Administrator, Attempted, AuditAsked, AuditFound, AuditLine, Client, Enrolment, LinkFor, LinkMade,
    NewPersonForm, NewSecret, Opened, OwnLink, PROVIDER_RETURN, Pending, PersonView, Places, Policy,
    PostView, Proof, ProviderView, Returned, SecondFactorRule, SessionView, SetUp, SetUpDone, StandingPost,
    TokenAsked, TokenView, Visit, WayBack, WayOut, code_of, read_area, reseal,
};
pub use import::{Checked, ImportOptions, Receipt};
pub use indicator_page::{CountyYear, IndicatorPage, StageFigures, StageYears, UnitFigure};
pub use intake::{FileToRead, READER, read_mapping, serve_reader, write_marked};
pub use jobs::{Clock, Introduce, JobView, Outcome, Said, Workshop};
pub use judgement::{Judgement, SchoolFigures, Seen};
pub use junheng_assess as assess;
pub use junheng_exchange::table;
pub use junheng_exchange::{Difference, Reading};
pub use junheng_standards as standards;
pub use junheng_store::{
    Access, ActingPost, AuditEntry, Capacity, Decision, Dependents, ImportKind, ImportRecord, LayerStatus,
    LockedSnapshot, NewProvider, Proposal, ProposalState, Publication, RecordedEvent, SnapshotNo,
};
pub use light::Light;
pub use local_time::LocalTime;
pub use names::{SearchName, Typed, order_key};
pub use office::{Office, read_county, read_school, read_stage, read_year};
pub use once::SentOnce;
pub use organisation::{
    Answerer, Answering, AssignForm, DepartmentForm, DepartmentKind, DepartmentView, Matrix, MatrixGroup,
    MatrixRow, Matter, PastAnswering, Responsibilities, SchoolBranch, Seat, SeatForm, SeatView, TownshipView,
};
pub use outline::Outline;
pub use overview::{
    Changes, CoefficientChange, CoefficientFigure, CountyOverview, Distance, GapFigure, GapKind, GapList,
    GapTotalFigure, GroupFigure, ItemChange, ItemFigure, ItemPart, LightChange, Owed, OwedBySchool,
    StageCount, StageOfSchool,
};
pub use permit::{
    Administer, Approve, Assign, Directory, Inspect, Maintain, Operator, Overview, Permit, Propose, Publish,
    Report, Review, Right, RightName, Secure, See, Settle,
};
pub use registers::NewFact;
pub use role::Role;
pub use school_page::{
    Document, EventView, FactGroup, FactRow, GroupView, LeftOutView, PartView, RequirementRow, SchoolFacts,
    SchoolHead, SchoolPast, SchoolStanding, SchoolYears, Series, ShareView, SharedView, YearValue,
};
pub use school_table::{
    Coded, IndicatorCell, Lacking, LightCount, PAGE as TABLE_PAGE, SchoolTable, TableAsk, TableColumn,
    TableRow,
};
pub use schools::SchoolChange;
pub use scope::{Area, Branch, Scope, Within};
pub use sent_forms::{SentBefore, SentForm, form_key};
pub use similar::{Compared, SimilarPage, SimilarSchool};
pub use snapshots_compared::{CoefficientMove, Comparison, SchoolMove, Side, YearLock};
pub use standard::{Shelf, check_file};
pub use template::write_filled;
pub use trouble::{Kind, Trouble};
pub use upkeep::{BackupFile, restore};
pub use uploads::{
    Arriving, CoefficientShift, FactChange, LARGEST_FILE, MeasureTally, Phase, Preview, RowAccount, Tallies,
    UploadView, VerdictChange, Warned, explainable, shown_name,
};
pub use views::{
    ClauseView, CodeView, Figure, IndicatorView, MeasureView, SchoolLink, ShortfallView, SourceCell,
    StandardView, SubjectView,
};
pub use visitor::{Post, Visitor};
pub use why::{
    CellUse, ContributionView, EntryView, RelaxationView, SplitPartView, SplitView, Why, judged_subjects,
    not_explained, read_subject,
};
pub use words::Words;
