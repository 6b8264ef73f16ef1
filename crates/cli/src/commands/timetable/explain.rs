//! `timetable explain`: why a lesson stands where it does, what it would cost to move it, and which rule blocks.

use std::collections::BTreeMap;

use junheng_app::Trouble;
use junheng_timetable::{LessonId, Placement, Problem, Words};
use junheng_timetable_advice::{Effect, Explained, Move, explain};
use serde_json::{Value as Json, json};

use super::{answered, breaches, day_named, period_named};
use crate::args::TimetableExplainArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

/// How many moves the table shows; the JSON has all.
const SHOWN: usize = 12;

pub(crate) fn run(desk: &Desk, args: &TimetableExplainArgs) -> Result<(), Failure> {
    let (question, solution) = answered(desk, &args.answered)?;
    let problem = &question.problem;
    let lesson = numbered(problem, args.lesson)?;
    let to = match (&args.day, &args.period) {
        (Some(day), Some(period)) => {
            problem.grid.slot(day_named(problem, day)?, period_named(problem, period)?)
        }
        _ => None,
    };
    let found = explain(problem, &solution, lesson, to);
    let mut page = Page { heading: heading(desk, problem, &found), ..Page::default() };
    if to.is_some() {
        found.moves.iter().for_each(|one| asked(desk, problem, &found.together, one, &mut page));
    } else {
        all(desk, problem, &found, &mut page);
    }
    page.json = as_json(desk, problem, &found);
    page.emit(&args.output)
}

fn numbered(problem: &Problem, number: u32) -> Result<LessonId, Failure> {
    let found = problem.active_lessons().find(|(_, lesson)| lesson.number == number).map(|(id, _)| id);
    found.ok_or_else(|| Trouble::not_found("lesson", number).into())
}

fn place(problem: &Problem, place: &Placement) -> String {
    let room = place.room.map(|room| format!(" · {}", problem.room(room).name)).unwrap_or_default();
    format!("{}{room}", breaches::slot(problem, place.slot))
}

fn heading(desk: &Desk, problem: &Problem, found: &Explained) -> Vec<String> {
    let words = Words::new(problem, desk.lang);
    let mut lines = vec![words.lesson(found.lesson)];
    lines.push(match &found.place {
        Some(at) => desk.say("advice.stands", &[("place", &place(problem, at))]),
        None => desk.say("advice.no-place", &[]),
    });
    let with = found.together.iter().copied().filter(|id| *id != found.lesson).collect::<Vec<_>>();
    if !with.is_empty() {
        lines.push(desk.say("advice.together", &[("lessons", &words.lessons(&with))]));
    }
    for id in &found.fixed {
        let rule = problem.rule(*id);
        lines.push(desk.say("advice.fixed", &[("rule", &words.rule(&rule.kind))]));
    }
    lines
}

/// What a change does, in a line.
pub(super) fn verdict(desk: &Desk, effect: &Effect) -> String {
    let soft = effect.soft();
    if effect.hard() > 0 {
        return desk.say("advice.breaks", &[("count", &effect.hard().to_string()), ("soft", &soft)]);
    }
    desk.say("advice.possible", &[("soft", &soft)])
}

/// One place that was asked about: all that would be broken and kept.
fn asked(desk: &Desk, problem: &Problem, together: &[LessonId], one: &Move, page: &mut Page) {
    let words = Words::new(problem, desk.lang);
    page.heading.push(desk.say("advice.moved", &[("place", &place(problem, &one.place))]));
    page.heading.push(verdict(desk, &one.effect));
    let others = one.effect.in_the_way(together);
    if !others.is_empty() {
        page.heading.push(desk.say("advice.in-the-way", &[("lessons", &words.lessons(&others))]));
    }
    if let Some((other, effect)) = &one.swap {
        let swap = [("lesson", words.lesson(*other)), ("verdict", verdict(desk, effect))];
        let swap = swap.each_ref().map(|(name, value)| (*name, value.as_str()));
        page.heading.push(desk.say("advice.swap", &swap));
    }
    for (key, list) in [("advice.broken", &one.effect.broken), ("advice.healed", &one.effect.healed)] {
        if !list.is_empty() {
            page.tables.push(breaches::table(desk, desk.say(key, &[]), problem, list));
        }
    }
}

