//! People as holders of time. Atoms with the same lessons and the same rules are one holder that counts several times.

use std::collections::HashMap;

use junheng_timetable::rules::{
    Bound, ChangeLimit, Changes, Holder as Closed, HoursPerDay, Kind, Person, Place, Span, Whom,
};
use junheng_timetable::{Problem, TagId};

use super::{by_day, price, priced};
use crate::model::{Holder, Model, Monitor, MonitorKind, NONE, Use};

/// Where people stand among the holders.
#[derive(Debug, Default)]
pub(super) struct People {
    teachers: Vec<u32>,
    atoms: Vec<u32>,
    /// By holder, how many people it is.
    pub(super) times: Vec<i64>,
}

impl People {
    pub(super) fn holder(&self, person: Person) -> u32 {
        match person {
            Person::Teacher(id) => self.teachers[id.index()],
            Person::Atom(id) => self.atoms[id.index()],
        }
    }

    /// The holders of some people, each once.
    pub(super) fn holders(&self, people: impl IntoIterator<Item = Person>) -> Vec<u32> {
        let mut holders: Vec<u32> = people.into_iter().map(|person| self.holder(person)).collect();
        holders.sort_unstable();
        holders.dedup();
        holders
    }

    /// Those who are not available by a rule; for a break nobody by name.
    pub(super) fn closed_by(&self, problem: &Problem, closed: Closed) -> Vec<u32> {
        match closed {
            Closed::Teacher(id) => vec![self.teachers[id.index()]],
            Closed::Group(id) => self.holders(problem.group(id).atoms.iter().map(|atom| Person::Atom(*atom))),
            Closed::Room(_) | Closed::Everybody => Vec::new(),
        }
    }
}

fn push(model: &mut Model) -> u32 {
    let id = u32::try_from(model.holders.len()).unwrap_or(NONE);
    model.holders.push(Holder { blocked: model.breaks.clone(), ..Holder::default() });
    id
}

/// Makes a holder of each teacher and of atoms that are alike, and says which members use them.
pub(super) fn gather(problem: &Problem, model: &mut Model) -> People {
    let mut people = People::default();
    people.teachers = problem.teachers.iter().map(|_| push(model)).collect();
    people.times = vec![1; people.teachers.len()];
    let mut known: HashMap<(Vec<u32>, Vec<u32>), u32> = HashMap::new();
    for key in alike(problem) {
        let holder = *known.entry(key).or_insert_with(|| {
            people.times.push(0);
            push(model)
        });
        people.times[holder as usize] += 1;
        people.atoms.push(holder);
    }
    for (_, rule) in problem.active_rules() {
        let Kind::NotAvailable(closed) = &rule.kind else { continue };
        let days = by_day(problem, &closed.slots);
        for holder in people.closed_by(problem, closed.holder) {
            let blocked = &mut model.holders[holder as usize].blocked;
            blocked.iter_mut().zip(&days).for_each(|(known, day)| *known |= day);
        }
    }
    for index in 0..model.members.len() {
        let member = &model.members[index];
        let (lesson, length) = (&problem.lessons[member.lesson as usize], member.length);
        let teachers = lesson.teachers.iter().map(|id| Person::Teacher(*id));
        let holders = people.holders(teachers.chain(lesson.atoms.iter().map(|id| Person::Atom(*id))));
        let member_index = u32::try_from(index).unwrap_or(NONE);
        let uses =
            holders.into_iter().map(|holder| Use { holder, member: member_index, length, is_person: true });
        model.units[member.unit as usize].uses.extend(uses);
    }
    people
}

/// For each atom its lessons and the rules that name it.
fn alike(problem: &Problem) -> Vec<(Vec<u32>, Vec<u32>)> {
    let mut keys = vec![(Vec::new(), Vec::new()); problem.atoms.len()];
    for (id, lesson) in problem.active_lessons() {
        lesson.atoms.iter().for_each(|atom| keys[atom.index()].0.push(id.0));
    }
    for (id, rule) in problem.active_rules() {
        let group = match &rule.kind {
            Kind::NotAvailable(rule) => match rule.holder {
                Closed::Group(group) => Some(group),
                _ => None,
            },
            kind => match whom(kind) {
                Some(Whom::Group(group)) => Some(group),
                _ => None,
            },
        };
        let Some(group) = group else { continue };
        problem.group(group).atoms.iter().for_each(|atom| keys[atom.index()].1.push(id.0));
    }
    keys
}

