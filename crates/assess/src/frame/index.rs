//! Which rows of the snapshot's tables belong to which school and unit.

use std::cmp::Ordering;
use std::ops::Range;

use junheng_domain::{Level, SchoolCode, Snapshot, Stage, Subject, Table};

/// The schools of a snapshot in code order, with the rows of each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub(crate) schools: Vec<School>,
    /// The school of each row of the unit table, as an index into `schools`.
    pub(crate) school_of_unit: Vec<u32>,
    /// The rows of the class table that belong to each row of the unit table; empty without classes.
    classes_of_unit: Vec<Range<u32>>,
}

/// The rows of one school.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct School {
    /// Its row in the school table, when one was reported.
    pub(crate) row: Option<u32>,
    pub(crate) units: Range<u32>,
    pub(crate) rooms: Range<u32>,
}

fn number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn same(a: &SchoolCode, b: &SchoolCode) -> bool {
    std::ptr::eq(a.as_str(), b.as_str()) || a == b
}

impl Index {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let units = snapshot.table(Level::Unit);
        let mut index = Self {
            schools: Vec::with_capacity(units.subjects.len()),
            school_of_unit: Vec::with_capacity(units.subjects.len()),
            classes_of_unit: Vec::new(),
        };
        let mut registered = snapshot.table(Level::School).subjects.iter().zip(0_u32..).peekable();
        let mut row = 0;
        while row < units.subjects.len() {
            let Some(code) = units.subjects[row].school() else { break };
            let mut end = row + 1;
            while units.subjects.get(end).and_then(Subject::school).is_some_and(|next| same(code, next)) {
                end += 1;
            }
            let mut found = None;
            while let Some((school, at)) = registered.next_if(|(school, _)| school.school() <= Some(code)) {
                if school.school() == Some(code) {
                    found = Some(at);
                } else {
                    index.schools.push(School { row: Some(at), ..School::default() });
                }
            }
            index.school_of_unit.extend(std::iter::repeat_n(number(index.schools.len()), end - row));
            let units = number(row)..number(end);
            index.schools.push(School { row: found, units, ..School::default() });
            row = end;
        }
        index.schools.extend(registered.map(|(_, at)| School { row: Some(at), ..School::default() }));
        index.find_rooms(snapshot);
        index.find_classes(snapshot);
        index
    }

    fn find_rooms(&mut self, snapshot: &Snapshot) {
        let rooms = snapshot.table(Level::Room);
        if rooms.subjects.is_empty() {
            return;
        }
        for at in 0..self.schools.len() {
            let range = self.code(snapshot, at).map(|code| rooms.rows_of_school(code));
            if let Some(range) = range {
                self.schools[at].rooms = number(range.start)..number(range.end);
            }
        }
    }

    /// Both tables are sorted by school and stage, so one walk over both finds all ranges.
    fn find_classes(&mut self, snapshot: &Snapshot) {
        let classes = &snapshot.table(Level::Class).subjects;
        if classes.is_empty() {
            return;
        }
        let mut at = 0;
        for unit in &snapshot.table(Level::Unit).subjects {
            while at < classes.len() && by_unit(&classes[at], unit) == Ordering::Less {
                at += 1;
            }
            let start = at;
            while at < classes.len() && by_unit(&classes[at], unit) == Ordering::Equal {
                at += 1;
            }
            self.classes_of_unit.push(number(start)..number(at));
        }
    }

    pub(crate) fn classes(&self, unit: u32) -> Range<u32> {
        self.classes_of_unit.get(unit as usize).cloned().unwrap_or(0..0)
    }

    /// The code of a school of the index.
    pub(crate) fn code<'a>(&self, snapshot: &'a Snapshot, school: usize) -> Option<&'a SchoolCode> {
        let school = self.schools.get(school)?;
        let (level, row) = match school.row {
            Some(row) => (Level::School, row),
            None => (Level::Unit, school.units.start),
        };
        snapshot.table(level).subjects.get(row as usize)?.school()
    }

    /// The school with a code.
    pub(crate) fn find(&self, snapshot: &Snapshot, code: &SchoolCode) -> Option<usize> {
        self.schools
            .binary_search_by(|school| {
                let (level, row) = match school.row {
                    Some(row) => (Level::School, row),
                    None => (Level::Unit, school.units.start),
                };
                snapshot.table(level).subjects[row as usize].school().cmp(&Some(code))
            })
            .ok()
    }

    /// The row of the unit table that holds a stage of a school.
    pub(crate) fn unit(&self, units: &Table, school: usize, stage: Stage) -> Option<u32> {
        let range = self.schools.get(school)?.units.clone();
        range.into_iter().find(|row| units.subjects[*row as usize].stage() == Some(stage))
    }
}

fn by_unit(class: &Subject, unit: &Subject) -> Ordering {
    class.school().cmp(&unit.school()).then(class.stage().cmp(&unit.stage()))
}
