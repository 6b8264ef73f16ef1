//! `timetable substitute`: who can take which lesson of a teacher who is absent for a day.

use junheng_app::Trouble;
use junheng_timetable::fortnight::weeks_of;
use junheng_timetable::{Problem, TeacherId, Words};
use junheng_timetable_advice::{Offer, Proposal, Swap, substitute};
use serde_json::{Value as Json, json};

use super::explain::{effect_json, verdict};
use super::{answered, breaches, day_named};
use crate::args::TimetableSubstituteArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) fn run(desk: &Desk, args: &TimetableSubstituteArgs) -> Result<(), Failure> {
    let (question, solution) = answered(desk, &args.answered)?;
    let problem = &question.problem;
    let absent = teachers_named(problem, &args.absent)?;
    let day = day_named(problem, &args.day)?;
    let proposals = substitute(problem, &solution, &absent, day).proposals;
    let day_name = problem.grid.days().get(day).map_or("", String::as_str);
    let count = proposals.len().to_string();
    let mut page = Page::default();
    let named = [("teacher", args.absent.as_str()), ("day", day_name), ("count", &count)];
    page.heading.push(desk.say("advice.absent", &named));
    if !proposals.is_empty() {
        page.tables.push(stand_ins(desk, problem, &proposals));
        page.tables.extend(swaps(desk, problem, &proposals));
    }
    page.json = json!({
        "schema": "junheng.timetable-substitute/1", "absent": args.absent, "day": day,
        "proposals": proposals.iter().map(|one| as_json(desk, problem, one)).collect::<Vec<_>>(),
    });
    page.emit(&args.output)
}

/// The teachers of a name, which in a fortnight may be two.
fn teachers_named(problem: &Problem, name: &str) -> Result<Vec<TeacherId>, Failure> {
    let ids = (0..problem.teachers.len()).map(TeacherId::at);
    let meant: Vec<TeacherId> = ids
        .filter(|id| {
            let own = &problem.teacher(*id).name;
            own == name || weeks_of(own).0 == name
        })
        .collect();
    if meant.is_empty() { Err(Trouble::not_found("teacher", name).into()) } else { Ok(meant) }
}

/// Why somebody is offered: how near they are to the lesson, and what they have to do already.
fn reason(desk: &Desk, offer: &Offer) -> String {
    let near = desk.say(&format!("advice.near.{}", offer.nearness.name()), &[]);
    let (day, week) = (offer.on_day.to_string(), offer.in_week.to_string());
    desk.say("advice.load", &[("near", &near), ("day", &day), ("week", &week)])
}

fn stand_ins(desk: &Desk, problem: &Problem, proposals: &[Proposal]) -> Table {
    let words = Words::new(problem, desk.lang);
    let keys = ["slot", "lesson", "stand-in", "why", "others"];
    let mut table = Table::new(desk.say("advice.stand-ins", &[]), desk.headers(&keys));
    let name = |id: TeacherId| problem.teacher(id).name.clone();
    for one in proposals {
        let chosen = one.offers.iter().find(|offer| Some(offer.teacher) == one.chosen);
        let (who, why) = match chosen {
            Some(offer) => (name(offer.teacher), reason(desk, offer)),
            None if one.others.is_empty() => (String::new(), desk.say("advice.nobody", &[])),
            None => {
                let others: Vec<String> = one.others.iter().map(|id| name(*id)).collect();
                (others.join(desk.lang.comma()), desk.say("advice.goes-on", &[]))
            }
        };
        let others = one.offers.iter().filter(|offer| Some(offer.teacher) != one.chosen);
        let others: Vec<String> = others.map(|offer| name(offer.teacher)).collect();
        let slot = breaches::slot(problem, one.slot);
        table.push(vec![slot, words.lesson(one.lesson), who, why, others.join(desk.lang.comma())]);
    }
    table
}

/// Lessons that could change places, if there are any.
fn swaps(desk: &Desk, problem: &Problem, proposals: &[Proposal]) -> Option<Table> {
    let words = Words::new(problem, desk.lang);
    let headers = desk.headers(&["lesson", "with-lesson", "slot", "effect"]);
    let mut table = Table::new(desk.say("advice.swaps", &[]), headers);
    for one in proposals {
        for swap in &one.swaps {
            table.push(vec![
                words.lesson(one.lesson),
                words.lesson(swap.with),
                breaches::slot(problem, swap.slot),
                verdict(desk, &swap.effect),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

fn as_json(desk: &Desk, problem: &Problem, one: &Proposal) -> Json {
    let name = |id: TeacherId| problem.teacher(id).name.clone();
    let offer = |offer: &Offer| {
        json!({
            "teacher": name(offer.teacher), "nearness": offer.nearness.name(), "on_day": offer.on_day,
            "in_week": offer.in_week, "effect": effect_json(desk, problem, &offer.effect),
        })
    };
    let swap = |swap: &Swap| {
        json!({
            "with": problem.lesson(swap.with).number, "day": problem.grid.day_of(swap.slot),
            "period": problem.grid.period_of(swap.slot), "effect": effect_json(desk, problem, &swap.effect),
        })
    };
    json!({
        "lesson": problem.lesson(one.lesson).number, "period": problem.grid.period_of(one.slot),
        "others": one.others.iter().map(|id| name(*id)).collect::<Vec<_>>(), "chosen": one.chosen.map(name),
        "offer_count": one.offer_count, "offers": one.offers.iter().map(offer).collect::<Vec<_>>(),
        "swaps": one.swaps.iter().map(swap).collect::<Vec<_>>(),
    })
}