/// Whose weeks a rule looks at.
fn whom(kind: &Kind) -> Option<Whom> {
    Some(match kind {
        Kind::MaxGaps(rule) => rule.whom,
        Kind::DaysPerWeek(rule) => rule.whom,
        Kind::DaysPerWeekInterval(rule) => rule.whom,
        Kind::HoursPerDay(rule) => rule.whom,
        Kind::EarlyStart(rule) => rule.whom,
        Kind::HoursInARow(rule) => rule.whom,
        Kind::Changes(rule) => rule.whom,
        Kind::TagGaps(rule) => rule.whom,
        Kind::Rest(rule) => rule.whom,
        Kind::DaySpan(rule) => rule.whom,
        _ => return None,
    })
}

/// Turns the rules about weeks into monitors of their holders.
pub(super) fn watch(problem: &Problem, model: &mut Model, people: &People) {
    let mut with_tag: HashMap<(u32, u32), u32> = HashMap::new();
    let mut monitors = Vec::new();
    for (id, rule) in priced(problem) {
        let (Some(whom), Some((kind, tag))) = (whom(&rule.kind), monitor(&rule.kind)) else { continue };
        for person in people.holders(whom.people(problem)) {
            let holder = match tag {
                None => person,
                Some(tag) => *with_tag
                    .entry((person, tag.0))
                    .or_insert_with(|| lessons_with_tag(problem, model, person, tag)),
            };
            let price = price(id, rule.weight, people.times[person as usize]);
            monitors.push(Monitor { price, holder, kind });
        }
    }
    monitors.sort_by_key(|monitor: &Monitor| monitor.holder);
    let mut next = 0;
    for (index, holder) in model.holders.iter_mut().enumerate() {
        let first = next;
        while monitors.get(next).is_some_and(|monitor| monitor.holder as usize == index) {
            next += 1;
        }
        holder.monitors = first..next;
    }
    model.monitors = monitors;
}

/// A holder of the lessons of a person that have a tag.
fn lessons_with_tag(problem: &Problem, model: &mut Model, person: u32, tag: TagId) -> u32 {
    let holder = push(model);
    for unit in &mut model.units {
        let marked = |used: &&Use| {
            let lesson = model.members[used.member as usize].lesson;
            used.holder == person && problem.lessons[lesson as usize].tags.contains(&tag)
        };
        let uses: Vec<Use> =
            unit.uses.iter().filter(marked).map(|used| Use { holder, is_person: false, ..*used }).collect();
        unit.uses.extend(uses);
    }
    holder
}

/// What to count for a rule about weeks, and of which lessons.
fn monitor(kind: &Kind) -> Option<(MonitorKind, Option<TagId>)> {
    let untagged = match kind {
        Kind::HoursPerDay(rule) => return Some((hours(rule), rule.tag)),
        Kind::HoursInARow(rule) => return Some((MonitorKind::InARow(rule.most), rule.tag)),
        Kind::MaxGaps(rule) => match rule.per {
            Span::Week => MonitorKind::GapsOfWeek(rule.most),
            Span::Day => MonitorKind::GapsOfDay(rule.most),
        },
        Kind::DaysPerWeek(rule) => match rule.days {
            Bound::AtLeast(least) => MonitorKind::DaysAtLeast(least),
            Bound::AtMost(most) => MonitorKind::DaysAtMost(most),
        },
        Kind::DaysPerWeekInterval(rule) => {
            let periods = (rule.from..rule.to.min(64)).fold(0, |sum, period| sum | 1_u64 << period);
            MonitorKind::DaysWithin(periods, rule.most)
        }
        Kind::EarlyStart(rule) => MonitorKind::EarlyStart(rule.most_second_period),
        Kind::Changes(rule) => changes(rule),
        Kind::TagGaps(rule) => {
            let second = rule.second.unwrap_or(rule.first).0;
            MonitorKind::TagGaps { first: rule.first.0, second, least: rule.least }
        }
        Kind::Rest(rule) => MonitorKind::Rest { least: rule.least, circular: rule.circular },
        Kind::DaySpan(rule) => MonitorKind::Span { most: rule.most, one_longer: rule.one_day_longer },
        _ => return None,
    };
    Some((untagged, None))
}

fn hours(rule: &HoursPerDay) -> MonitorKind {
    match rule.hours {
        Bound::AtMost(most) => MonitorKind::HoursAtMost(most),
        Bound::AtLeast(least) => MonitorKind::HoursAtLeast { least, allow_empty: rule.allow_empty_days },
    }
}

fn changes(rule: &Changes) -> MonitorKind {
    let building = rule.of == Place::Building;
    match rule.limit {
        ChangeLimit::AtMostPerDay(most) => MonitorKind::ChangesOfDay { building, most },
        ChangeLimit::AtMostPerWeek(most) => MonitorKind::ChangesOfWeek { building, most },
        ChangeLimit::GapsBetween(least) => MonitorKind::ChangeTime { building, least },
    }
}
