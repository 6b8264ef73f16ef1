//! Reads a `.fet` file: first the lists, then the lessons, then the rules that speak of them.

mod fields;
mod lessons;
mod lists;
mod names;
mod rules;

use junheng_domain::{Finding, Place, Severity};
use junheng_timetable::{Bell, Grid, Problem};

use crate::xml::{Element, XmlError, parse};
use crate::{LeftOut, Reading};
use fields::Refusal;
use names::Names;

/// What a reading has gathered so far.
struct Reader<'f> {
    file: &'f str,
    problem: Problem,
    names: Names,
    findings: Vec<Finding>,
    left_out: Vec<LeftOut>,
}

/// Reads the problem of a `.fet` file; `file` is its name in findings.
#[must_use]
pub fn read(bytes: &[u8], file: &str) -> Reading {
    let mut reader = Reader {
        file,
        problem: Problem::default(),
        names: Names::default(),
        findings: Vec::new(),
        left_out: Vec::new(),
    };
    let whole = match parse(bytes) {
        Ok(root) => reader.document(&root),
        Err(error) => {
            reader.findings.push(damaged(file, &error));
            false
        }
    };
    Reading { problem: whole.then_some(reader.problem), findings: reader.findings, left_out: reader.left_out }
}

/// The finding of a document that cannot be read.
fn damaged(file: &str, error: &XmlError) -> Finding {
    let place = Place { file: Some(file.to_owned()), ..Place::default() };
    Finding::new("fet-damaged", Severity::Error, place).with_arg("why", error)
}

impl Reader<'_> {
    /// Reads everything below the root; false when there is no week to place lessons in.
    fn document(&mut self, root: &Element) -> bool {
        if !root.name.eq_ignore_ascii_case("fet") {
            self.find("fet-no-problem", Severity::Error, root, &root.name);
            return false;
        }
        if let Some(mode) = root.child("Mode").filter(|mode| mode.text.trim() != "Official") {
            self.find("fet-mode", Severity::Warning, mode, &mode.text);
        }
        root.text_of(&["Institution_Name"]).unwrap_or_default().clone_into(&mut self.problem.name);
        let (days, hours) = (names_of(root, "Days_List", "Day"), names_of(root, "Hours_List", "Hour"));
        let Some(grid) = Grid::new(days, hours) else {
            self.find("fet-no-week", Severity::Error, root, &root.name);
            return false;
        };
        self.problem.grid = grid.with_bells(bells(root));
        self.names.week(&self.problem.grid);
        self.lists(root);
        self.lessons(root);
        self.rules(root);
        true
    }

    fn place(&self, element: &Element) -> Place {
        let (file, field) = (Some(self.file.to_owned()), Some(element.name.clone()));
        Place { file, row: Some(element.line), field, ..Place::default() }
    }

    fn find(&mut self, code: &str, severity: Severity, element: &Element, value: &str) {
        let place = self.place(element);
        self.findings.push(Finding::new(code, severity, place).with_value(value));
    }

    /// Tells of a part that is refused; `of` is the element that is not taken because of it.
    fn refuse(&mut self, refusal: &Refusal, of: &Element) {
        let place = Place { row: Some(refusal.line), ..self.place(of) };
        let finding = Finding::new(refusal.code, Severity::Error, place).with_value(refusal.value.clone());
        self.findings.push(finding.with_arg("field", &refusal.field));
    }
}

/// What the long names of the periods, or else their names, say of their bells.
fn bells(root: &Element) -> Vec<Bell> {
    let hours = root.child("Hours_List").into_iter().flat_map(|list| list.all("Hour"));
    hours.map(|hour| Bell::parse(hour.text_of(&["Long_Name", "Name"]).unwrap_or_default())).collect()
}

/// The names of a list's elements: `<Day><Name>…</Name></Day>`, or `<Name>…</Name>` in older files.
fn names_of(root: &Element, list: &str, item: &str) -> Vec<String> {
    let Some(list) = root.child(list) else { return Vec::new() };
    let nested = list.all(item).filter_map(|element| element.text_of(&["Name"]));
    let plain = list.all("Name").map(|element| element.text.as_str());
    nested.chain(plain).map(str::to_owned).collect()
}
