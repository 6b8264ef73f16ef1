//! `imports`, `undo`, `redo`, `snapshot`, `snapshots`.

use junheng_app::{Dependents, LayerStatus, read_year};
use serde_json::json;

use super::Desk;
use crate::args::{LockArgs, Output, UndoArgs};
use crate::failure::Failure;
use crate::page::{Page, Table, print};

pub(crate) async fn imports(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let imports = desk.office().await?.imports(&desk.operator.see()).await?;
    let mut table = Table::new(
        desk.say("imports.title", &[]),
        desk.headers(&["no", "kind", "year", "name", "rows-kept", "cells", "by", "at", "status", "why"]),
    )
    .right(&[0, 4, 5]);
    for import in &imports {
        let status = match &import.status {
            LayerStatus::Active => desk.say("layer.active", &[]),
            LayerStatus::Undone { by, at, why } => {
                desk.say("layer.undone", &[("by", by), ("at", at), ("why", why)])
            }
        };
        table.push(vec![
            import.info.no.0.to_string(),
            desk.say(&format!("layer.kind.{}", import.kind.as_str()), &[]),
            import.year.to_string(),
            import.info.name.clone(),
            import.counts.kept.to_string(),
            import.facts.to_string(),
            import.info.by.clone(),
            import.info.at.clone(),
            status,
            import.why.clone(),
        ]);
    }
    let rows: Vec<_> = imports
        .iter()
        .map(|import| {
            json!({
                "no": import.info.no, "kind": import.kind, "year": import.year, "name": import.info.name,
                "sha256": import.info.sha256, "rows": import.counts, "facts": import.facts,
                "by": import.info.by, "at": import.info.at, "why": import.why,
                "active": import.status == LayerStatus::Active,
            })
        })
        .collect();
    let json = json!({ "schema": "junheng.imports/1", "imports": rows });
    Page { tables: vec![table], json, ..Page::default() }.emit(output)
}

pub(crate) async fn undo(desk: &Desk, args: &UndoArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let dependents = office.undo(&desk.operator.report(), args.no, &desk.now(), &args.reason).await?;
    tell_switch(desk, "undo.done", args.no, &dependents)
}

pub(crate) async fn redo(desk: &Desk, args: &UndoArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let dependents = office.redo(&desk.operator.report(), args.no, &desk.now(), &args.reason).await?;
    tell_switch(desk, "redo.done", args.no, &dependents)
}

fn tell_switch(desk: &Desk, key: &str, no: u32, dependents: &Dependents) -> Result<(), Failure> {
    let mut lines = vec![desk.say(key, &[("no", &no.to_string())])];
    for (later, subjects) in &dependents.layers {
        let args = [("no", later.0.to_string()), ("count", subjects.to_string())];
        let said = desk.say("undo.layer", &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)]);
        lines.push(format!("  {said}"));
    }
    for snapshot in &dependents.snapshots {
        lines.push(format!("  {}", desk.say("undo.snapshot", &[("no", &snapshot.0.to_string())])));
    }
    print(format!("{}\n", lines.join("\n")).as_bytes())
}

pub(crate) async fn lock(desk: &Desk, args: &LockArgs) -> Result<(), Failure> {
    let year = read_year(&args.year)?;
    let office = desk.office().await?;
    let no = office.lock(&desk.operator.settle(), year, &desk.now(), &args.reason).await?;
    let said = desk.say("snapshot.locked", &[("year", &year.to_string()), ("no", &no.0.to_string())]);
    print(format!("{said}\n").as_bytes())
}

pub(crate) async fn reopen(desk: &Desk, args: &LockArgs) -> Result<(), Failure> {
    let year = read_year(&args.year)?;
    let office = desk.office().await?;
    office.reopen(&desk.operator.settle(), year, &desk.now(), &args.reason).await?;
    let said = desk.say("snapshot.reopened", &[("year", &year.to_string())]);
    print(format!("{said}\n").as_bytes())
}

pub(crate) async fn snapshots(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let locked = desk.office().await?.locked(&desk.operator.see()).await?;
    let mut table = Table::new(
        desk.say("snapshots.title", &[]),
        desk.headers(&["no", "year", "facts", "imports", "by", "at", "why", "hash"]),
    )
    .right(&[0, 2]);
    for snapshot in &locked {
        let layers: Vec<String> = snapshot.layers.iter().map(|no| no.0.to_string()).collect();
        table.push(vec![
            snapshot.no.0.to_string(),
            snapshot.year.to_string(),
            snapshot.facts.to_string(),
            layers.join(" "),
            snapshot.by.clone(),
            snapshot.at.clone(),
            snapshot.why.clone(),
            snapshot.content_sha256.chars().take(12).collect(),
        ]);
    }
    let rows: Vec<_> = locked
        .iter()
        .map(|s| {
            json!({
                "no": s.no.0, "year": s.year, "facts": s.facts, "by": s.by, "at": s.at, "why": s.why,
                "imports": s.layers, "sha256": s.content_sha256,
            })
        })
        .collect();
    let json = json!({ "schema": "junheng.snapshots/1", "snapshots": rows });
    Page { tables: vec![table], json, ..Page::default() }.emit(output)
}
