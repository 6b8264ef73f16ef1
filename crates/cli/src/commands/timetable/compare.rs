//! `timetable compare`: several answers to one problem side by side.

use std::collections::BTreeMap;

use junheng_timetable::{Cost, Problem, Solution, Words};
use junheng_timetable_advice::{Fairness, changes, fairness};
use junheng_timetable_check::{Broken, Report, check};
use serde_json::{Value as Json, json};

use super::fairness::COUNTS;
use super::{answer, name, question};
use crate::args::TimetableCompareArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

/// An answer and what is known of it.
struct Judged {
    name: String,
    report: Report,
    fairness: Fairness,
    /// Lessons that stand elsewhere than in the first answer.
    changed: usize,
    /// What each family of rules that should hold costs.
    families: BTreeMap<&'static str, (String, Cost)>,
}

pub(crate) fn run(desk: &Desk, args: &TimetableCompareArgs) -> Result<(), Failure> {
    let question = question(desk, &args.file)?;
    let problem = &question.problem;
    let mut judged: Vec<Judged> = Vec::new();
    let mut first: Option<Solution> = None;
    for path in &args.solutions {
        let solution = answer(path, problem)?;
        judged.push(judge(desk, problem, name(path), &solution, first.as_ref()));
        first.get_or_insert(solution);
    }
    let page = Page {
        tables: vec![table(desk, &judged)],
        json: json!({
            "schema": "junheng.timetable-compare/1", "file": args.file.display().to_string(),
            "answers": judged.iter().map(as_json).collect::<Vec<_>>(),
        }),
        ..Page::default()
    };
    page.emit(&args.output)
}

fn judge(
    desk: &Desk,
    problem: &Problem,
    name: String,
    solution: &Solution,
    first: Option<&Solution>,
) -> Judged {
    let report = check(problem, solution);
    let words = Words::new(problem, desk.lang);
    let mut families: BTreeMap<&'static str, (String, Cost)> = BTreeMap::new();
    for breach in report.breaches.iter().filter(|breach| !breach.weight.is_hard()) {
        if let Broken::Rule(id) = breach.broken {
            let kind = &problem.rule(id).kind;
            let entry = families.entry(kind.family()).or_insert_with(|| (words.family(kind), Cost::NONE));
            entry.1 += breach.cost();
        }
    }
    let changed = first.map_or(0, |first| changes(problem, first, solution).len());
    Judged { name, report, fairness: fairness(problem, solution), changed, families }
}

/// One line a measure, one column an answer.
fn table(desk: &Desk, judged: &[Judged]) -> Table {
    let mut headers = desk.headers(&["aspect"]);
    headers.extend(judged.iter().map(|one| one.name.clone()));
    let numbers: Vec<usize> = (1..=judged.len()).collect();
    let mut table = Table::new(desk.say("advice.compare", &[]), headers).right(&numbers);
    let mut push = |name: String, value: &dyn Fn(&Judged) -> String| {
        table.push([name].into_iter().chain(judged.iter().map(value)).collect());
    };
    push(desk.say("advice.unplaced", &[]), &|one| one.report.unplaced().to_string());
    push(desk.say("advice.hard", &[]), &|one| one.report.hard().to_string());
    push(desk.say("advice.soft", &[]), &|one| one.report.soft().to_string());
    let mut families: BTreeMap<&'static str, String> = BTreeMap::new();
    for one in judged {
        families.extend(one.families.iter().map(|(family, (words, _))| (*family, words.clone())));
    }
    for (family, words) in families {
        push(format!("  {words}"), &|one| one.families.get(family).map_or(Cost::NONE, |it| it.1).to_string());
    }
    for (key, count) in COUNTS {
        let most = |one: &Judged| one.fairness.spread(count).map_or(0, |spread| spread.most).to_string();
        let name = desk.say(&format!("column.{key}"), &[]);
        push(desk.say("advice.most", &[("name", &name)]), &most);
    }
    push(desk.say("advice.changed", &[]), &|one| one.changed.to_string());
    table
}

fn as_json(one: &Judged) -> Json {
    let families: BTreeMap<&str, String> =
        one.families.iter().map(|(family, (_, cost))| (*family, cost.to_string())).collect();
    let spreads = COUNTS.iter().filter_map(|(key, count)| {
        let spread = one.fairness.spread(count)?;
        let value = json!({ "least": spread.least, "middle": spread.middle, "most": spread.most });
        Some((key.replace('-', "_"), value))
    });
    let spreads: serde_json::Map<String, Json> = spreads.collect();
    json!({
        "solution": one.name, "feasible": one.report.hard() == 0, "unplaced": one.report.unplaced(),
        "hard": one.report.hard(), "soft": one.report.soft().to_string(), "families": families,
        "spread": spreads, "changed": one.changed,
    })
}
