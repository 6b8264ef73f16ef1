//! Units that are no rows of their own, and why.

use junheng_domain::{Finding, Place, Severity, Subject};
use serde::{Deserialize, Serialize};

use crate::Assessment;

/// A unit that a scope rule left out or merged into its mother school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub subject: Subject,
    /// Index into [`junheng_standards::Standard::scope`].
    pub rule: usize,
    /// The unit that its pupils and resources were added to.
    pub into: Option<Subject>,
}

impl Assessment {
    /// All units that are not counted by themselves, by school and stage.
    #[must_use]
    pub fn left_out(&self) -> Vec<LeftOut> {
        let mut all: Vec<LeftOut> = self
            .stages
            .iter()
            .flat_map(|stage| &stage.rows.scoped.left_out)
            .filter_map(|left| {
                let into = left.into.and_then(|unit| self.unit_subject(unit)).cloned();
                Some(LeftOut { subject: self.unit_subject(left.unit)?.clone(), rule: left.rule, into })
            })
            .collect();
        all.sort_by(|a, b| a.subject.cmp(&b.subject));
        all
    }

    /// What is odd about the data as this standard reads them.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let motherless = self.stages.iter().flat_map(|stage| &stage.rows.scoped.motherless);
        motherless
            .filter_map(|unit| self.unit_subject(*unit))
            .map(|subject| {
                let place = Place { field: Some(subject.to_string()), ..Place::default() };
                Finding::new("mother-school-unknown", Severity::Warning, place).with_arg("unit", subject)
            })
            .collect()
    }
}
