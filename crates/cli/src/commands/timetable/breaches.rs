//! What is broken, in words and for programs.

use junheng_timetable::{LessonId, Problem, RuleId, Slot, Words};
use junheng_timetable_check::{Breach, Broken};
use serde_json::{Value as Json, json};

use crate::commands::Desk;
use crate::page::Table;

/// How many rows of a table are shown; the JSON has all.
pub(super) const SHOWN: usize = 50;

/// What is said beside a table that does not show all of so many rows.
pub(super) fn more(desk: &Desk, count: usize) -> Option<String> {
    let more = count.saturating_sub(SHOWN);
    (more > 0).then(|| desk.say("timetable.more-breaches", &[("count", &more.to_string())]))
}

/// A table of breaches: the rule, its line, its weight, by how much, where.
pub(super) fn table(desk: &Desk, title: String, problem: &Problem, breaches: &[Breach]) -> Table {
    let words = Words::new(problem, desk.lang);
    let keys = ["rule", "line", "weight", "breaches", "where"];
    let mut table = Table::new(title, desk.headers(&keys)).right(&[1, 3]);
    for breach in breaches {
        let (rule, line) = said(desk, problem, breach);
        let weight =
            if breach.weight.is_hard() { desk.say("timetable.hard", &[]) } else { breach.weight.to_string() };
        let day = breach.day.and_then(|day| problem.grid.days().get(day)).cloned();
        let person = breach.person.map(|person| words.person(person));
        let lessons = Some(words.lessons(&breach.lessons)).filter(|lessons| !lessons.is_empty());
        let place: Vec<String> = [person, day, lessons].into_iter().flatten().collect();
        table.push(vec![rule, line, weight, breach.amount.to_string(), place.join(" · ")]);
    }
    table
}

/// What is broken, in words, and the line where the rule stands.
pub(super) fn said(desk: &Desk, problem: &Problem, breach: &Breach) -> (String, String) {
    match breach.broken {
        Broken::Always(always) => {
            (desk.say(&format!("timetable.always.{}", always.name()), &[]), String::new())
        }
        Broken::Rule(id) => {
            let rule = problem.rule(id);
            let line = rule.line.map(|line| line.to_string()).unwrap_or_default();
            (Words::new(problem, desk.lang).family(&rule.kind), line)
        }
    }
}

/// The numbers of lessons in their file.
pub(super) fn numbers(problem: &Problem, ids: &[LessonId]) -> Vec<u32> {
    ids.iter().map(|id| problem.lesson(*id).number).collect()
}

/// A rule that a proof speaks of.
pub(super) fn rule_json(desk: &Desk, problem: &Problem, id: RuleId) -> Json {
    let rule = problem.rule(id);
    let text = Words::new(problem, desk.lang).rule(&rule.kind);
    json!({ "family": rule.kind.family(), "line": rule.line, "text": text })
}

pub(super) fn as_json(desk: &Desk, problem: &Problem, breach: &Breach) -> Json {
    let (family, line) = match breach.broken {
        Broken::Always(always) => (always.name(), None),
        Broken::Rule(id) => (problem.rule(id).kind.family(), problem.rule(id).line),
    };
    let words = Words::new(problem, desk.lang);
    json!({
        "family": family, "line": line, "hard": breach.weight.is_hard(), "weight": breach.weight.to_string(),
        "amount": breach.amount, "lessons": numbers(problem, &breach.lessons),
        "who": breach.person.map(|person| words.person(person)), "day": breach.day,
    })
}

/// A day and a period as the school calls them.
pub(super) fn slot(problem: &Problem, slot: Slot) -> String {
    let (day, period) = problem.grid.name(slot);
    format!("{day} {period}")
}
