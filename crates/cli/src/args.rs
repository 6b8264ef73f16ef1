//! The command line's shape. Its words come from the label files (`localise.rs`).

mod advice;
mod people;
mod timetable;

use std::path::PathBuf;

pub(crate) use advice::{
    AnsweredArgs, TermArgs, TimetableCompareArgs, TimetableExplainArgs, TimetableFairnessArgs,
    TimetableImproveArgs, TimetableSubstituteArgs,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use people::{AddPersonArgs, EndPostArgs, GrantArgs, LoginArg, PeopleCommand, ResealArgs};
pub(crate) use timetable::{
    TimetableCheckArgs, TimetableCommand, TimetableConvertArgs, TimetableCountyArgs, TimetableFormArgs,
    TimetablePlanArgs, TimetableSolveArgs,
};

use crate::log::LogFormat;

#[derive(Debug, Parser)]
#[command(name = "junheng", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<String>,
    #[arg(long, global = true, value_name = "DIR", env = "JUNHENG_DATA")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
    #[arg(long, global = true, value_name = "CODE", env = "JUNHENG_COUNTY")]
    pub(crate) county: Option<String>,
    #[arg(long = "as", global = true, value_name = "NAME", env = "JUNHENG_USER")]
    pub(crate) operator: Option<String>,
    /// How far the county's clocks are ahead of universal time; China Standard Time when it is not told.
    #[arg(long, global = true, value_name = "+HH:MM", env = "JUNHENG_CLOCK", allow_hyphen_values = true)]
    pub(crate) clock: Option<String>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(crate) enum Format {
    #[default]
    Table,
    Json,
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Output {
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: Format,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Judging {
    #[arg(long, value_name = "ID|FILE", default_value = "national/quality-balance-2017")]
    pub(crate) standard: String,
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo,
    Serve(ServeArgs),
    Template(TemplateArgs),
    Import(ImportArgs),
    Imports(OutputOnly),
    Undo(UndoArgs),
    Redo(UndoArgs),
    Edit(EditArgs),
    Accept(AcceptArgs),
    Enter(EnterArgs),
    Assess(AssessArgs),
    Explain(ExplainArgs),
    Gaps(GapsArgs),
    Trend(TrendArgs),
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    Snapshots(OutputOnly),
    #[command(subcommand)]
    School(SchoolCommand),
    #[command(subcommand)]
    Standards(StandardsCommand),
    #[command(subcommand)]
    Audit(AuditCommand),
    #[command(subcommand)]
    Timetable(TimetableCommand),
    Backup(FileArg),
    Restore(RestoreArgs),
    Doctor(OutputOnly),
    #[command(subcommand)]
    People(PeopleCommand),
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Starts with the sample county, made if it is not there.
    #[arg(long)]
    pub(crate) sample: bool,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8230")]
    pub(crate) listen: std::net::SocketAddr,
    /// Browsers reach it over TLS through a proxy on this machine.
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    pub(crate) behind_proxy: bool,
    /// Browsers reach it over TLS through a proxy at this address.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["tls_cert", "tls_key"])]
    pub(crate) proxy: Vec<std::net::IpAddr>,
    /// Pages of administrators are open from this network only, such as 10.1.0.0/16.
    #[arg(long, value_name = "NETWORK")]
    pub(crate) admin_network: Vec<junheng_web::IpNet>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) log: LogFormat,
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct OutputOnly {
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct FileArg {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TemplateArgs {
    #[arg(long, value_name = "ID|FILE", default_value = "national/quality-balance-2017")]
    pub(crate) standard: String,
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<String>,
    /// With `--year`: fills in what the county has already.
    #[arg(long, requires = "year")]
    pub(crate) filled: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[arg(long, value_name = "ID|FILE", default_value = "national/quality-balance-2017")]
    pub(crate) standard: String,
    #[arg(long)]
    pub(crate) skip_refused: bool,
    #[arg(long)]
    pub(crate) allow_large_change: bool,
    #[arg(long)]
    pub(crate) again: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) marked: Option<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    #[arg(value_name = "N")]
    pub(crate) no: u32,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    #[arg(long, value_name = "ID")]
    pub(crate) measure: String,
    /// Empty means not reported.
    #[arg(long, value_name = "VALUE")]
    pub(crate) value: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct AcceptArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long, value_name = "ID")]
    pub(crate) check: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct EnterArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long, value_name = "ID")]
    pub(crate) indicator: String,
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: String,
    #[arg(long, value_name = "POINTS")]
    pub(crate) points: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: String,
    #[arg(long, value_name = "ID|FILE", default_value = "national/quality-balance-2017")]
    pub(crate) standard: String,
}

#[derive(Debug, Args)]
pub(crate) struct AssessArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<String>,
    #[arg(long, value_name = "N", conflicts_with_all = ["year", "data"])]
    pub(crate) snapshot: Option<u32>,
    #[arg(long, value_name = "FILE", requires = "mapping")]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[arg(long = "by", value_name = "GROUPING")]
    pub(crate) grouping: Option<String>,
    #[command(flatten)]
    pub(crate) judging: Judging,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    #[arg(long, value_name = "ID")]
    pub(crate) indicator: String,
    #[command(flatten)]
    pub(crate) judging: Judging,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct GapsArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    #[command(flatten)]
    pub(crate) judging: Judging,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TrendArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) from: String,
    #[arg(long, value_name = "YEAR")]
    pub(crate) to: String,
    /// Judges the first years by another standard, to part rule change from data change.
    #[arg(long, value_name = "ID|FILE")]
    pub(crate) before: Option<String>,
    #[command(flatten)]
    pub(crate) judging: Judging,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotCommand {
    Lock(LockArgs),
    Reopen(LockArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LockArgs {
    #[arg(value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchoolCommand {
    Merge(SchoolEventArgs),
    Split(SchoolEventArgs),
    Rename(SchoolEventArgs),
    Restage(SchoolEventArgs),
    Withdraw(UndoArgs),
    History(HistoryArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SchoolEventArgs {
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) from: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) to: String,
    /// Share of `--from` that goes to `--to`: `1`, `0.4` or `2/5`.
    #[arg(long, value_name = "SHARE", default_value = "1")]
    pub(crate) share: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StandardsCommand {
    List(OutputOnly),
    Show(ShowArgs),
    Check(FileArg),
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    Verify,
    List(OutputOnly),
}
