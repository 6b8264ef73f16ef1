//! The names that a form uses, and what they stand for.

use std::collections::HashMap;

use junheng_timetable::{BuildingId, GroupId, LessonId, RoomId, SubjectId, TagId, TeacherId};
use unicode_normalization::UnicodeNormalization;

/// Names of one sheet. A name that is not there as it is written is looked for without blanks and with full-width forms
/// folded, so that `七（1）班` finds `七(1)班`.
#[derive(Debug)]
pub(super) struct Table<T> {
    exact: HashMap<String, T>,
    /// `None` when several names look alike.
    alike: HashMap<String, Option<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), alike: HashMap::new() }
    }
}

fn folded(name: &str) -> String {
    name.nfkc().filter(|letter| !letter.is_whitespace()).collect()
}

impl<T: Clone> Table<T> {
    /// Adds a name; false when it is there already.
    pub(super) fn insert(&mut self, name: &str, value: T) -> bool {
        if self.exact.contains_key(name) {
            return false;
        }
        let alike = self.alike.entry(folded(name));
        alike.and_modify(|known| *known = None).or_insert_with(|| Some(value.clone()));
        self.exact.insert(name.to_owned(), value);
        true
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let alike = || self.alike.get(&folded(name)).and_then(Option::as_ref);
        self.exact.get(name).or_else(alike)
    }
}

#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) days: Table<usize>,
    pub(super) periods: Table<usize>,
    pub(super) subjects: Table<SubjectId>,
    pub(super) tags: Table<TagId>,
    /// A teacher with lessons in odd and in even weeks is two.
    pub(super) teachers: Table<Vec<TeacherId>>,
    pub(super) groups: Table<GroupId>,
    pub(super) buildings: Table<BuildingId>,
    pub(super) rooms: Table<RoomId>,
    pub(super) room_kinds: Table<Vec<RoomId>>,
    pub(super) lessons: HashMap<u32, LessonId>,
}
