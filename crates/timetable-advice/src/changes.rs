//! What one answer has otherwise than another.

use junheng_timetable::{LessonId, Placement, Problem, Solution};

/// A lesson that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub lesson: LessonId,
    /// `None` where it had no place, or has none any more.
    pub before: Option<Placement>,
    pub after: Option<Placement>,
}

impl Change {
    /// Whether it begins at another time, and does not only change its room.
    #[must_use]
    pub fn of_time(&self) -> bool {
        let slot = |place: &Option<Placement>| place.as_ref().map(|place| place.slot);
        slot(&self.before) != slot(&self.after)
    }
}

/// The lessons that stand elsewhere in the second answer, in order.
#[must_use]
pub fn changes(problem: &Problem, before: &Solution, after: &Solution) -> Vec<Change> {
    let changed = problem.active_lessons().map(|(lesson, _)| Change {
        lesson,
        before: before.get(lesson).cloned(),
        after: after.get(lesson).cloned(),
    });
    let differs = |change: &Change| {
        let room = |place: &Option<Placement>| place.as_ref().map(|place| place.room);
        change.of_time() || room(&change.before) != room(&change.after)
    };
    changed.filter(differs).collect()
}
