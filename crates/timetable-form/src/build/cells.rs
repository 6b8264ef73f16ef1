//! The cells of a line, read as what they stand for; what is wrong with one is told once.

use junheng_domain::{Finding, Severity};
use junheng_timetable::{Clock, Weight};

use super::Builder;
use super::names::Table;
use crate::form::Line;

impl Builder<'_> {
    /// A text that must be there.
    pub(super) fn name(&mut self, line: Line<'_>, column: &str) -> Option<String> {
        let text = line.text(column);
        if text.is_empty() {
            self.wrong("form-value-missing", line, column);
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A whole number of at most `limit`, `None` when the cell is empty or wrong.
    pub(super) fn whole(&mut self, line: Line<'_>, column: &str, limit: u32) -> Option<u32> {
        let text = line.text(column);
        if text.is_empty() {
            return None;
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number <= limit);
        if number.is_none() {
            let finding = Finding::new("form-number-expected", Severity::Error, line.place(column));
            self.find(finding.with_value(text).with_arg("limit", limit));
        }
        number
    }

    /// The weight in the column `weight`, or `otherwise` when it is empty or wrong.
    pub(super) fn weight(&mut self, line: Line<'_>, otherwise: Weight) -> Weight {
        self.weight_in(line, "weight").unwrap_or(otherwise)
    }

    pub(super) fn weight_in(&mut self, line: Line<'_>, column: &str) -> Option<Weight> {
        let text = line.text(column);
        if text.is_empty() {
            return None;
        }
        let weight = Weight::parse(text);
        if weight.is_none() {
            self.wrong("form-weight-expected", line, column);
        }
        weight
    }

    pub(super) fn clock(&mut self, line: Line<'_>, column: &str) -> Option<Clock> {
        let text = line.text(column);
        let clock = Clock::parse(text);
        if clock.is_none() && !text.is_empty() {
            self.wrong("form-time-expected", line, column);
        }
        clock
    }

    /// What the name in a column stands for; `None` when the cell is empty or names nothing known.
    pub(super) fn one<T: Clone>(
        &mut self,
        line: Line<'_>,
        column: &str,
        table: impl Fn(&super::names::Names) -> &Table<T>,
    ) -> Option<T> {
        let text = line.text(column);
        if text.is_empty() {
            return None;
        }
        let listed = line.list(column);
        let quoted = || listed.first().filter(|_| listed.len() == 1);
        let known = table(&self.names);
        let found = known.get(text).or_else(|| known.get(quoted()?)).cloned();
        if found.is_none() {
            self.wrong("form-name-unknown", line, column);
        }
        found
    }

    /// What the names in a column stand for; those that name nothing known are told and left out.
    pub(super) fn several<T: Clone>(
        &mut self,
        line: Line<'_>,
        column: &str,
        table: impl Fn(&super::names::Names) -> &Table<T>,
    ) -> Vec<T> {
        // A name that looks like a list is meant as it stands.
        if let Some(whole) = table(&self.names).get(line.text(column)) {
            return vec![whole.clone()];
        }
        let mut found = Vec::new();
        for name in line.list(column) {
            match table(&self.names).get(&name) {
                Some(value) => found.push(value.clone()),
                None => {
                    let finding = Finding::new("form-name-unknown", Severity::Error, line.place(column));
                    self.find(finding.with_value(name));
                }
            }
        }
        found
    }
}
