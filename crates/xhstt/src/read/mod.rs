//! From text to an archive, with everything that is wrong or not understood as findings with their lines.

mod constraints;
mod events;
mod instance;
mod resources;
mod solutions;
#[cfg(test)]
mod tests;
mod times;
mod values;
mod xml;

use std::collections::{HashMap, HashSet};

use junheng_domain::{Finding, Place, Severity};

use crate::model::{Archive, Instance, Metadata, SolutionGroup};
use xml::Element;

/// Findings beyond this number are counted, not listed.
const MOST_FINDINGS: usize = 500;

/// What a file says.
#[derive(Debug, Default)]
pub struct Reading {
    /// The sound instances and the solutions to them.
    pub archive: Archive,
    /// In the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads an archive. What is wrong is told and left out: a constraint alone, an instance or a solution as a whole.
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut notes = Notes::default();
    let archive = match xml::parse(text) {
        Ok(root) => archive(&root, &mut notes),
        Err(finding) => {
            notes.findings.push(*finding);
            Archive::default()
        }
    };
    Reading { archive, findings: notes.all() }
}

/// Reads the solutions of a file to instances of another.
#[must_use]
pub fn read_solutions(text: &str, instances: &[Instance]) -> (Vec<SolutionGroup>, Vec<Finding>) {
    let mut notes = Notes::default();
    let groups = match xml::parse(text) {
        Ok(root) => solution_groups(&root, instances, &mut notes),
        Err(finding) => {
            notes.findings.push(*finding);
            Vec::new()
        }
    };
    (groups, notes.all())
}

fn archive(root: &Element, notes: &mut Notes) -> Archive {
    if root.name != "HighSchoolTimetableArchive" {
        notes.add(Severity::Error, "xhstt-not-an-archive", root, |finding| {
            finding.with_value(root.name.clone())
        });
        return Archive::default();
    }
    notes.unknown_below(root, &["MetaData", "Instances", "SolutionGroups"]);
    let mut instances: Vec<Instance> = Vec::new();
    let mut seen = HashSet::new();
    for element in root.below("Instances", "Instance") {
        let Some(id) = notes.id(element) else { continue };
        if !seen.insert(id) {
            notes.twice(element, id);
            continue;
        }
        match instance::instance(element, id, notes) {
            Some(instance) => instances.push(instance),
            None => notes.add(Severity::Error, "xhstt-instance-left-out", element, |f| f.with_value(id)),
        }
    }
    let solution_groups = solution_groups(root, &instances, notes);
    Archive { id: root.id.clone(), metadata: metadata(root), instances, solution_groups }
}

fn solution_groups(root: &Element, instances: &[Instance], notes: &mut Notes) -> Vec<SolutionGroup> {
    let elements = root.below("SolutionGroups", "SolutionGroup");
    elements.map(|element| solutions::group(element, instances, notes)).collect()
}

fn metadata(element: &Element) -> Metadata {
    let entries = element.named("MetaData").flat_map(|metadata| &metadata.children);
    Metadata(entries.map(|entry| (entry.name.clone(), entry.text().to_owned())).collect())
}

fn place(line: u32, field: Option<String>) -> Place {
    Place { row: Some(line), field, ..Place::default() }
}

/// Positions by id.
type Ids = HashMap<String, usize>;

/// Collects findings.
#[derive(Default)]
struct Notes {
    findings: Vec<Finding>,
    more: usize,
}

impl Notes {
    fn all(mut self) -> Vec<Finding> {
        if self.more > 0 {
            let finding = Finding::new("xhstt-more", Severity::Note, Place::default());
            self.findings.push(finding.with_arg("count", self.more));
        }
        self.findings
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &str,
        element: &Element,
        with: impl FnOnce(Finding) -> Finding,
    ) {
        if self.findings.len() == MOST_FINDINGS {
            self.more += 1;
            return;
        }
        let at = place(element.line, Some(element.name.clone()));
        self.findings.push(with(Finding::new(code, severity, at)));
    }

    fn missing(&mut self, element: &Element, wanted: &str) {
        self.add(Severity::Error, "xhstt-missing", element, |finding| finding.with_arg("wanted", wanted));
    }

    fn twice(&mut self, element: &Element, id: &str) {
        self.add(Severity::Error, "xhstt-twice", element, |finding| finding.with_value(id));
    }

    fn id<'e>(&mut self, element: &'e Element) -> Option<&'e str> {
        let id = element.id.as_deref();
        if id.is_none() {
            self.missing(element, "Id");
        }
        id
    }

    /// Tells of tags inside an element that the format does not know there.
    fn unknown_below(&mut self, element: &Element, known: &[&str]) {
        for child in element.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
            self.add(Severity::Warning, "xhstt-unknown-tag", child, |finding| {
                finding.with_arg("parent", &element.name)
            });
        }
    }

    /// The position that an element's `Reference` names.
    fn reference(&mut self, element: &Element, ids: &Ids) -> Option<usize> {
        let Some(reference) = &element.reference else {
            self.missing(element, "Reference");
            return None;
        };
        let found = ids.get(reference).copied();
        if found.is_none() {
            self.add(Severity::Error, "xhstt-unknown-reference", element, |f| {
                f.with_value(reference.clone())
            });
        }
        found
    }

    /// The positions that elements name; nothing when one of them is unknown.
    fn references<'e>(
        &mut self,
        elements: impl IntoIterator<Item = &'e Element>,
        ids: &Ids,
    ) -> Option<Vec<usize>> {
        let found: Vec<_> = elements.into_iter().map(|element| self.reference(element, ids)).collect();
        found.into_iter().collect()
    }

    /// Gives an element its position by its id.
    fn register(&mut self, element: &Element, position: usize, ids: &mut Ids) -> Option<String> {
        let id = self.id(element)?.to_owned();
        if ids.contains_key(&id) {
            self.twice(element, &id);
            return None;
        }
        ids.insert(id.clone(), position);
        Some(id)
    }
}

/// The name of something; its id when it has none.
fn name_of(element: &Element, id: &str) -> String {
    element.text_of("Name").unwrap_or(id).to_owned()
}
