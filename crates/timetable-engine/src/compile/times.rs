//! Where each unit may begin, and what a start costs.

use junheng_timetable::rules::{Holder, Kind};
use junheng_timetable::{LessonId, Problem, Slot, SlotSet};

use super::people::People;
use super::{by_day, member_of, priced};
use crate::model::{Member, Model, bits};

/// By day, the periods that are breaks for all.
pub(super) fn breaks(problem: &Problem) -> Vec<u64> {
    let mut all = problem.grid.no_slots();
    for (_, rule) in problem.active_rules() {
        match &rule.kind {
            Kind::NotAvailable(rule) if rule.holder == Holder::Everybody => all.extend(&rule.slots),
            _ => {}
        }
    }
    by_day(problem, &all)
}

/// What keeps one member out of slots.
#[derive(Clone)]
struct Bounds {
    allowed: Vec<bool>,
    costs: Vec<i64>,
}

pub(super) fn starts(problem: &Problem, model: &mut Model, people: &People) {
    let slots = problem.grid.slot_count();
    let fits = |member: &Member| {
        let within = |slot: Slot| problem.grid.rest_of_day(slot) >= usize::from(member.length);
        Bounds { allowed: problem.grid.slots().map(within).collect(), costs: vec![0; slots] }
    };
    let mut bounds: Vec<Bounds> = model.members.iter().map(fits).collect();
    for (_, rule) in priced(problem) {
        apply(problem, model, &mut bounds, rule);
    }
    shut(problem, model, people, &mut bounds);
    for unit in &mut model.units {
        let own = &bounds[unit.members.clone()];
        let allowed = |slot: &u16| own.iter().all(|member| member.allowed[usize::from(*slot)]);
        unit.starts = (0..u16::try_from(slots).unwrap_or(u16::MAX)).filter(allowed).collect();
        let cost = |slot: usize| own.iter().map(|member| member.costs[slot]).sum::<i64>();
        let costs: Vec<i64> = (0..slots).map(cost).collect();
        if costs.iter().any(|cost| *cost != 0) {
            unit.start_costs = costs;
        }
    }
}

/// Bounds by one rule that concerns each lesson by itself.
fn apply(problem: &Problem, model: &Model, bounds: &mut [Bounds], rule: &junheng_timetable::Rule) {
    let (lessons, slots, by_start) = match &rule.kind {
        Kind::PreferredStarts(rule) => (rule.lessons.lessons(problem), &rule.slots, true),
        Kind::PreferredSlots(rule) => (rule.lessons.lessons(problem), &rule.slots, false),
        _ => return,
    };
    for id in lessons {
        let Some(member) = member_of(model, id) else { continue };
        let bound = &mut bounds[model.member_of[id.index()] as usize];
        for slot in problem.grid.slots() {
            let outside = if by_start {
                usize::from(!slots.contains(slot))
            } else {
                let taken = problem.grid.taken(slot, member.length.into());
                taken.filter(|slot| !slots.contains(*slot)).count()
            };
            limit(bound, slot, outside, rule.weight);
        }
    }
}

fn limit(bound: &mut Bounds, slot: Slot, amount: usize, weight: junheng_timetable::Weight) {
    if amount > 0 && weight.is_hard() {
        bound.allowed[slot.index()] = false;
    } else {
        bound.costs[slot.index()] += i64::from(weight.units()) * i64::try_from(amount).unwrap_or(0);
    }
}

/// Bounds by breaks and by who is not available.
fn shut(problem: &Problem, model: &Model, people: &People, bounds: &mut [Bounds]) {
    let mut shut: Vec<Vec<u64>> = vec![vec![0; model.days]; model.holders.len()];
    let mut school = vec![0; model.days];
    for (_, rule) in priced(problem) {
        let Kind::NotAvailable(closed) = &rule.kind else { continue };
        if !rule.weight.is_hard() {
            discourage(problem, model, people, bounds, rule, &closed.slots);
            continue;
        }
        let days = by_day(problem, &closed.slots);
        let close = |known: &mut Vec<u64>| known.iter_mut().zip(&days).for_each(|(known, day)| *known |= day);
        if closed.holder == Holder::Everybody {
            close(&mut school);
        }
        people.closed_by(problem, closed.holder).iter().for_each(|holder| close(&mut shut[*holder as usize]));
    }
    for unit in &model.units {
        let mut taken: Vec<(u32, u64)> = Vec::new();
        for (day, school) in school.iter().enumerate() {
            taken.clear();
            for member in unit.members.clone() {
                let member = u32::try_from(member).unwrap_or(u32::MAX);
                let own = unit.uses.iter().filter(|used| used.member == member && used.is_person);
                let closed = own.fold(*school, |sum, used| sum | shut[used.holder as usize][day]);
                taken.push((member, closed));
            }
            for (member, closed) in &taken {
                let length = model.member(*member).length;
                for period in 0..model.periods {
                    if bits(period, length) & closed != 0 {
                        bounds[*member as usize].allowed[day * model.periods + period] = false;
                    }
                }
            }
        }
    }
}

/// The cost of slots in which somebody had rather be free.
fn discourage(
    problem: &Problem,
    model: &Model,
    people: &People,
    bounds: &mut [Bounds],
    rule: &junheng_timetable::Rule,
    slots: &SlotSet,
) {
    let Kind::NotAvailable(closed) = &rule.kind else { return };
    let holders = people.closed_by(problem, closed.holder);
    for member in &model.members {
        let uses = &model.unit(member.unit).uses;
        let index = model.member_of[LessonId(member.lesson).index()];
        let own = uses.iter().filter(|used| used.member == index && holders.contains(&used.holder));
        let times: i64 = match closed.holder {
            Holder::Everybody => 1,
            _ => own.map(|used| people.times[used.holder as usize]).sum(),
        };
        if times == 0 {
            continue;
        }
        for start in problem.grid.slots() {
            let inside =
                problem.grid.taken(start, member.length.into()).filter(|slot| slots.contains(*slot)).count();
            let cost = i64::from(rule.weight.units()) * times * i64::try_from(inside).unwrap_or(0);
            bounds[index as usize].costs[start.index()] += cost;
        }
    }
}
