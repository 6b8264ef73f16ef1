//! Collects findings of one file, with a limit on how many are kept.

use junheng_domain::{Finding, Place, Severity};

use crate::rows::Trouble;

/// Findings kept of one file; more help nobody and could fill the memory.
const LIMIT: usize = 5_000;

/// The findings of one file.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    file: String,
    list: Vec<Finding>,
    cut: usize,
    cut_errors: bool,
}

impl Notes {
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// A place in the file.
    pub(crate) fn place(&self, sheet: &str, row: Option<u32>, column: Option<u16>) -> Place {
        Place { file: Some(self.file.clone()), sheet: Some(sheet.to_owned()), row, column, field: None }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        if self.list.len() < LIMIT {
            self.list.push(finding);
        } else {
            self.cut += 1;
            self.cut_errors |= finding.severity == Severity::Error;
        }
    }

    pub(crate) fn trouble(
        &mut self,
        trouble: Trouble,
        severity: Severity,
        place: Place,
        value: Option<String>,
    ) {
        let mut finding = Finding::new(trouble.code, severity, place);
        finding.value = value;
        finding.args = trouble.args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.push(finding);
    }

    /// All findings; when some were cut, the last one says how many.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        if self.cut > 0 {
            let severity = if self.cut_errors { Severity::Error } else { Severity::Note };
            let place = Place { file: Some(self.file), ..Place::default() };
            self.list.push(Finding::new("findings-cut", severity, place).with_arg("count", self.cut));
        }
        self.list
    }
}
