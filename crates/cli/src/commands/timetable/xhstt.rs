//! `timetable check` for XHSTT archives: what the file says, and what its solutions cost and break.

use std::path::Path;

use junheng_app::{Kind, Trouble};
use junheng_domain::{Finding, Severity};
use junheng_xhstt::{Archive, Breach, Instance, Point, Reading, Rule, Verdict, evaluate, read};
use serde_json::{Value as Json, json};

use crate::args::TimetableCheckArgs;
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, Table};

/// How many broken rules of a solution the table shows; the JSON has all.
const SHOWN: usize = 30;

/// Whether a file is an archive of this format, by its outermost tag.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).into_owned();
    start.contains("<HighSchoolTimetableArchive")
}

/// A solution with its name and what it costs.
struct Judged<'a> {
    instance: &'a Instance,
    group: &'a str,
    claimed: Option<(u64, u64)>,
    verdict: Verdict,
}

/// Reads an archive; bytes that are no text are told as any other fault.
pub(super) fn reading(path: &Path, bytes: &[u8]) -> Reading {
    let mut reading = read(&String::from_utf8_lossy(bytes));
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    for finding in &mut reading.findings {
        finding.place.file = Some(file.clone().into_owned());
    }
    reading
}

pub(super) fn check(desk: &Desk, args: &TimetableCheckArgs, bytes: &[u8]) -> Result<(), Failure> {
    let reading = reading(&args.file, bytes);
    if reading.archive.instances.is_empty() {
        return Err(Trouble::Findings(reading.findings).into());
    }
    let mut archive = reading.archive;
    let mut findings = reading.findings;
    if let Some(path) = &args.solution {
        let other = super::bytes(path)?;
        let (groups, told) =
            junheng_xhstt::read_solutions(&String::from_utf8_lossy(&other), &archive.instances);
        archive.solution_groups = groups;
        findings.extend(told);
    }
    let judged = judged(&archive);
    let mut page = Page { heading: heading(desk, &archive, &findings), ..Page::default() };
    page.json = json!({
        "schema": "junheng.xhstt-check/1",
        "file": args.file.display().to_string(),
        "instances": archive.instances.iter().map(instance_json).collect::<Vec<_>>(),
        "solutions": judged.iter().map(solution_json).collect::<Vec<_>>(),
        "findings": findings,
    });
    if judged.is_empty() {
        page.notes.push(desk.say("xhstt.none", &[]));
    } else {
        page.tables.push(costs(desk, &judged));
    }
    for one in &judged {
        let names = [("solution", one.group), ("instance", &one.instance.id)];
        if one.verdict.breaches.is_empty() {
            page.notes.push(desk.say("xhstt.whole", &names));
        } else {
            let title = desk.say("xhstt.broken", &names);
            page.tables.push(broken(desk, title, one.instance, &one.verdict, &mut page.notes));
        }
    }
    page.emit(&args.output)?;
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if findings.iter().any(is_error) { Err(Failure::checked(Kind::Data)) } else { Ok(()) }
}

fn judged(archive: &Archive) -> Vec<Judged<'_>> {
    let groups = archive.solution_groups.iter();
    let all = groups.flat_map(|group| group.solutions.iter().map(move |solution| (group, solution)));
    all.map(|(group, solution)| {
        let instance = &archive.instances[solution.instance];
        Judged {
            instance,
            group: &group.id,
            claimed: solution.claimed,
            verdict: evaluate(instance, solution),
        }
    })
    .collect()
}

fn heading(desk: &Desk, archive: &Archive, findings: &[Finding]) -> Vec<String> {
    let line = |instance: &Instance| {
        desk.say(
            "xhstt.instance",
            &[
                ("id", &instance.id),
                ("times", &instance.times.len().to_string()),
                ("resources", &instance.resources.len().to_string()),
                ("events", &instance.events.len().to_string()),
                ("constraints", &instance.constraints.len().to_string()),
                ("left_out", &instance.left_out.len().to_string()),
            ],
        )
    };
    let told = findings_text(findings, desk.lang);
    archive.instances.iter().map(line).chain(told.lines().map(str::to_owned)).collect()
}

