//! Rules about sets of lessons, and about lessons that begin or end a day.

use junheng_timetable::rules::{DayOf, Kind, Order, Person};
use junheng_timetable::{CourseId, LessonId, Problem, SlotSet};

use super::people::People;
use super::{price, priced};
use crate::model::{EdgeRule, Model, NONE, SetKind, SetRule};

pub(super) fn gather(problem: &Problem, model: &mut Model, people: &People) {
    for (id, rule) in priced(problem) {
        let (kind, lessons, slots) = match &rule.kind {
            Kind::OccupiedSlots(set) => (SetKind::Slots(set.count), &set.lessons, Some(&set.slots)),
            Kind::LessonsInSlots(set) => (SetKind::Within(set.most), &set.lessons, Some(&set.slots)),
            Kind::OccupiedRooms(set) => (SetKind::Rooms(set.most), &set.lessons, None),
            Kind::AtOnce(set) => {
                let kind = SetKind::AtOnce { count: set.count, allow_empty: set.allow_empty_slots };
                (kind, &set.lessons, Some(&set.slots))
            }
            Kind::Sequence(sequence) if sequence.order == Order::Grouped => {
                let all = [sequence.first.as_slice(), sequence.second.as_slice()].concat();
                if all.len() > 2 {
                    add(problem, model, price(id, rule.weight, 1), SetKind::Grouped, &all, None);
                }
                continue;
            }
            Kind::Progress(progress) => {
                let of = |id: &CourseId| problem.courses[id.index()].lessons.as_slice();
                let lessons = progress.courses.iter().flat_map(of).copied().collect::<Vec<LessonId>>();
                add(
                    problem,
                    model,
                    price(id, rule.weight, 1),
                    SetKind::Progress(progress.most),
                    &lessons,
                    None,
                );
                let members = |id: &CourseId| {
                    let members = of(id).iter().map(|lesson| model.member_of[lesson.index()]);
                    members.filter(|member| *member != NONE).collect::<Vec<u32>>()
                };
                let courses = progress.courses.iter().map(members).collect();
                if let Some(set) = model.sets.last_mut() {
                    set.courses = courses;
                }
                continue;
            }
            Kind::DayEdge(edge) => {
                for lesson in edge.lessons.lessons(problem) {
                    let of = problem.lesson(lesson);
                    let holders = match edge.day_of {
                        DayOf::Pupils => people.holders(of.atoms.iter().map(|id| Person::Atom(*id))),
                        DayOf::Teachers => people.holders(of.teachers.iter().map(|id| Person::Teacher(*id))),
                    };
                    let member = model.member_of[lesson.index()];
                    let index = u32::try_from(model.edges.len()).unwrap_or(NONE);
                    for holder in &holders {
                        model.holders[*holder as usize].edges.push(index);
                    }
                    let price = price(id, rule.weight, 1);
                    model.edges.push(EdgeRule { price, member, edge: edge.edge, holders });
                }
                continue;
            }
            _ => continue,
        };
        add(problem, model, price(id, rule.weight, 1), kind, lessons, slots);
    }
}

fn add(
    problem: &Problem,
    model: &mut Model,
    price: crate::model::Price,
    kind: SetKind,
    lessons: &[LessonId],
    slots: Option<&SlotSet>,
) {
    let member = |id: &LessonId| model.member_of[id.index()];
    let members: Vec<u32> = lessons.iter().map(member).filter(|id| *id != NONE).collect();
    // A rule that puts all lessons beside each other means nothing when one of them stands aside.
    if matches!(kind, SetKind::Grouped) && members.len() < lessons.len() {
        return;
    }
    let index = u32::try_from(model.sets.len()).unwrap_or(NONE);
    for member in &members {
        let unit = model.member(*member).unit as usize;
        model.units[unit].sets.push((index, *member));
    }
    let slots =
        slots.map_or(Vec::new(), |slots| problem.grid.slots().map(|slot| slots.contains(slot)).collect());
    let periods = members.iter().map(|member| u32::from(model.member(*member).length)).sum();
    model.sets.push(SetRule { price, kind, members, slots, periods, courses: Vec::new() });
}
