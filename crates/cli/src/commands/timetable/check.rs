//! `timetable check`: is the question sound, and is an answer right?

use junheng_timetable::Words;
use junheng_timetable::proofs::{Contradiction, Reason, Shortfall, contradictions, shortfalls};
use junheng_timetable_check::{Report, check};
use serde_json::{Value as Json, json};

use super::clauses::{Clauses, curriculum};
use super::{Question, answer, breaches, not_right, question, wishes};
use crate::args::TimetableCheckArgs;
use crate::commands::Desk;
use crate::failure::{Failure, findings_text};
use crate::page::{Page, Table};

pub(crate) fn run(desk: &Desk, args: &TimetableCheckArgs) -> Result<(), Failure> {
    let question = question(desk, &args.file)?;
    let found = contradictions(&question.problem);
    // Where there is no timetable at all, nothing is to be said of what it costs.
    let unkeepable = if found.is_empty() { shortfalls(&question.problem) } else { Vec::new() };
    let solution = args.solution.as_deref().map(|path| answer(path, &question.problem)).transpose()?;
    let report = solution.as_ref().map(|solution| check(&question.problem, solution));
    let curriculum = args.curriculum.as_deref().map(curriculum).transpose()?;
    let clauses = curriculum.map(|curriculum| Clauses::new(curriculum, &question.problem, solution.as_ref()));
    let mut page = Page { heading: heading(desk, &question), ..Page::default() };
    page.heading.extend(findings_text(&question.findings, desk.lang).lines().map(str::to_owned));
    page.heading.extend(told(desk, &question, &found));
    page.tables.extend(wishes::table(desk, &question.problem, &unkeepable, &mut page.notes));
    if let Some(report) = &report {
        page.heading.push(verdict(desk, report));
        page.tables.extend(breaches(desk, &question, report, &mut page.notes));
    }
    page.json = as_json(desk, args, &question, &found, &unkeepable, report.as_ref());
    if let Some(clauses) = &clauses {
        page.tables.extend(clauses.tables(desk, &mut page.notes));
        page.json["clauses"] = clauses.json(desk);
    }
    page.emit(&args.output)?;
    let right = found.is_empty() && report.is_none_or(|report| report.hard() == 0);
    if right && !clauses.is_some_and(|clauses| clauses.lacking()) { Ok(()) } else { Err(not_right()) }
}

fn heading(desk: &Desk, question: &Question) -> Vec<String> {
    let problem = &question.problem;
    let title = desk.say(
        "timetable.title",
        &[
            ("name", &problem.name),
            ("lessons", &problem.active_lessons().count().to_string()),
            ("teachers", &problem.teachers.len().to_string()),
            ("groups", &problem.groups.len().to_string()),
            ("rooms", &problem.rooms.len().to_string()),
            ("slots", &problem.grid.slot_count().to_string()),
            ("rules", &problem.active_rules().count().to_string()),
        ],
    );
    let left_out = question.left_out.len().to_string();
    vec![title, desk.say("timetable.left-out", &[("count", &left_out)])]
}

/// The contradictions as sentences, each with what to relax.
pub(super) fn told(desk: &Desk, question: &Question, found: &[Contradiction]) -> Vec<String> {
    if found.is_empty() {
        return vec![desk.say("timetable.sound", &[])];
    }
    let words = Words::new(&question.problem, desk.lang);
    let mut lines = vec![desk.say("timetable.contradictory", &[("count", &found.len().to_string())])];
    for contradiction in found {
        lines.push(format!("✗ {}", words.contradiction(contradiction)));
        lines.push(format!("  {}", desk.say(way_out(contradiction), &[])));
        for id in &contradiction.rules {
            let rule = question.problem.rule(*id);
            let line = rule.line.map(|line| format!(" ({line})")).unwrap_or_default();
            lines.push(format!("  - {}{line}", words.rule(&rule.kind)));
        }
    }
    lines
}

/// The label of what can be done: to relax a rule, or when none is to blame, what the school has to change.
fn way_out(contradiction: &Contradiction) -> &'static str {
    match contradiction.reason {
        _ if !contradiction.rules.is_empty() => "timetable.relax",
        Reason::NoRoom => "timetable.relax-no-room",
        Reason::RoomsTooSmall => "timetable.relax-rooms-too-small",
        Reason::TooFewRooms => "timetable.relax-too-few-rooms",
        _ => "timetable.relax-none",
    }
}

fn verdict(desk: &Desk, report: &Report) -> String {
    let soft = report.soft().to_string();
    if report.hard() == 0 {
        return desk.say("timetable.answer-right", &[("soft", &soft)]);
    }
    let (hard, unplaced) = (report.hard().to_string(), report.unplaced().to_string());
    desk.say("timetable.answer-wrong", &[("hard", &hard), ("unplaced", &unplaced), ("soft", &soft)])
}

pub(super) fn breaches(
    desk: &Desk,
    question: &Question,
    report: &Report,
    notes: &mut Vec<String>,
) -> Option<Table> {
    if report.breaches.is_empty() {
        return None;
    }
    let shown = &report.breaches[..report.breaches.len().min(breaches::SHOWN)];
    let table = breaches::table(desk, desk.say("timetable.breaches", &[]), &question.problem, shown);
    notes.extend(breaches::more(desk, report.breaches.len()));
    Some(table)
}

fn as_json(
    desk: &Desk,
    args: &TimetableCheckArgs,
    question: &Question,
    found: &[Contradiction],
    unkeepable: &[Shortfall],
    report: Option<&Report>,
) -> Json {
    let problem = &question.problem;
    let words = Words::new(problem, desk.lang);
    let rule = |id: &junheng_timetable::RuleId| breaches::rule_json(desk, problem, *id);
    let contradictions = found.iter().map(|found| {
        json!({
            "reason": found.reason.name(), "text": words.contradiction(found), "lessons": breaches::numbers(problem, &found.lessons),
            "rules": found.rules.iter().map(rule).collect::<Vec<_>>(),
            "needed": found.needed, "available": found.available,
        })
    });
    let answer = report.map(|report| {
        json!({
            "feasible": report.hard() == 0, "unplaced": report.unplaced(), "hard": report.hard(),
            "soft": report.soft().to_string(),
            "breaches": report.breaches.iter().map(|breach| breaches::as_json(desk, problem, breach)).collect::<Vec<_>>(),
        })
    });
    let left_out = question.left_out.iter().map(|left| json!({ "name": left.name, "line": left.line }));
    json!({
        "schema": "junheng.timetable-check/1",
        "file": args.file.display().to_string(),
        "lessons": problem.active_lessons().count(),
        "rules": problem.active_rules().count(),
        "findings": question.findings,
        "left_out": left_out.collect::<Vec<_>>(),
        "contradictions": contradictions.collect::<Vec<_>>(),
        "least": wishes::least(unkeepable).to_string(),
        "wishes": unkeepable.iter().map(|one| wishes::as_json(desk, problem, one)).collect::<Vec<_>>(),
        "answer": answer,
    })
}
