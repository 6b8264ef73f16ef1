//! `school`: what became of schools.

use junheng_app::{SchoolChange, read_year};
use serde_json::json;

use super::Desk;
use crate::args::{HistoryArgs, SchoolCommand, SchoolEventArgs};
use crate::failure::Failure;
use crate::page::{Page, Table, print};

pub(crate) async fn run(desk: &Desk, command: &SchoolCommand) -> Result<(), Failure> {
    match command {
        SchoolCommand::Merge(args) => record(desk, "merge", args).await,
        SchoolCommand::Split(args) => record(desk, "split", args).await,
        SchoolCommand::Rename(args) => record(desk, "rename", args).await,
        SchoolCommand::Restage(args) => record(desk, "restage", args).await,
        SchoolCommand::History(args) => history(desk, args).await,
    }
}

async fn record(desk: &Desk, kind: &str, args: &SchoolEventArgs) -> Result<(), Failure> {
    let change = SchoolChange {
        kind,
        year: read_year(&args.year)?,
        from: &args.from,
        to: &args.to,
        share: &args.share,
        why: &args.reason,
    };
    let office = desk.office().await?;
    office.record_school_change(&desk.operator.settle(), &change, &desk.now()).await?;
    let said = desk.say("school.recorded", &[("from", &args.from), ("to", &args.to), ("year", &args.year)]);
    print(format!("{said}\n").as_bytes())
}
