//! Rules that put each two lessons of a set beside each other become links between their units.

use junheng_timetable::rules::{Kind, NotOverlapping, Order, Same};
use junheng_timetable::{LessonId, Problem, RuleId, Weight};

use super::{member_of, price};
use crate::links::missed;
use crate::model::{Holder, Link, LinkKind, Model, NONE, Use};

/// A rule about two lessons.
#[derive(Clone, Copy)]
struct Tie {
    rule: RuleId,
    weight: Weight,
    kind: LinkKind,
}

pub(super) fn link(problem: &Problem, model: &mut Model) {
    for (rule, of) in problem.active_rules() {
        let tie = |kind| Tie { rule, weight: of.weight, kind };
        match &of.kind {
            Kind::DaysBetween(days) => {
                each_two(model, tie(LinkKind::DaysBetween(days.days)), &days.lessons);
                if days.consecutive_if_same_day {
                    let anyway = Tie { weight: Weight::HARD, ..tie(LinkKind::TouchOnSameDay) };
                    each_two(model, anyway, &days.lessons);
                }
            }
            Kind::GapsBetween(gaps) => {
                each_two(model, tie(LinkKind::GapsBetween(gaps.periods)), &gaps.lessons);
            }
            Kind::SameStart(same) => {
                let kind = match same.same {
                    Same::Time => LinkKind::SameTime,
                    Same::Day => LinkKind::SameDay,
                    Same::Period => LinkKind::SamePeriod,
                };
                each_two(model, tie(kind), &same.lessons);
            }
            Kind::SameRoom(same) => each_two(model, tie(LinkKind::SameRoom), &same.lessons),
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => {
                let are_kept_apart = of.weight.is_hard() && keep_apart(model, lessons);
                if !are_kept_apart {
                    each_two(model, tie(LinkKind::Apart), lessons);
                }
            }
            Kind::NotOverlapping(NotOverlapping::Tags(tags)) => {
                let has = |lesson: LessonId, tag| problem.lesson(lesson).tags.contains(tag);
                let marked = problem.active_lessons().map(|(id, _)| id);
                let marked: Vec<LessonId> =
                    marked.filter(|id| tags.iter().any(|tag| has(*id, tag))).collect();
                for (index, one) in marked.iter().enumerate() {
                    for other in &marked[..index] {
                        let differ = |tag| {
                            has(*one, tag) && tags.iter().any(|second| second != tag && has(*other, second))
                        };
                        if tags.iter().any(differ) {
                            between(model, tie(LinkKind::Apart), *other, *one);
                        }
                    }
                }
            }
            Kind::Sequence(sequence) => {
                let kind = match sequence.order {
                    Order::Consecutive => LinkKind::Follows,
                    Order::Ordered => LinkKind::Ordered,
                    Order::OrderedIfSameDay => LinkKind::OrderedOnSameDay,
                    Order::Grouped => {
                        let all = [sequence.first.as_slice(), sequence.second.as_slice()].concat();
                        if let [one, other] = all.as_slice() {
                            between(model, tie(LinkKind::SideBySide), *one, *other);
                        }
                        continue;
                    }
                };
                for first in &sequence.first {
                    sequence.second.iter().for_each(|second| between(model, tie(kind), *first, *second));
                }
            }
            _ => {}
        }
    }
}

fn each_two(model: &mut Model, tie: Tie, lessons: &[LessonId]) {
    for (index, second) in lessons.iter().enumerate() {
        lessons[..index].iter().for_each(|first| between(model, tie, *first, *second));
    }
}

fn between(model: &mut Model, tie: Tie, first: LessonId, second: LessonId) {
    let (Some(one), Some(other)) = (member_of(model, first), member_of(model, second)) else { return };
    if tie.weight.units() == 0 {
        return;
    }
    let (one_unit, other_unit) = (one.unit, other.unit);
    let forward = Link {
        price: price(tie.rule, tie.weight, 1),
        pair: model.pairs,
        kind: tie.kind,
        other: other_unit,
        own_member: model.member_of[first.index()],
        other_member: model.member_of[second.index()],
        own_length: one.length,
        other_length: other.length,
        is_first: true,
    };
    if one_unit == other_unit {
        within(model, forward);
        return;
    }
    model.pairs += 1;
    model.units[one_unit as usize].links.push(forward);
    model.units[other_unit as usize].links.push(Link {
        other: one_unit,
        own_member: forward.other_member,
        other_member: forward.own_member,
        own_length: forward.other_length,
        other_length: forward.own_length,
        is_first: false,
        ..forward
    });
}

/// A tie within a unit depends on its start alone.
fn within(model: &mut Model, link: Link) {
    let unit = model.member(link.own_member).unit as usize;
    let mut starts = std::mem::take(&mut model.units[unit].starts);
    let mut costs = std::mem::take(&mut model.units[unit].start_costs);
    let amount = |start: u16| i64::from(missed(model, &link, start, start));
    if link.price.is_hard() {
        starts.retain(|start| amount(*start) == 0);
    } else if starts.iter().any(|start| amount(*start) > 0) {
        costs.resize(model.slots(), 0);
        starts.iter().for_each(|start| costs[usize::from(*start)] += link.price.soft * amount(*start));
    }
    model.units[unit].starts = starts;
    model.units[unit].start_costs = costs;
}

/// Lessons that must not overlap take the time of one holder; false when two of them are one unit.
fn keep_apart(model: &mut Model, lessons: &[LessonId]) -> bool {
    let members: Vec<u32> =
        lessons.iter().map(|id| model.member_of[id.index()]).filter(|id| *id != NONE).collect();
    let mut units: Vec<u32> = members.iter().map(|member| model.member(*member).unit).collect();
    units.sort_unstable();
    if units.windows(2).any(|two| two[0] == two[1]) {
        return false;
    }
    let holder = u32::try_from(model.holders.len()).unwrap_or(NONE);
    let end = model.monitors.len();
    let blocked = model.breaks.clone();
    model.holders.push(Holder { blocked, monitors: end..end, ..Holder::default() });
    for member in members {
        let (unit, length) = (model.member(member).unit, model.member(member).length);
        model.units[unit as usize].uses.push(Use { holder, member, length, is_person: true });
    }
    true
}
