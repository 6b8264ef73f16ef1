//! From a filled-in form to the problem. Everything that is wrong is told at once; with an error there is no problem.
//!
//! First the lists, then the lessons, then the rules: those of the sheet of rules in their order, then those that the other
//! sheets say shortly, then those of the curriculum.

mod cells;
mod classes;
mod curriculum;
mod lists;
mod names;
mod rules;
mod short;
mod slots;
mod teaching;
mod week;
mod wishes;

use std::collections::BTreeMap;

use junheng_domain::{Finding, Place, Severity};
use junheng_labels::Lang;
use junheng_timetable::{Kind, LessonId, Problem, RoomId, Rule, TeacherId, Weight};

use crate::form::{Form, Line};
use names::Names;

/// What a form says.
#[derive(Debug, Default)]
pub struct Built {
    /// `None` when a finding is an error.
    pub problem: Option<Problem>,
    /// Teachers whom other schools share: their id in the county and who they are here.
    pub shared: Vec<(String, Vec<TeacherId>)>,
    pub findings: Vec<Finding>,
}

/// What a building has gathered so far.
struct Builder<'f> {
    form: &'f Form,
    lang: Lang,
    problem: Problem,
    names: Names,
    /// Where a row of the teaching stands, its lessons, and the rooms that it names.
    rooms_of_lessons: Vec<(String, Vec<LessonId>, Vec<RoomId>)>,
    /// For each class with lessons in odd or even weeks, by its name, those of the odd and those of the even weeks.
    turns: BTreeMap<String, [Vec<LessonId>; 2]>,
    findings: Vec<Finding>,
}

/// Findings kept of one form.
const FINDINGS: usize = 1_000;

/// Makes the problem of a form; `lang` is that of the names that the form leaves open.
#[must_use]
pub fn build(form: &Form, lang: Lang) -> Built {
    let mut builder = Builder {
        form,
        lang,
        problem: Problem::default(),
        names: Names::default(),
        rooms_of_lessons: Vec::new(),
        turns: BTreeMap::new(),
        findings: Vec::new(),
    };
    if builder.week() {
        builder.lists();
        builder.classes();
        builder.teaching();
        builder.rules();
        builder.stated_rooms();
        builder.short_rules();
        builder.wishes();
        builder.curriculum();
    }
    let wrong = builder.findings.iter().any(|finding| finding.severity == Severity::Error);
    let shared = builder.shared();
    Built { problem: (!wrong).then_some(builder.problem), shared, findings: builder.findings }
}

impl Builder<'_> {
    fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        }
    }

    /// The teachers with an id in the county.
    fn shared(&self) -> Vec<(String, Vec<TeacherId>)> {
        let lines = self.form.lines("teacher").into_iter().filter(|line| !line.text("shared").is_empty());
        let known = lines.filter_map(|line| Some((line, self.names.teachers.get(line.text("name"))?)));
        known.map(|(line, teachers)| (line.text("shared").to_owned(), teachers.clone())).collect()
    }

    /// Tells that a cell is wrong.
    fn wrong(&mut self, code: &str, line: Line<'_>, column: &str) {
        let finding = Finding::new(code, Severity::Error, line.place(column));
        self.find(finding.with_value(line.text(column)));
    }

    fn place(&self) -> Place {
        Place { file: Some(self.form.file.clone()), ..Place::default() }
    }

    /// Adds a rule with a note of where it comes from.
    fn rule(&mut self, kind: Kind, weight: Weight, comments: String) {
        self.problem.rules.push(Rule { kind, weight, active: true, line: None, comments });
    }
}
