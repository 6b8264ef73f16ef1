//! The arguments of commands that make, judge and convert timetables.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::advice::{
    TermArgs, TimetableCompareArgs, TimetableExplainArgs, TimetableFairnessArgs, TimetableImproveArgs,
    TimetableSubstituteArgs,
};
use super::{Format, Output};

#[derive(Debug, Subcommand)]
pub(crate) enum TimetableCommand {
    Form(TimetableFormArgs),
    Plan(TimetablePlanArgs),
    Check(TimetableCheckArgs),
    Solve(TimetableSolveArgs),
    Convert(TimetableConvertArgs),
    Improve(TimetableImproveArgs),
    Explain(TimetableExplainArgs),
    Substitute(TimetableSubstituteArgs),
    Fairness(TimetableFairnessArgs),
    Compare(TimetableCompareArgs),
    County(TimetableCountyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct TimetableCheckArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) solution: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) curriculum: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableFormArgs {
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableSolveArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "N")]
    pub(crate) effort: Option<u64>,
    #[arg(long, value_name = "N")]
    pub(crate) cpu_seconds: Option<u64>,
    /// How many processor cores to use; all when it is not said.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroU8>,
    #[arg(long, value_name = "ID")]
    pub(crate) instance: Option<String>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableCountyArgs {
    #[arg(value_name = "DIR")]
    pub(crate) forms: PathBuf,
    /// A folder for the answers; it must be new or empty.
    #[arg(long = "into", value_name = "DIR")]
    pub(crate) into: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableConvertArgs {
    #[arg(value_name = "IN")]
    pub(crate) file: PathBuf,
    #[arg(value_name = "OUT")]
    pub(crate) into: PathBuf,
    /// Locks every lesson where this answer has it, or shows this answer.
    #[arg(long, value_name = "FILE")]
    pub(crate) solution: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) term: TermArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TimetablePlanArgs {
    #[arg(long, value_name = "ID", default_value = "national/curriculum-2022")]
    pub(crate) curriculum: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) school: PathBuf,
    #[command(flatten)]
    pub(crate) output: Output,
}