fn costs(desk: &Desk, judged: &[Judged<'_>]) -> Table {
    let keys = ["instance", "solution", "infeasibility", "objective"];
    let mut table = Table::new(desk.say("xhstt.solutions", &[]), desk.headers(&keys)).right(&[2, 3]);
    for one in judged {
        let cost = one.verdict.cost;
        table.push(vec![
            one.instance.id.clone(),
            one.group.to_owned(),
            cost.infeasibility.to_string(),
            cost.objective.to_string(),
        ]);
    }
    table
}

/// The broken rules of a solution in words, the costly first; what is not shown is counted in a note.
pub(super) fn broken(
    desk: &Desk,
    title: String,
    instance: &Instance,
    verdict: &Verdict,
    notes: &mut Vec<String>,
) -> Table {
    let keys = ["broken", "constraint", "binding", "cost"];
    let mut table = Table::new(title, desk.headers(&keys)).right(&[3]);
    let mut breaches: Vec<&Breach> = verdict.breaches.iter().collect();
    let constraint = |breach: &Breach| &instance.constraints[breach.constraint];
    breaches.sort_by_key(|breach| (!constraint(breach).required, std::cmp::Reverse(breach.cost)));
    for breach in breaches.iter().take(SHOWN) {
        let constraint = constraint(breach);
        let (_, who) = point(instance, breach);
        let rule = format!("xhstt.rule.{}", hyphenated(constraint.rule.kind()));
        let binding = if constraint.required { "xhstt.required" } else { "xhstt.wished" };
        table.push(vec![
            desk.say(&rule, &[("who", &who), ("count", &breach.deviation.to_string())]),
            constraint.name.clone(),
            desk.say(binding, &[]),
            breach.cost.to_string(),
        ]);
    }
    if breaches.len() > SHOWN {
        notes.push(desk.say("xhstt.more", &[("count", &(breaches.len() - SHOWN).to_string())]));
    }
    table
}

/// `AssignTime` as `assign-time`.
fn hyphenated(kind: &str) -> String {
    let mut word = String::new();
    for letter in kind.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// What a rule was applied to: its kind and its name.
fn point(instance: &Instance, breach: &Breach) -> (&'static str, String) {
    match breach.point {
        Point::Event(at) => ("event", instance.events[at].name.clone()),
        Point::EventGroup(at) => ("event_group", instance.event_groups[at].name.clone()),
        Point::Resource(at) => ("resource", instance.resources[at].name.clone()),
        Point::Pair(at) => {
            let Rule::OrderEvents { pairs } = &instance.constraints[breach.constraint].rule else {
                return ("event_pair", String::new());
            };
            let name = |event: usize| &instance.events[event].name;
            ("event_pair", format!("{} – {}", name(pairs[at].first), name(pairs[at].second)))
        }
    }
}

fn instance_json(instance: &Instance) -> Json {
    json!({
        "id": instance.id, "times": instance.times.len(), "resources": instance.resources.len(),
        "events": instance.events.len(), "constraints": instance.constraints.len(),
        "left_out": left_out(instance),
    })
}

/// The constraints that were not understood.
pub(super) fn left_out(instance: &Instance) -> Vec<Json> {
    let one = |left: &junheng_xhstt::LeftOut| json!({ "name": left.kind, "id": left.id, "line": left.line });
    instance.left_out.iter().map(one).collect()
}

fn solution_json(judged: &Judged<'_>) -> Json {
    let breach = |breach: &Breach| {
        let constraint = &judged.instance.constraints[breach.constraint];
        let (kind, name) = point(judged.instance, breach);
        json!({
            "kind": constraint.rule.kind(), "constraint": constraint.id, "required": constraint.required,
            "point": kind, "name": name, "deviation": breach.deviation, "cost": breach.cost,
        })
    };
    let claimed = judged
        .claimed
        .map(|(infeasibility, objective)| json!({ "infeasibility": infeasibility, "objective": objective }));
    json!({
        "instance": judged.instance.id, "solution": judged.group,
        "infeasibility": judged.verdict.cost.infeasibility, "objective": judged.verdict.cost.objective,
        "claimed": claimed,
        "breaches": judged.verdict.breaches.iter().map(breach).collect::<Vec<_>>(),
    })
}
