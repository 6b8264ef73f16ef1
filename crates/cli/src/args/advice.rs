//! The arguments of commands that speak of a timetable that is there.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Output};

/// A problem and an answer to it.
#[derive(Debug, Args)]
pub(crate) struct AnsweredArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) solution: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableExplainArgs {
    #[command(flatten)]
    pub(crate) answered: AnsweredArgs,
    #[arg(long, value_name = "N")]
    pub(crate) lesson: u32,
    /// Asks about one place instead of all.
    #[arg(long, value_name = "DAY", requires = "period")]
    pub(crate) day: Option<String>,
    #[arg(long, value_name = "PERIOD", requires = "day")]
    pub(crate) period: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableSubstituteArgs {
    #[command(flatten)]
    pub(crate) answered: AnsweredArgs,
    #[arg(long, value_name = "TEACHER")]
    pub(crate) absent: String,
    #[arg(long, value_name = "DAY")]
    pub(crate) day: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableImproveArgs {
    #[command(flatten)]
    pub(crate) answered: AnsweredArgs,
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    #[arg(long, value_name = "N")]
    pub(crate) effort: Option<u64>,
    #[arg(long, value_name = "N")]
    pub(crate) cpu_seconds: Option<u64>,
    /// A lesson that stays where it is; may be given several times.
    #[arg(long, value_name = "N")]
    pub(crate) keep: Vec<u32>,
    /// At most so many lessons stand elsewhere afterwards.
    #[arg(long, value_name = "N", conflicts_with_all = ["effort", "cpu_seconds"])]
    pub(crate) changes: Option<usize>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableFairnessArgs {
    #[command(flatten)]
    pub(crate) answered: AnsweredArgs,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TimetableCompareArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long = "solution", value_name = "FILE", required = true, num_args = 1)]
    pub(crate) solutions: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// When the lessons of a calendar take place.
#[derive(Debug, Args)]
pub(crate) struct TermArgs {
    /// Whose calendar it is.
    #[arg(long, value_name = "NAME")]
    pub(crate) of: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) first_day: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) last_day: Option<String>,
    /// May be given several times.
    #[arg(long = "off", value_name = "DATE[..DATE]")]
    pub(crate) off: Vec<String>,
    /// May be given several times.
    #[arg(long = "made-up", value_name = "DATE=DATE")]
    pub(crate) made_up: Vec<String>,
}
