//! Fewer changes for the same gain. Steps:
//!
//! 1. Of each lesson that stands elsewhere than before, find what has to go back with it: the lessons that now stand where it
//!    stood, those that begin together with it, those that stand where these stood, and so on.
//! 2. Put them back together. When nothing is broken more than with the change, they stay there.
//! 3. Go on until nothing more goes back.

use std::collections::BTreeSet;

use junheng_timetable::{LessonId, Placement, Problem, Solution};

use crate::changes::changes;
use crate::explain::Effect;
use crate::narrow::Narrow;
use crate::tied::tied;

/// More lessons than this do not go back together.
const MOST_TOGETHER: usize = 24;

/// The answer `after` with as many lessons as possible where `before` has them, and no rule broken more.
#[must_use]
pub fn settle(problem: &Problem, before: &Solution, after: &Solution) -> Solution {
    let mut settled = after.clone();
    loop {
        let changed: Vec<LessonId> =
            changes(problem, before, &settled).into_iter().map(|change| change.lesson).collect();
        let mut gone_back = false;
        for lesson in &changed {
            let Some(together) = together(problem, before, &settled, &changed, *lesson) else { continue };
            let mut back = settled.clone();
            for lesson in &together {
                if let Some(place) = before.get(*lesson) {
                    back.place(*lesson, place.clone());
                }
            }
            let rooms: Vec<_> =
                together.iter().filter_map(|id| before.get(*id)).flat_map(|place| place.room).collect();
            let part = Narrow::new(problem, &settled, &together, &[], &rooms);
            if Effect::between(part.breaches(&settled), part.breaches(&back)).order() <= (0, 0) {
                gone_back |= back != settled;
                settled = back;
            }
        }
        if !gone_back {
            return settled;
        }
    }
}

/// The lesson and all that have to go back with it; `None` when they are too many, or one had no place before.
fn together(
    problem: &Problem,
    before: &Solution,
    now: &Solution,
    changed: &[LessonId],
    lesson: LessonId,
) -> Option<Vec<LessonId>> {
    let mut together = vec![lesson];
    let mut at = 0;
    while let Some(lesson) = together.get(at).copied() {
        let old = before.get(lesson)?;
        let clashing = changed.iter().copied().filter(|other| {
            *other != lesson
                && now.get(*other).is_some_and(|place| clash(problem, (lesson, old), (*other, place)))
        });
        let begin_with_it = tied(problem, lesson).into_iter().filter(|other| changed.contains(other));
        let new = clashing.chain(begin_with_it).filter(|other| !together.contains(other));
        let new: Vec<LessonId> = new.collect::<BTreeSet<LessonId>>().into_iter().collect();
        together.extend(new);
        at += 1;
        if together.len() > MOST_TOGETHER {
            return None;
        }
    }
    Some(together)
}

/// Whether two lessons cannot both be where they are said to be.
fn clash(problem: &Problem, one: (LessonId, &Placement), other: (LessonId, &Placement)) -> bool {
    let (first, second) = (problem.lesson(one.0), problem.lesson(other.0));
    let grid = &problem.grid;
    let mut slots = grid.taken(one.1.slot, first.length);
    let at_once = slots.any(|slot| grid.taken(other.1.slot, second.length).any(|taken| taken == slot));
    let share = first.teachers.iter().any(|id| second.teachers.contains(id))
        || first.atoms.iter().any(|id| second.atoms.binary_search(id).is_ok())
        || one.1.room.is_some_and(|room| other.1.room == Some(room));
    at_once && share
}
