//! What always holds: everything placed within its day, nobody and no room wanted twice at once, rooms large enough.

use junheng_timetable::{LessonId, Weight};

use crate::breach::{Always, Breach, Broken, Report};
use crate::weeks::{Placed, Week, Weeks, count};

pub(crate) fn check(weeks: &Weeks<'_>, report: &mut Report) {
    for (id, _) in weeks.problem.active_lessons() {
        match weeks.get(id) {
            None => tell(report, Always::Placed, 1, vec![id]),
            Some(placed) => alone(weeks, &placed, report),
        }
    }
    twice(&weeks.teachers, Always::OneTeacherOneLesson, report);
    twice(&weeks.atoms, Always::OneGroupOneLesson, report);
    twice(&weeks.rooms, Always::OneRoomOneLesson, report);
}

fn tell(report: &mut Report, always: Always, amount: u32, lessons: Vec<LessonId>) {
    let broken = Broken::Always(always);
    report.breaches.push(Breach { broken, weight: Weight::HARD, amount, lessons, person: None, day: None });
}

/// What a lesson can break by itself.
fn alone(weeks: &Weeks<'_>, placed: &Placed<'_>, report: &mut Report) {
    let beyond = placed.lesson.length.saturating_sub(count(placed.end - placed.start));
    if beyond > 0 {
        tell(report, Always::WithinDay, beyond, vec![placed.id]);
    }
    let problem = weeks.problem;
    let Some(room) = placed.place.room.map(|room| problem.room(room)) else { return };
    let pupils = problem.pupils(placed.lesson);
    if let Some(over) =
        room.capacity.and_then(|capacity| pupils.checked_sub(capacity)).filter(|over| *over > 0)
    {
        tell(report, Always::RoomLargeEnough, over, vec![placed.id]);
    }
    if room.is_virtual() && !fill(&room.sets, weeks.real_rooms(placed)) {
        tell(report, Always::RealRooms, 1, vec![placed.id]);
    }
}

/// Whether the real rooms are one of each set, in the order of the sets, and all different.
fn fill(sets: &[Vec<junheng_timetable::RoomId>], real: &[junheng_timetable::RoomId]) -> bool {
    let all_different = real.iter().enumerate().all(|(index, room)| !real[..index].contains(room));
    sets.len() == real.len() && all_different && sets.iter().zip(real).all(|(set, room)| set.contains(room))
}

/// Slots of the same holder with more than one lesson; each set of lessons that clash is told once, with its slots.
fn twice(weeks: &[Week], always: Always, report: &mut Report) {
    for week in weeks {
        let mut clashes: Vec<(&[LessonId], u32)> = Vec::new();
        for lessons in week.slots.iter().filter(|lessons| lessons.len() > 1) {
            match clashes.last_mut().filter(|(known, _)| *known == lessons.as_slice()) {
                Some((_, slots)) => *slots += 1,
                None => clashes.push((lessons, 1)),
            }
        }
        for (lessons, slots) in clashes {
            tell(report, always, slots * count(lessons.len() - 1), lessons.to_vec());
        }
    }
}
