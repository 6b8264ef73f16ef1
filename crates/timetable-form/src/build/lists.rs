//! Subjects, tags, teachers, campuses and rooms.

use std::collections::{HashMap, HashSet};

use junheng_timetable::fortnight::{Weeks, name_in};
use junheng_timetable::{
    Building, BuildingId, Room, RoomId, Subject, SubjectId, Tag, TagId, Teacher, TeacherId,
};

use super::Builder;
use crate::form::{SEPARATORS, cut, split};

impl Builder<'_> {
    pub(super) fn lists(&mut self) {
        for line in self.form.lines("subject") {
            let Some(name) = self.name(line, "name") else { continue };
            let id = SubjectId::at(self.problem.subjects.len());
            self.listed(line, &name, |names, name| names.subjects.insert(name, id));
            self.problem.subjects.push(Subject { name });
        }
        for line in self.form.lines("tag") {
            let Some(name) = self.name(line, "name") else { continue };
            let id = TagId::at(self.problem.tags.len());
            self.listed(line, &name, |names, name| names.tags.insert(name, id));
            self.problem.tags.push(Tag { name });
        }
        self.teachers();
        self.rooms();
    }

    /// Each teacher; one with lessons in odd and in even weeks becomes two.
    fn teachers(&mut self) {
        let parted = self.teachers_of_both_weeks();
        for line in self.form.lines("teacher") {
            let Some(name) = self.name(line, "name") else { continue };
            let weeks: &[Weeks] = if parted.contains(&name) { &Weeks::HALVES } else { &[Weeks::Every] };
            let first = self.problem.teachers.len();
            let ids: Vec<TeacherId> = (first..first + weeks.len()).map(TeacherId::at).collect();
            self.listed(line, &name, |names, name| names.teachers.insert(name, ids));
            self.problem.teachers.extend(weeks.iter().map(|weeks| Teacher { name: name_in(*weeks, &name) }));
        }
    }

    fn teachers_of_both_weeks(&self) -> HashSet<String> {
        let mut seen: HashMap<String, HashSet<&str>> = HashMap::new();
        for line in self.form.lines("teaching") {
            for teacher in line.list("teachers") {
                seen.entry(teacher).or_default().insert(line.text("weeks"));
            }
        }
        let both = |weeks: &HashSet<&str>| Weeks::HALVES.iter().all(|half| weeks.contains(half.name()));
        seen.into_iter().filter(|(_, weeks)| both(weeks)).map(|(name, _)| name).collect()
    }

    /// The campus with this name, made when it is new.
    fn campus(&mut self, name: &str) -> BuildingId {
        if let Some(known) = self.names.buildings.get(name) {
            return *known;
        }
        let id = BuildingId::at(self.problem.buildings.len());
        self.names.buildings.insert(name, id);
        self.problem.buildings.push(Building { name: name.to_owned() });
        id
    }

    fn rooms(&mut self) {
        for line in self.form.lines("campus") {
            let Some(name) = self.name(line, "name") else { continue };
            if self.names.buildings.get(&name).is_some() {
                self.wrong("form-name-twice", line, "name");
            }
            self.campus(&name);
        }
        let mut kinds: Vec<(String, Vec<RoomId>)> = Vec::new();
        let lines = self.form.lines("room");
        let mut taken = Vec::new();
        for line in &lines {
            let Some(name) = self.name(*line, "name") else { continue };
            let id = RoomId::at(self.problem.rooms.len());
            self.listed(*line, &name, |names, name| names.rooms.insert(name, id));
            let building = Some(line.text("campus")).filter(|name| !name.is_empty());
            let building = building.map(|name| self.campus(name));
            let capacity = self.whole(*line, "capacity", u32::MAX);
            self.problem.rooms.push(Room { name, capacity, building, sets: Vec::new() });
            let kind = line.text("kind");
            match kinds.iter_mut().find(|(known, _)| known == kind) {
                Some((_, rooms)) => rooms.push(id),
                None => kinds.push((kind.to_owned(), vec![id])),
            }
            taken.push((*line, id));
        }
        for (kind, rooms) in kinds.iter().filter(|(kind, _)| !kind.is_empty()) {
            self.names.room_kinds.insert(kind, rooms.clone());
        }
        for (line, id) in taken {
            for set in cut(line.text("sets"), &['|']) {
                let names = split(set, SEPARATORS);
                let known: Vec<RoomId> =
                    names.iter().filter_map(|name| self.names.rooms.get(name).copied()).collect();
                if known.len() < names.len() {
                    self.wrong("form-name-unknown", line, "sets");
                } else if !known.is_empty() {
                    self.problem.rooms[id.index()].sets.push(known);
                }
            }
        }
    }
}