/// Everywhere: where it could stand, and what keeps it from the other places.
fn all(desk: &Desk, problem: &Problem, found: &Explained, page: &mut Page) {
    let words = Words::new(problem, desk.lang);
    let possible = found.possible();
    let key = match possible.first() {
        None => "advice.only-here",
        Some(best) if best.effect.order() < (0, 0) => "advice.better-elsewhere",
        Some(best) if best.effect.order() == (0, 0) => "advice.as-good-elsewhere",
        Some(_) => "advice.best-here",
    };
    if found.place.is_some() {
        page.heading.push(desk.say(key, &[]));
    }
    let counts = [("possible", possible.len().to_string()), ("all", found.moves.len().to_string())];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    page.heading.push(desk.say("advice.elsewhere", &counts));
    let mut places =
        Table::new(desk.say("advice.places", &[]), desk.headers(&["slot", "room", "cost-change"]));
    for one in possible.iter().take(SHOWN) {
        let room = one.place.room.map(|room| problem.room(room).name.clone()).unwrap_or_default();
        places.push(vec![breaches::slot(problem, one.place.slot), room, one.effect.soft()]);
    }
    let headers = desk.headers(&["slot", "with-lesson", "cost-change"]);
    let mut swaps = Table::new(desk.say("advice.swaps-here", &[]), headers);
    for (slot, other, effect) in found.swaps().into_iter().take(SHOWN) {
        swaps.push(vec![breaches::slot(problem, slot), words.lesson(other), effect.soft()]);
    }
    let here = breaches::table(desk, desk.say("advice.here", &[]), problem, &found.here);
    let tables = [places.right(&[2]), swaps.right(&[2]), here];
    page.tables.extend(tables.into_iter().filter(|table| !table.rows.is_empty()));
    page.tables.extend(blocked(desk, problem, found));
}

/// What must hold and keeps the lesson from other slots, with their number; nothing when it could be anywhere.
fn blocked(desk: &Desk, problem: &Problem, found: &Explained) -> Option<Table> {
    let mut blocks: BTreeMap<String, usize> = BTreeMap::new();
    for one in found.moves.iter().filter(|one| one.effect.hard() > 0) {
        let hard = one.effect.broken.iter().filter(|breach| breach.weight.is_hard());
        let mut names: Vec<String> = hard.map(|breach| breaches::said(desk, problem, breach).0).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().for_each(|name| *blocks.entry(name).or_default() += 1);
    }
    let mut blocks: Vec<(String, usize)> = blocks.into_iter().collect();
    blocks.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let headers = desk.headers(&["rule", "slots"]);
    let mut table = Table::new(desk.say("advice.blocked", &[]), headers).right(&[1]);
    blocks.into_iter().for_each(|(name, count)| table.push(vec![name, count.to_string()]));
    (!table.rows.is_empty()).then_some(table)
}

fn place_json(problem: &Problem, place: &Placement) -> Json {
    json!({
        "day": problem.grid.day_of(place.slot), "period": problem.grid.period_of(place.slot),
        "room": place.room.map(|room| problem.room(room).name.clone()),
    })
}

pub(super) fn effect_json(desk: &Desk, problem: &Problem, effect: &Effect) -> Json {
    let list = |list: &[junheng_timetable_check::Breach]| -> Vec<Json> {
        list.iter().map(|breach| breaches::as_json(desk, problem, breach)).collect()
    };
    json!({
        "hard": effect.hard(), "soft": effect.soft().replace('−', "-").trim_start_matches('+'),
        "broken": list(&effect.broken), "healed": list(&effect.healed),
    })
}

fn as_json(desk: &Desk, problem: &Problem, found: &Explained) -> Json {
    let one = |one: &Move| {
        let swap = one.swap.as_ref().map(|(other, effect)| {
            json!({ "lesson": problem.lesson(*other).number, "effect": effect_json(desk, problem, effect) })
        });
        json!({
            "place": place_json(problem, &one.place), "effect": effect_json(desk, problem, &one.effect),
            "in_the_way": breaches::numbers(problem, &one.effect.in_the_way(&found.together)), "swap": swap,
        })
    };
    json!({
        "schema": "junheng.timetable-explain/1",
        "lesson": problem.lesson(found.lesson).number,
        "together": breaches::numbers(problem, &found.together),
        "place": found.place.as_ref().map(|place| place_json(problem, place)),
        "fixed": found.fixed.iter().map(|id| problem.rule(*id).line).collect::<Vec<_>>(),
        "here": found.here.iter().map(|breach| breaches::as_json(desk, problem, breach)).collect::<Vec<_>>(),
        "moves": found.moves.iter().map(one).collect::<Vec<_>>(),
    })
}
