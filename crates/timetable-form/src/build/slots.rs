//! Days, periods and slots as a form names them.

use junheng_domain::{Finding, Severity};
use junheng_timetable::{Part, SlotSet};

use super::Builder;
use super::names::Table;
use crate::form::{Line, SEPARATORS, cut, split};
use crate::schema::word;

/// All days, or all periods.
pub(crate) const ALL: &str = "*";

impl Builder<'_> {
    /// The days that a column names; all when it is empty.
    pub(super) fn days(&mut self, line: Line<'_>, column: &str) -> Vec<usize> {
        let all: Vec<usize> = (0..self.problem.grid.days().len()).collect();
        self.listed_or_all(line, column, all, |names| &names.days)
    }

    /// The periods that a column names, by their names, as a part of the day, or from one to another; those for lessons when
    /// it is empty.
    pub(super) fn periods(&mut self, line: Line<'_>, column: &str) -> Vec<usize> {
        let all: Vec<usize> = self.problem.grid.lesson_periods().collect();
        self.listed_or_all(line, column, all, |names| &names.periods)
    }

    fn listed_or_all(
        &mut self,
        line: Line<'_>,
        column: &str,
        all: Vec<usize>,
        table: impl Fn(&super::Names) -> &Table<usize>,
    ) -> Vec<usize> {
        let names = line.list(column);
        if names.is_empty() || names == [ALL] {
            return all;
        }
        let mut found = Vec::new();
        for name in names {
            if let Some(part) = part_named(&name).filter(|_| column == "periods") {
                found.extend(self.half(line, column, part));
            } else if let Some(known) = range(table(&self.names), &name) {
                found.extend(known);
            } else {
                let finding = Finding::new("form-name-unknown", Severity::Error, line.place(column));
                self.find(finding.with_value(name));
            }
        }
        found
    }

    /// The periods in a part of the day; a cell that needs them when they are not known is told.
    pub(super) fn half(&mut self, line: Line<'_>, column: &str, part: Part) -> Vec<usize> {
        match self.problem.grid.periods_in(part) {
            Some(periods) if !periods.is_empty() => periods,
            _ => {
                self.wrong("form-part-unknown", line, column);
                Vec::new()
            }
        }
    }

    /// Slots as the sheet of rules names them: `days@periods | days@periods`.
    pub(super) fn slots(&mut self, line: Line<'_>, column: &str) -> SlotSet {
        let mut slots = self.problem.grid.no_slots();
        for set in cut(line.text(column), &['|']) {
            if set.trim().is_empty() {
                continue;
            }
            let sides = cut(set, &['@']);
            let days = self.indices(sides.first().copied().unwrap_or_default(), |names| &names.days);
            let periods = self.indices(sides.get(1).copied().unwrap_or(ALL), |names| &names.periods);
            match (days, periods, sides.len()) {
                (Some(days), Some(periods), 1 | 2) => {
                    slots.extend(&self.problem.grid.slots_at(&days, &periods))
                }
                _ => self.wrong("form-name-unknown", line, column),
            }
        }
        slots
    }

    /// What the names of one side stand for; `None` when one is not known.
    fn indices(&self, text: &str, table: impl Fn(&super::Names) -> &Table<usize>) -> Option<Vec<usize>> {
        let grid = &self.problem.grid;
        if text.trim() == ALL {
            return Some((0..grid.days().len().max(grid.periods().len())).collect());
        }
        split(text, SEPARATORS).iter().map(|name| table(&self.names).get(name).copied()).collect()
    }
}

/// The part of the day that a name means, in either language.
fn part_named(name: &str) -> Option<Part> {
    let means = |part: &Part| {
        let labels = junheng_labels::Lang::ALL.map(|lang| word(part.name(), lang));
        part.name() == name || labels.iter().any(|label| label == name)
    };
    Part::ALL.into_iter().find(means)
}

/// A name, or all from one name to another with a dash between them.
fn range(table: &Table<usize>, name: &str) -> Option<Vec<usize>> {
    if let Some(index) = table.get(name) {
        return Some(vec![*index]);
    }
    let dashes = name.match_indices(['-', '–', '—', '~', '～', '至']);
    let ends = dashes.filter_map(|(at, dash)| {
        let (first, last) = (table.get(name[..at].trim())?, table.get(name[at + dash.len()..].trim())?);
        Some((*first..=*last).collect::<Vec<usize>>())
    });
    ends.into_iter().find(|periods| !periods.is_empty())
}
