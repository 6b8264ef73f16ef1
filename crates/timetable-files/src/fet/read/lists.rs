//! The lists of a file: subjects, tags, teachers, groups, buildings, rooms.

use junheng_domain::Severity;
use junheng_timetable::{
    AtomId, Building, BuildingId, Group, GroupId, Room, RoomId, Subject, SubjectId, Tag, TagId, Teacher,
    TeacherId,
};

use super::{Reader, fields::Refusal, fields::truth, names_of};
use crate::xml::Element;

/// A number field of a list's element, 0 when it is not there or no number.
fn count(element: &Element, name: &str) -> u32 {
    element.text_of(&[name]).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

fn name(element: &Element) -> String {
    element.text_of(&["Name"]).unwrap_or_default().to_owned()
}

impl Reader<'_> {
    pub(super) fn lists(&mut self, root: &Element) {
        for name in names_of(root, "Subjects_List", "Subject") {
            self.names.subjects.insert(name.clone(), SubjectId::at(self.problem.subjects.len()));
            self.problem.subjects.push(Subject { name });
        }
        let older_tags = names_of(root, "Subject_Tags_List", "Subject_Tag");
        for name in names_of(root, "Activity_Tags_List", "Activity_Tag").into_iter().chain(older_tags) {
            self.names.tags.insert(name.clone(), TagId::at(self.problem.tags.len()));
            self.problem.tags.push(Tag { name });
        }
        for name in names_of(root, "Teachers_List", "Teacher") {
            self.names.teachers.insert(name.clone(), TeacherId::at(self.problem.teachers.len()));
            self.problem.teachers.push(Teacher { name });
        }
        for name in names_of(root, "Buildings_List", "Building") {
            self.names.buildings.insert(name.clone(), BuildingId::at(self.problem.buildings.len()));
            self.problem.buildings.push(Building { name });
        }
        self.groups(root);
        self.rooms(root);
    }

    /// Grades, their groups and the parts of these; a group may stand in several grades.
    fn groups(&mut self, root: &Element) {
        for year in root.child("Students_List").into_iter().flat_map(|list| list.all("Year")) {
            let grade = self.new_group(year);
            self.problem.grades.push(grade);
            for group in year.all("Group") {
                let part = self.new_group(group);
                self.add_part(grade, part);
                for subgroup in group.all("Subgroup") {
                    let piece = self.new_group(subgroup);
                    self.add_part(part, piece);
                }
            }
        }
        for index in 0..self.problem.groups.len() {
            if self.problem.groups[index].parts.is_empty() {
                let atom = AtomId::at(self.problem.atoms.len());
                self.problem.atoms.push(GroupId::at(index));
                self.problem.groups[index].atoms.push(atom);
            }
        }
        for grade in self.problem.grades.clone() {
            for part in self.problem.group(grade).parts.clone() {
                self.gather_atoms(part);
            }
            self.gather_atoms(grade);
        }
    }

    /// The group that an element describes, made when its name is new.
    fn new_group(&mut self, element: &Element) -> GroupId {
        let name = name(element);
        if let Some(known) = self.names.groups.get(&name) {
            return *known;
        }
        let id = GroupId::at(self.problem.groups.len());
        let pupils = count(element, "Number_of_Students");
        self.problem.groups.push(Group { name: name.clone(), pupils, parts: Vec::new(), atoms: Vec::new() });
        self.names.groups.insert(name, id);
        id
    }

    fn add_part(&mut self, whole: GroupId, part: GroupId) {
        let parts = &mut self.problem.groups[whole.index()].parts;
        if whole != part && !parts.contains(&part) {
            parts.push(part);
        }
    }

    /// Gives a group the atoms of its parts.
    fn gather_atoms(&mut self, group: GroupId) {
        let parts = &self.problem.group(group).parts;
        let own = self.problem.group(group).atoms.iter();
        let mut atoms: Vec<AtomId> =
            parts.iter().flat_map(|part| &self.problem.group(*part).atoms).chain(own).copied().collect();
        atoms.sort_unstable();
        atoms.dedup();
        self.problem.groups[group.index()].atoms = atoms;
    }

    fn rooms(&mut self, root: &Element) {
        let elements: Vec<&Element> =
            root.child("Rooms_List").into_iter().flat_map(|list| list.all("Room")).collect();
        for element in &elements {
            let name = name(element);
            let building = self.building(element);
            self.names.rooms.insert(name.clone(), RoomId::at(self.problem.rooms.len()));
            let capacity = element.text_of(&["Capacity"]).and_then(|text| text.trim().parse().ok());
            self.problem.rooms.push(Room { name, capacity, building, sets: Vec::new() });
        }
        for (index, element) in elements.iter().enumerate() {
            if truth(element, "Virtual") == Some(true) {
                let sets = element.all("Set_of_Real_Rooms").map(|set| self.rooms_in(set, "Real_Room"));
                match sets.collect() {
                    Ok(sets) => self.problem.rooms[index].sets = sets,
                    Err(refusal) => self.refuse(&refusal, element),
                }
            }
        }
    }

    fn building(&mut self, room: &Element) -> Option<BuildingId> {
        let field = room.child("Building").filter(|field| !field.text.is_empty())?;
        let known = self.names.buildings.get(&field.text).copied();
        if known.is_none() {
            let refusal = Refusal::new("fet-name-unknown", field);
            self.find(refusal.code, Severity::Warning, field, &refusal.value);
        }
        known
    }
}
