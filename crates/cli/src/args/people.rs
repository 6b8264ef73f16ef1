//! The arguments of commands about people and their posts.

use clap::{Args, Subcommand};

use super::OutputOnly;

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    List(OutputOnly),
    Add(AddPersonArgs),
    Grant(GrantArgs),
    End(EndPostArgs),
    Link(LoginArg),
    Unlock(LoginArg),
    Disable(LoginArg),
    Enable(LoginArg),
    Reseal(ResealArgs),
}

#[derive(Debug, Args)]
pub(crate) struct LoginArg {
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
}

#[derive(Debug, Args)]
pub(crate) struct AddPersonArgs {
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GrantArgs {
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: String,
    #[arg(long, value_name = "NAME", conflicts_with = "school")]
    pub(crate) township: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) school: Option<String>,
    /// May be given several times; none means all.
    #[arg(long = "stage", value_name = "STAGE")]
    pub(crate) stages: Vec<String>,
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EndPostArgs {
    #[arg(value_name = "LOGIN")]
    pub(crate) login: String,
    #[arg(value_name = "N")]
    pub(crate) no: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ResealArgs {
    #[arg(long, value_name = "SUITE", default_value = "aes")]
    pub(crate) suite: String,
}
