//! Wishes that cannot all be kept, in words and for programs.

use junheng_timetable::proofs::Shortfall;
use junheng_timetable::{Cost, Problem, RuleId, Words};
use serde_json::{Value as Json, json};

use super::breaches::{self, SHOWN};
use crate::commands::Desk;
use crate::page::Table;

/// What all of them cost at least.
pub(super) fn least(shortfalls: &[Shortfall]) -> Cost {
    shortfalls.iter().map(|one| one.least).sum()
}

/// A table of them: why, the families of the rules with their lines, and the least cost. `None` when nothing was found.
pub(super) fn table(
    desk: &Desk,
    problem: &Problem,
    shortfalls: &[Shortfall],
    notes: &mut Vec<String>,
) -> Option<Table> {
    if shortfalls.is_empty() {
        return None;
    }
    let words = Words::new(problem, desk.lang);
    let title = desk.say("timetable.unkeepable", &[("least", &least(shortfalls).to_string())]);
    let mut table = Table::new(title, desk.headers(&["cause", "wishes", "least-cost"])).right(&[2]);
    let family = |id: &RuleId| {
        let rule = problem.rule(*id);
        let line = rule.line.map(|line| format!(" ({line})")).unwrap_or_default();
        format!("{}{line}", words.family(&rule.kind))
    };
    for shortfall in shortfalls.iter().take(SHOWN) {
        let rules: Vec<String> = shortfall.rules.iter().map(family).collect();
        let rules = rules.join(desk.lang.comma());
        table.push(vec![words.shortfall(shortfall), rules, shortfall.least.to_string()]);
    }
    notes.extend(breaches::more(desk, shortfalls.len()));
    Some(table)
}

pub(super) fn as_json(desk: &Desk, problem: &Problem, shortfall: &Shortfall) -> Json {
    let words = Words::new(problem, desk.lang);
    json!({
        "reason": shortfall.reason.name(), "text": words.shortfall(shortfall),
        "lessons": breaches::numbers(problem, &shortfall.lessons),
        "rules": shortfall.rules.iter().map(|id| breaches::rule_json(desk, problem, *id)).collect::<Vec<_>>(),
        "needed": shortfall.needed, "available": shortfall.available, "least": shortfall.least.to_string(),
    })
}
