//! Lessons that must begin together become one unit, unless they share somebody.

use junheng_timetable::rules::{Kind, Same};
use junheng_timetable::{LessonId, Problem};

use crate::model::{Member, Model, NONE, Unit};

/// Who is busy in a lesson, teachers and atoms apart.
type Busy = Vec<(bool, u32)>;

struct Forest {
    parent: Vec<usize>,
    busy: Vec<Busy>,
}

impl Forest {
    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let shared = self.busy[one].iter().any(|who| self.busy[other].contains(who));
        if one == other || shared {
            return;
        }
        let (first, second) = (one.min(other), one.max(other));
        self.parent[second] = first;
        let moved = std::mem::take(&mut self.busy[second]);
        self.busy[first].extend(moved);
    }
}

pub(super) fn group(problem: &Problem, model: &mut Model) {
    let busy = |lesson: &junheng_timetable::Lesson| {
        let teachers = lesson.teachers.iter().map(|id| (true, id.0));
        teachers.chain(lesson.atoms.iter().map(|id| (false, id.0))).collect()
    };
    let mut forest = Forest {
        parent: (0..problem.lessons.len()).collect(),
        busy: problem.lessons.iter().map(busy).collect(),
    };
    for (_, rule) in problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()) {
        let Kind::SameStart(same) = &rule.kind else { continue };
        let active = |lesson: &&LessonId| problem.lesson(**lesson).active;
        let lessons: Vec<&LessonId> = same.lessons.iter().filter(active).collect();
        if same.same == Same::Time {
            lessons.windows(2).for_each(|two| forest.join(two[0].index(), two[1].index()));
        }
    }
    let mut by_root: Vec<Vec<u32>> = vec![Vec::new(); problem.lessons.len()];
    for (id, _) in problem.active_lessons() {
        by_root[forest.root(id.index())].push(id.0);
    }
    model.member_of = vec![NONE; problem.lessons.len()];
    for lessons in by_root.into_iter().filter(|lessons| !lessons.is_empty()) {
        let first = model.members.len();
        let unit = u32::try_from(model.units.len()).unwrap_or(NONE);
        for lesson in lessons {
            model.member_of[lesson as usize] = u32::try_from(model.members.len()).unwrap_or(NONE);
            let length = u16::try_from(problem.lessons[lesson as usize].length).unwrap_or(u16::MAX);
            model.members.push(Member { lesson, unit, length, rooms: Vec::new() });
        }
        model.units.push(Unit { members: first..model.members.len(), ..Unit::default() });
    }
    model.tags = problem.lessons.iter().map(|lesson| lesson.tags.iter().map(|tag| tag.0).collect()).collect();
}
