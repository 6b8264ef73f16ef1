//! `school`: what became of schools.

use junheng_app::{Kind, SchoolChange, read_year};
use junheng_domain::SchoolEventKind;
use serde_json::json;

use super::Desk;
use crate::args::{HistoryArgs, SchoolCommand, SchoolEventArgs, UndoArgs};
use crate::failure::Failure;
use crate::page::{Page, Table, print};

pub(crate) async fn run(desk: &Desk, command: &SchoolCommand) -> Result<(), Failure> {
    match command {
        SchoolCommand::Merge(args) => record(desk, SchoolEventKind::Merge, args).await,
        SchoolCommand::Split(args) => record(desk, SchoolEventKind::Split, args).await,
        SchoolCommand::Rename(args) => record(desk, SchoolEventKind::Rename, args).await,
        SchoolCommand::Restage(args) => record(desk, SchoolEventKind::Restage, args).await,
        SchoolCommand::Withdraw(args) => withdraw(desk, args).await,
        SchoolCommand::History(args) => history(desk, args).await,
    }
}

async fn record(desk: &Desk, kind: SchoolEventKind, args: &SchoolEventArgs) -> Result<(), Failure> {
    let change = SchoolChange {
        kind,
        year: read_year(&args.year)?,
        from: &args.from,
        to: &args.to,
        share: &args.share,
        why: &args.reason,
    };
    let office = desk.office().await?;
    let no = office.record_school_change(&desk.operator.settle(), &change, &desk.now()).await?;
    let said = desk.say(
        "school.recorded",
        &[("no", &no.to_string()), ("from", &args.from), ("to", &args.to), ("year", &args.year)],
    );
    print(format!("{said}\n").as_bytes())
}

async fn withdraw(desk: &Desk, args: &UndoArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    office.withdraw_school_change(&desk.operator.settle(), args.no, &desk.now(), &args.reason).await?;
    let said = desk.say("school.withdrawn", &[("no", &args.no.to_string())]);
    print(format!("{said}\n").as_bytes())
}

async fn history(desk: &Desk, args: &HistoryArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let permit = desk.operator.see();
    // A history that contradicts itself is listed all the same, so that what is wrong in it can be withdrawn.
    let contradiction = match office.lineage(&permit).await {
        Ok(_) => None,
        Err(trouble) if trouble.kind() == Kind::Refused => Some(Failure::from(trouble).text(desk.lang)),
        Err(trouble) => return Err(trouble.into()),
    };
    let mut events = office.school_changes(&permit).await?;
    if let Some(school) = &args.school {
        events
            .retain(|event| [event.event.from.as_str(), event.event.to.as_str()].contains(&school.as_str()));
    }
    let mut table = Table::new(
        desk.say("school.title", &[]),
        desk.headers(&["no", "year", "kind", "from", "to", "share", "by", "at", "why", "status"]),
    )
    .right(&[0]);
    for recorded in &events {
        let event = &recorded.event;
        let status = if recorded.withdrawn { "school.withdrawn-mark" } else { "layer.active" };
        table.push(vec![
            recorded.no.to_string(),
            event.year.to_string(),
            desk.say(&format!("school.kind.{}", event.kind.as_str()), &[]),
            event.from.to_string(),
            event.to.to_string(),
            event.share.to_string(),
            recorded.by.clone(),
            recorded.at.clone(),
            recorded.why.clone(),
            desk.say(status, &[]),
        ]);
    }
    let rows: Vec<_> = events
        .iter()
        .map(|r| {
            json!({
                "no": r.no, "kind": r.event.kind, "year": r.event.year, "from": r.event.from, "to": r.event.to,
                "share": r.event.share.to_string(), "by": r.by, "at": r.at, "why": r.why,
                "withdrawn": r.withdrawn,
            })
        })
        .collect();
    let json = json!({ "schema": "junheng.schools/1", "sound": contradiction.is_none(), "events": rows });
    let notes = contradiction.into_iter().collect();
    Page { tables: vec![table], notes, json, ..Page::default() }.emit(&args.output)
}
