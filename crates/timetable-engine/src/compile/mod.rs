//! From a problem to its [`Model`].

mod bundles;
mod pairs;
mod people;
mod rooms;
mod sets;
mod times;

use junheng_timetable::{LessonId, Problem, RuleId, Weight};

use crate::model::{Member, Model, Monitor, MonitorKind, NONE, NOWHERE, Price};
use crate::search::SearchError;

/// Periods of a day that a word holds.
const MAX_PERIODS: usize = 64;

/// Steps: lessons that begin together become units; people become holders with their rules; each unit gets its starts,
/// rooms and ties to other units.
pub(crate) fn compile(problem: &Problem) -> Result<Model, SearchError> {
    let (days, periods) = (problem.grid.days().len(), problem.grid.periods().len());
    if periods > MAX_PERIODS {
        return Err(SearchError::DayTooLong { periods, most: MAX_PERIODS });
    }
    let small = |number: usize| u16::try_from(number).unwrap_or(NOWHERE);
    let clock = (0..days * periods).map(|slot| (small(slot / periods), small(slot % periods))).collect();
    let mut model = Model { days, periods, clock, ..Model::default() };
    model.breaks = times::breaks(problem);
    bundles::group(problem, &mut model);
    rooms::choose(problem, &mut model);
    let people = people::gather(problem, &mut model);
    people::watch(problem, &mut model, &people);
    times::starts(problem, &mut model, &people);
    pairs::link(problem, &mut model);
    sets::gather(problem, &mut model, &people);
    finish(&mut model);
    Ok(model)
}

fn price(rule: RuleId, weight: Weight, times: i64) -> Price {
    let soft = if weight.is_hard() { 0 } else { i64::from(weight.units()) * times };
    Price { rule: rule.0, times, soft }
}

/// Rules that can cost something, in order.
fn priced(problem: &Problem) -> impl Iterator<Item = (RuleId, &junheng_timetable::Rule)> {
    problem.active_rules().filter(|(_, rule)| rule.weight.units() > 0)
}

fn member_of(model: &Model, lesson: LessonId) -> Option<&Member> {
    let member = *model.member_of.get(lesson.index())?;
    (member != NONE).then(|| model.member(member))
}

/// The day bits of a set of slots.
fn by_day(problem: &Problem, slots: &junheng_timetable::SlotSet) -> Vec<u64> {
    let mut days = vec![0; problem.grid.days().len()];
    for slot in slots.iter() {
        if let Some(day) = days.get_mut(problem.grid.day_of(slot)) {
            *day |= 1 << problem.grid.period_of(slot);
        }
    }
    days
}

/// What follows from everything else: who is watched, and what each holder has.
fn finish(model: &mut Model) {
    for index in 0..model.units.len() {
        let unit = &model.units[index];
        let watched = |holder: u32| {
            let holder = &model.holders[holder as usize];
            model.monitors[holder.monitors.clone()].iter().any(|monitor| monitor.price.is_hard())
                || holder.edges.iter().any(|edge| model.edges[*edge as usize].price.is_hard())
        };
        let in_hard_set = unit.sets.iter().any(|(set, _)| model.sets[*set as usize].price.is_hard());
        let is_watched = in_hard_set || unit.uses.iter().any(|used| watched(used.holder));
        let wants_rooms = model.members[unit.members.clone()].iter().any(|member| !member.rooms.is_empty());
        let unit = &mut model.units[index];
        unit.links.sort_by_key(|link| !link.price.is_hard());
        unit.hard_links = unit.links.iter().filter(|link| link.price.is_hard()).count();
        unit.start_bits = vec![0; (model.days * model.periods).div_ceil(64)];
        for start in &unit.starts {
            unit.start_bits[usize::from(start / 64)] |= 1 << (start % 64);
        }
        model.units[index].is_watched = is_watched;
        model.units[index].wants_rooms = wants_rooms;
    }
    for holder in &mut model.holders {
        let looks_closer = |monitor: &Monitor| {
            use MonitorKind::{ChangeTime, ChangesOfDay, ChangesOfWeek, TagGaps};
            matches!(
                monitor.kind,
                ChangesOfWeek { .. } | ChangesOfDay { .. } | ChangeTime { .. } | TagGaps { .. }
            )
        };
        let monitors = &model.monitors[holder.monitors.clone()];
        holder.looks_closer = !holder.edges.is_empty() || monitors.iter().any(looks_closer);
        let hard = model.monitors[holder.monitors.clone()].iter().filter(|monitor| monitor.price.is_hard());
        for monitor in hard {
            match monitor.kind {
                MonitorKind::GapsOfWeek(_) | MonitorKind::GapsOfDay(_) | MonitorKind::Span { .. } => {
                    holder.shuns_gaps = true;
                }
                MonitorKind::EarlyStart(_) => holder.shuns_late = true,
                _ => {}
            }
        }
    }
    for (index, unit) in model.units.iter().enumerate() {
        for used in &unit.uses {
            let holder = &mut model.holders[used.holder as usize];
            holder.periods += u32::from(used.length);
            let unit = u32::try_from(index).unwrap_or(NONE);
            if holder.units.last() != Some(&unit) {
                holder.units.push(unit);
            }
        }
    }
}
