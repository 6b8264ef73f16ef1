//! The rules that a curriculum has for timetables, when the form names one.

use junheng_timetable::curriculum::{Curriculum, builtin, rules};

use super::Builder;

impl Builder<'_> {
    pub(super) fn curriculum(&mut self) {
        let lines = self.form.lines("school");
        let Some(line) = lines.into_iter().find(|line| !line.text("curriculum").is_empty()) else { return };
        let read = builtin(line.text("curriculum")).and_then(|text| Curriculum::read(text).ok());
        match read {
            Some(curriculum) => self.problem.rules.extend(rules(&curriculum, &self.problem)),
            None => self.wrong("form-curriculum-unknown", line, "curriculum"),
        }
    }
}
