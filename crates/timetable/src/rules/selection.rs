//! Which lessons a rule speaks of: by number, or by what they are.

use crate::ids::{GroupId, LessonId, SubjectId, TagId, TeacherId};
use crate::problem::{Lesson, Problem};

/// The lessons of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    These(Vec<LessonId>),
    Like(Filter),
}

/// What lessons have in common; a part that is `None` fits every lesson.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub teacher: Option<TeacherId>,
    /// Fits lessons that have pupils in common with the group.
    pub group: Option<GroupId>,
    pub subject: Option<SubjectId>,
    pub tag: Option<TagId>,
    pub length: Option<u32>,
    /// Which lesson of its course, from 1.
    pub part: Option<u32>,
}

impl Filter {
    #[must_use]
    pub fn fits(&self, problem: &Problem, lesson: &Lesson) -> bool {
        self.teacher.is_none_or(|teacher| lesson.teachers.contains(&teacher))
            && self.group.is_none_or(|group| lesson.groups.iter().any(|own| problem.overlap(*own, group)))
            && self.subject.is_none_or(|subject| lesson.subject == subject)
            && self.tag.is_none_or(|tag| lesson.tags.contains(&tag))
            && self.length.is_none_or(|length| lesson.length == length)
            && self.part.is_none_or(|part| lesson.part == part)
    }
}

impl Selection {
    /// The active lessons that it means, in order.
    #[must_use]
    pub fn lessons(&self, problem: &Problem) -> Vec<LessonId> {
        match self {
            Self::These(lessons) => {
                lessons.iter().copied().filter(|lesson| problem.lesson(*lesson).active).collect()
            }
            Self::Like(filter) => problem
                .active_lessons()
                .filter(|(_, lesson)| filter.fits(problem, lesson))
                .map(|(id, _)| id)
                .collect(),
        }
    }
}
