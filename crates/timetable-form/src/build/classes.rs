//! Grades, classes and the parts of classes.

use std::collections::HashSet;

use junheng_timetable::fortnight::{Weeks, name_in};
use junheng_timetable::{AtomId, Group, GroupId};

use super::Builder;
use crate::form::Line;

impl Builder<'_> {
    pub(super) fn classes(&mut self) {
        let mut taken = Vec::new();
        for line in self.form.lines("class") {
            let Some(name) = self.name(line, "name") else { continue };
            if self.names.groups.get(&name).is_some_and(|id| self.problem.group(*id).name == name) {
                self.wrong("form-name-twice", line, "name");
                continue;
            }
            let pupils = self.whole(line, "pupils", u32::MAX).unwrap_or(0);
            let id = self.new_group(&name, pupils);
            taken.push((line, id));
        }
        for (line, id) in taken {
            let grade = line.text("grade");
            if !grade.is_empty() {
                let grade = self.group_named(grade);
                self.add_part(grade, id);
            }
            for part in line.list("parts") {
                let part = self.group_named(&part);
                self.add_part(id, part);
            }
        }
        self.fill_up();
        self.fortnights();
        self.atoms();
    }

    /// A grade that has no row of its own has the pupils of its classes.
    fn fill_up(&mut self) {
        let listed: HashSet<&str> = self.form.lines("class").iter().map(|line| line.text("name")).collect();
        for index in 0..self.problem.groups.len() {
            let group = &self.problem.groups[index];
            if !listed.contains(group.name.as_str()) {
                let pupils = group.parts.iter().map(|part| self.problem.group(*part).pupils);
                self.problem.groups[index].pupils = pupils.fold(0, u32::saturating_add);
            }
        }
    }

    fn new_group(&mut self, name: &str, pupils: u32) -> GroupId {
        let id = GroupId::at(self.problem.groups.len());
        self.names.groups.insert(name, id);
        self.problem.groups.push(Group {
            name: name.to_owned(),
            pupils,
            parts: Vec::new(),
            atoms: Vec::new(),
        });
        id
    }

    /// The group with this name, made when it is new.
    fn group_named(&mut self, name: &str) -> GroupId {
        let known = self.names.groups.get(name).copied();
        known.unwrap_or_else(|| self.new_group(name, 0))
    }

    fn add_part(&mut self, whole: GroupId, part: GroupId) {
        let parts = &mut self.problem.groups[whole.index()].parts;
        if whole != part && !parts.contains(&part) {
            parts.push(part);
        }
    }

    /// Divides each class with lessons in odd or even weeks into its weeks.
    fn fortnights(&mut self) {
        let mut told: HashSet<GroupId> = HashSet::new();
        for line in self.form.lines("teaching").into_iter().filter(|line| is_of_some_weeks(*line)) {
            for class in line
                .list("classes")
                .iter()
                .filter_map(|name| self.names.groups.get(name).copied())
                .collect::<Vec<_>>()
            {
                if !told.insert(class) {
                    continue;
                }
                if !self.problem.group(class).parts.is_empty() {
                    self.wrong("form-weeks-and-parts", line, "classes");
                    continue;
                }
                let (name, pupils) =
                    (self.problem.group(class).name.clone(), self.problem.group(class).pupils);
                for weeks in Weeks::HALVES {
                    let half = self.new_group(&name_in(weeks, &name), pupils);
                    self.add_part(class, half);
                }
            }
        }
    }

    /// Makes the undivided groups atoms, and gives each group the atoms of its parts.
    fn atoms(&mut self) {
        let count = self.problem.groups.len();
        for index in 0..count {
            if self.problem.groups[index].parts.is_empty() {
                let atom = AtomId::at(self.problem.atoms.len());
                self.problem.atoms.push(GroupId::at(index));
                self.problem.groups[index].atoms.push(atom);
            }
        }
        let mut state = vec![0_u8; count];
        for index in 0..count {
            self.gather(GroupId::at(index), &mut state);
        }
        let mut is_part = vec![false; count];
        for part in self.problem.groups.iter().flat_map(|group| &group.parts) {
            is_part[part.index()] = true;
        }
        self.problem.grades = (0..count).filter(|index| !is_part[*index]).map(GroupId::at).collect();
    }

    /// Gathers the atoms below a group, each group once; `state` is 1 for one whose parts are being gathered and 2 for one
    /// that is done. Works with a list of its own, so that no file can make it too deep.
    fn gather(&mut self, from: GroupId, state: &mut [u8]) {
        let mut open = vec![(from, 0_usize)];
        while let Some((group, next)) = open.pop() {
            if state[group.index()] == 2 {
                continue;
            }
            state[group.index()] = 1;
            let part = self.problem.group(group).parts.get(next).copied();
            match part {
                Some(part) if state[part.index()] == 1 => {
                    let lines = self.form.lines("class");
                    if let Some(line) =
                        lines.into_iter().find(|line| line.text("name") == self.problem.group(group).name)
                    {
                        self.wrong("form-parts-circle", line, "parts");
                    }
                    open.push((group, next + 1));
                }
                Some(part) => {
                    open.push((group, next + 1));
                    open.push((part, 0));
                }
                None => {
                    let parts = &self.problem.group(group).parts;
                    let own = self.problem.group(group).atoms.iter();
                    let below = parts.iter().flat_map(|part| &self.problem.group(*part).atoms);
                    let mut atoms: Vec<AtomId> = below.chain(own).copied().collect();
                    atoms.sort_unstable();
                    atoms.dedup();
                    self.problem.groups[group.index()].atoms = atoms;
                    state[group.index()] = 2;
                }
            }
        }
    }

    /// The classes below the groups that a list names: of a grade its classes, of a class itself.
    pub(super) fn classes_of(&self, groups: &[GroupId]) -> Vec<GroupId> {
        let below = |group: &GroupId| match self.problem.group(*group).parts.as_slice() {
            parts if self.problem.grades.contains(group) && !parts.is_empty() => parts.to_vec(),
            _ => vec![*group],
        };
        groups.iter().flat_map(below).collect()
    }
}

/// Whether a course is taught in every second week only.
fn is_of_some_weeks(line: Line<'_>) -> bool {
    matches!(line.text("weeks"), "odd" | "even")
}
