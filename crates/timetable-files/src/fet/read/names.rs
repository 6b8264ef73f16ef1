//! The names that a file uses, and what they stand for.

use std::collections::HashMap;

use junheng_timetable::{BuildingId, Grid, GroupId, LessonId, RoomId, SubjectId, TagId, TeacherId};

/// What each name stands for. Names are told apart by capitals, as FET does.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) days: HashMap<String, usize>,
    pub(super) hours: HashMap<String, usize>,
    pub(super) subjects: HashMap<String, SubjectId>,
    pub(super) tags: HashMap<String, TagId>,
    pub(super) teachers: HashMap<String, TeacherId>,
    pub(super) groups: HashMap<String, GroupId>,
    pub(super) buildings: HashMap<String, BuildingId>,
    pub(super) rooms: HashMap<String, RoomId>,
    pub(super) lessons: HashMap<u32, LessonId>,
}

fn numbered(names: &[String]) -> HashMap<String, usize> {
    names.iter().enumerate().map(|(index, name)| (name.clone(), index)).collect()
}

impl Names {
    pub(super) fn week(&mut self, grid: &Grid) {
        self.days = numbered(grid.days());
        self.hours = numbered(grid.periods());
    }
}
