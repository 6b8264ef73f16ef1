//! The problem: who is taught what, by whom, how long, and what there is to place it in.

use crate::grid::Grid;
use crate::ids::{
    AtomId, BuildingId, CourseId, GroupId, LessonId, RoomId, RuleId, SubjectId, TagId, TeacherId,
};
use crate::rules::Rule;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teacher {
    pub name: String,
}

/// A grade, a class, or a part of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub pupils: u32,
    /// The groups that it divides into; none for an undivided group.
    pub parts: Vec<GroupId>,
    /// All its atoms, sorted; an undivided group is its own and only atom.
    pub atoms: Vec<AtomId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub name: String,
    /// How many pupils fit in; `None` when that does not matter.
    pub capacity: Option<u32>,
    pub building: Option<BuildingId>,
    /// A virtual room stands for several real rooms at once: one of each of these sets. Empty for a real room.
    pub sets: Vec<Vec<RoomId>>,
}

impl Room {
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        !self.sets.is_empty()
    }
}

/// Lessons that belong together, in the order of their parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub lessons: Vec<LessonId>,
}

/// What is taught once a week in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Its number in the file that it came from, unique within a problem.
    pub number: u32,
    pub subject: SubjectId,
    pub tags: Vec<TagId>,
    pub teachers: Vec<TeacherId>,
    pub groups: Vec<GroupId>,
    /// All atoms of its groups, sorted, each once.
    pub atoms: Vec<AtomId>,
    /// In periods, at least 1.
    pub length: u32,
    pub course: CourseId,
    /// The how-many-th lesson of its course it is by the numbering of its file, from 1. A gap in the numbering leaves a gap here.
    pub part: u32,
    /// How many pupils come, when that is not the sum over its groups.
    pub stated_pupils: Option<u32>,
    /// Whether it is to be placed at all. One that is not stands aside, and rules do not see it.
    pub active: bool,
}

/// Everything that is known before the search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    pub name: String,
    pub grid: Grid,
    pub subjects: Vec<Subject>,
    pub tags: Vec<Tag>,
    pub teachers: Vec<Teacher>,
    pub groups: Vec<Group>,
    /// The groups that are no part of another, in the order of the file: the grades.
    pub grades: Vec<GroupId>,
    /// For each atom the undivided group that it is.
    pub atoms: Vec<GroupId>,
    pub buildings: Vec<Building>,
    pub rooms: Vec<Room>,
    pub courses: Vec<Course>,
    pub lessons: Vec<Lesson>,
    pub rules: Vec<Rule>,
}

impl Problem {
    #[must_use]
    pub fn teacher(&self, id: TeacherId) -> &Teacher {
        &self.teachers[id.index()]
    }

    #[must_use]
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.index()]
    }

    #[must_use]
    pub fn room(&self, id: RoomId) -> &Room {
        &self.rooms[id.index()]
    }

    #[must_use]
    pub fn lesson(&self, id: LessonId) -> &Lesson {
        &self.lessons[id.index()]
    }

    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.index()]
    }

    /// The name of the group that an atom is.
    #[must_use]
    pub fn atom_name(&self, id: AtomId) -> &str {
        &self.group(self.atoms[id.index()]).name
    }

    /// The classes: the groups that grades divide into, and undivided grades. A part of a class that stands beside it in its grade
    /// is no class.
    #[must_use]
    pub fn classes(&self) -> Vec<GroupId> {
        let mut classes = Vec::new();
        for grade in &self.grades {
            let parts = self.group(*grade).parts.as_slice();
            let groups = if parts.is_empty() { std::slice::from_ref(grade) } else { parts };
            let within = |one: GroupId, other: GroupId| {
                let (one, other) = (&self.group(one).atoms, &self.group(other).atoms);
                one.len() < other.len() && one.iter().all(|atom| other.binary_search(atom).is_ok())
            };
            classes.extend(groups.iter().filter(|group| !groups.iter().any(|other| within(**group, *other))));
        }
        classes
    }

    /// The lessons that are to be placed, in order.
    pub fn active_lessons(&self) -> impl Iterator<Item = (LessonId, &Lesson)> {
        let numbered = self.lessons.iter().enumerate().map(|(index, lesson)| (LessonId::at(index), lesson));
        numbered.filter(|(_, lesson)| lesson.active)
    }

    /// The rules that are in force, in order.
    pub fn active_rules(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        let numbered = self.rules.iter().enumerate().map(|(index, rule)| (RuleId::at(index), rule));
        numbered.filter(|(_, rule)| rule.active)
    }

    /// How many pupils come to a lesson.
    #[must_use]
    pub fn pupils(&self, lesson: &Lesson) -> u32 {
        let of_groups =
            || lesson.groups.iter().fold(0_u32, |sum, id| sum.saturating_add(self.group(*id).pupils));
        lesson.stated_pupils.unwrap_or_else(of_groups)
    }

    /// Whether two groups have pupils in common.
    #[must_use]
    pub fn overlap(&self, one: GroupId, other: GroupId) -> bool {
        let other = &self.group(other).atoms;
        self.group(one).atoms.iter().any(|atom| other.binary_search(atom).is_ok())
    }
}
