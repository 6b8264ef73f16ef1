//! The matrix of responsibilities 责任分工表: each requirement with its indicators, and the forms, with who answers for it.

use junheng_standards::Standard;
use serde::Serialize;
use utoipa::ToSchema;

use super::matter::Matter;
use super::responsibilities::{Answering, Responsibilities};
use crate::Office;
use crate::identity::Moment;
use crate::permit::{Overview, Permit};
use crate::trouble::Trouble;
use crate::views::StandardView;
use crate::words::Words;

/// The matters of a standard with who answers for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Matrix {
    pub standard: StandardView,
    pub groups: Vec<MatrixGroup>,
    pub forms: Vec<MatrixRow>,
}

/// A requirement with its indicators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MatrixGroup {
    pub requirement: MatrixRow,
    pub indicators: Vec<MatrixRow>,
}

/// A matter with who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MatrixRow {
    /// Such as `indicator:A1`.
    pub matter: String,
    /// Its id in the standard; the level of a form.
    pub id: String,
    /// Empty for a form, which has a label.
    pub name: Words,
    pub answering: Option<Answering>,
}

impl MatrixRow {
    /// Whether a department answers for it or helps.
    #[must_use]
    pub fn is_of(&self, department: u32) -> bool {
        self.answering.as_ref().is_some_and(|answering| {
            answering.owner.no == department || answering.helpers.iter().any(|helper| helper.no == department)
        })
    }
}

impl Matrix {
    fn of(standard: &Standard, responsibilities: &Responsibilities) -> Self {
        let row = |matter: Matter| MatrixRow {
            answering: responsibilities.of(&matter),
            name: matter.wording(standard).map(Words::from).unwrap_or_default(),
            matter: matter.to_string(),
            id: match matter {
                Matter::Requirement(id) | Matter::Indicator(id) => id,
                Matter::Form(level) => level.as_str().to_owned(),
            },
        };
        let groups = standard.groups.iter().map(|group| MatrixGroup {
            requirement: row(Matter::Requirement(group.id.clone())),
            indicators: standard
                .indicators
                .iter()
                .filter(|one| one.group == group.id)
                .map(|one| row(Matter::Indicator(one.id.clone())))
                .collect(),
        });
        Self {
            standard: standard.into(),
            groups: groups.collect(),
            forms: Matter::forms(standard).map(row).collect(),
        }
    }
}

impl Office {
    /// The matters of a standard with who answers for them on the day of a moment.
    ///
    /// # Errors
    /// When there is no such standard, or the store fails.
    pub async fn matrix(
        &self,
        _permit: &Permit<Overview>,
        standard: &str,
        at: &str,
    ) -> Result<Matrix, Trouble> {
        let standard = self.standard_by_id(standard)?;
        let responsibilities = self.responsibilities_of(&standard, Moment::read(at)?.day()).await?;
        Ok(Matrix::of(&standard, &responsibilities))
    }
}
