//! `edit`, `accept`, `enter`: single facts, explained warnings, items judged by documents.

use junheng_app::{NewEntry, NewFact, read_year};

use super::Desk;
use crate::args::{AcceptArgs, EditArgs, EnterArgs};
use crate::failure::Failure;
use crate::page::print;

pub(crate) async fn edit(desk: &Desk, args: &EditArgs) -> Result<(), Failure> {
    let new = NewFact {
        year: read_year(&args.year)?,
        school: args.school.as_deref(),
        stage: args.stage.as_deref(),
        measure: &args.measure,
        value: &args.value,
        why: &args.reason,
        seen: None,
    };
    let no = desk.office().await?.edit(&desk.operator.report(), new, &desk.now()).await?;
    saved(desk, no.0)
}

pub(crate) async fn enter(desk: &Desk, args: &EnterArgs) -> Result<(), Failure> {
    let entry = NewEntry {
        standard: &args.standard,
        year: read_year(&args.year)?,
        indicator: &args.indicator,
        status: &args.status,
        points: args.points.as_deref(),
        evidence: &args.evidence,
        seen: None,
    };
    let no = desk.office().await?.enter(&desk.operator.report(), entry, &desk.now()).await?;
    saved(desk, no.0)
}

fn saved(desk: &Desk, no: u32) -> Result<(), Failure> {
    let said = desk.say("edit.saved", &[("no", &no.to_string())]);
    print(format!("{said}\n").as_bytes())
}

pub(crate) async fn accept(desk: &Desk, args: &AcceptArgs) -> Result<(), Failure> {
    let about = (read_year(&args.year)?, args.check.as_str());
    let whom = (args.school.as_deref(), args.stage.as_deref());
    let office = desk.office().await?;
    office.accept(&desk.operator.report(), about, whom, &desk.now(), &args.reason).await?;
    let said = desk.say("accept.saved", &[("check", &args.check)]);
    print(format!("{said}\n").as_bytes())
}
