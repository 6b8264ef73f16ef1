//! The week: its days, its periods and their bells.

use junheng_domain::{Finding, Severity};
use junheng_timetable::{Bell, Grid, Part, Purpose};

use super::Builder;
use crate::form::Line;

impl Builder<'_> {
    /// Reads the week; false when there is none.
    pub(super) fn week(&mut self) -> bool {
        self.problem.name =
            self.form.lines("school").first().map(|line| line.text("name").to_owned()).unwrap_or_default();
        let mut days = Vec::new();
        for line in self.form.lines("day") {
            let Some(name) = self.name(line, "name") else { continue };
            self.listed(line, &name, |names, name| names.days.insert(name, days.len()));
            days.push(name);
        }
        let (mut periods, mut bells) = (Vec::new(), Vec::new());
        for line in self.form.lines("period") {
            let Some(name) = self.name(line, "name") else { continue };
            self.listed(line, &name, |names, name| names.periods.insert(name, periods.len()));
            periods.push(name);
            bells.push(self.bell(line));
        }
        match Grid::new(days, periods) {
            Some(grid) => self.problem.grid = grid.with_bells(bells),
            None => {
                let place = self.place();
                self.find(Finding::new("form-no-week", Severity::Error, place));
            }
        }
        self.problem.grid.slot_count() > 0
    }

    fn bell(&mut self, line: Line<'_>) -> Bell {
        Bell {
            begins: self.clock(line, "begins"),
            ends: self.clock(line, "ends"),
            stated: part(line.text("part")),
            purpose: Purpose::ALL
                .into_iter()
                .find(|one| one.name() == line.text("purpose"))
                .unwrap_or_default(),
        }
    }

    /// Puts a name into its list, or tells that it is there twice.
    pub(super) fn listed(
        &mut self,
        line: Line<'_>,
        name: &str,
        insert: impl FnOnce(&mut super::Names, &str) -> bool,
    ) {
        if !insert(&mut self.names, name) {
            self.wrong("form-name-twice", line, "name");
        }
    }
}

/// The part of the day with this word.
pub(super) fn part(word: &str) -> Option<Part> {
    Part::ALL.into_iter().find(|part| part.name() == word)
}
