//! Departments: sections of the bureau, other offices of the county, governments of townships.

use junheng_domain::Finding;
use junheng_store::{Department, NewDepartment};
use serde::Serialize;
use utoipa::ToSchema;

use super::for_the_county;
use crate::Office;
use crate::county_card::{is_name, is_telephone};
use crate::identity::{Moment, is_day, wrong};
use crate::permit::{Assign, Overview, Permit};
use crate::trouble::Trouble;

/// What kind of office a department is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentKind {
    /// A section of the education bureau 股室.
    BureauSection,
    /// Another office of the county 县直部门: finance, staffing, health and the like.
    CountyOffice,
    /// The government of a township or subdistrict 乡镇政府、街道办事处.
    TownshipGovernment,
}

impl DepartmentKind {
    pub const ALL: [Self; 3] = [Self::BureauSection, Self::CountyOffice, Self::TownshipGovernment];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BureauSection => "bureau_section",
            Self::CountyOffice => "county_office",
            Self::TownshipGovernment => "township_government",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A department as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentView {
    pub no: u32,
    pub kind: DepartmentKind,
    pub name: String,
    /// An office line; may be empty.
    pub telephone: String,
    /// The last day; empty while it is there.
    pub ended_on: String,
    /// Whether it is there today.
    pub in_force: bool,
}

impl DepartmentView {
    pub(super) fn of(department: Department, day: &str) -> Self {
        Self {
            no: department.no,
            // An older program may read what a newer one wrote.
            kind: DepartmentKind::parse(&department.kind).unwrap_or(DepartmentKind::CountyOffice),
            in_force: department.ended_on.is_empty() || day <= department.ended_on.as_str(),
            name: department.name,
            telephone: department.telephone,
            ended_on: department.ended_on,
        }
    }
}

/// A department as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct DepartmentForm<'a> {
    pub kind: &'a str,
    pub name: &'a str,
    pub telephone: &'a str,
    /// The last day; empty while it is there.
    pub ended_on: &'a str,
}

impl<'a> DepartmentForm<'a> {
    fn checked(self) -> Result<NewDepartment<'a>, Trouble> {
        let (name, telephone, ended_on) = (self.name.trim(), self.telephone.trim(), self.ended_on.trim());
        let mut findings: Vec<Finding> = Vec::new();
        if DepartmentKind::parse(self.kind).is_none() {
            findings.push(wrong("kind", "department-kind-needed"));
        }
        if !is_name(name) {
            findings.push(wrong("name", "department-name-unfit"));
        }
        if !is_telephone(telephone) {
            findings.push(wrong("telephone", "telephone-unfit"));
        }
        if !ended_on.is_empty() && !is_day(ended_on) {
            findings.push(wrong("ended_on", "day-form").with_value(ended_on));
        }
        if findings.is_empty() {
            Ok(NewDepartment { kind: self.kind, name, telephone, ended_on })
        } else {
            Err(Trouble::Findings(findings))
        }
    }
}

/// Another department has the name.
pub(crate) fn department_taken() -> Trouble {
    Trouble::Findings(vec![wrong("name", "department-taken")])
}

impl Office {
    /// The departments of the county, by kind and number, ended ones last.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn departments(
        &self,
        _permit: &Permit<Overview>,
        at: &str,
    ) -> Result<Vec<DepartmentView>, Trouble> {
        let moment = Moment::read(at)?;
        let stored = self.store.departments(&self.county_to_fill().await?).await?;
        let mut views: Vec<_> = stored.into_iter().map(|one| DepartmentView::of(one, moment.day())).collect();
        views.sort_by_key(|view| (!view.in_force, view.kind, view.no));
        Ok(views)
    }

    /// Adds a department; says its number.
    ///
    /// # Errors
    /// When a field is wrong, the name is taken, the right does not reach the whole county, or the store fails.
    pub async fn add_department(
        &self,
        permit: &Permit<Assign>,
        form: DepartmentForm<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        for_the_county(permit)?;
        let new = form.checked()?;
        let change = permit.change(Moment::read(at)?.text, "");
        Ok(self.store.add_department(&self.county_to_fill().await?, new, &change).await?)
    }

    /// Changes a department, or says its last day.
    ///
    /// # Errors
    /// As [`Self::add_department`], and when there is no such department.
    pub async fn change_department(
        &self,
        permit: &Permit<Assign>,
        no: u32,
        form: DepartmentForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        for_the_county(permit)?;
        let new = form.checked()?;
        let change = permit.change(Moment::read(at)?.text, "");
        Ok(self.store.change_department(&self.county().await?, no, new, &change).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, name: &str, telephone: &str, ended_on: &str, expected: &[&str]) {
        let codes = match (DepartmentForm { kind, name, telephone, ended_on }).checked() {
            Err(Trouble::Findings(findings)) => findings.into_iter().map(|finding| finding.code).collect(),
            other => {
                other.unwrap();
                Vec::new()
            }
        };
        assert_eq!(codes, expected, "{name}");
    }

    #[test]
    fn a_department_has_a_kind_a_name_and_an_office_line() {
        check("bureau_section", " 督导股 ", "0310-1234567", "", &[]);
        check("county_office", "𠮷城镇·残联", "", "2026-12-31", &[]);
        check(
            "",
            "",
            "<b>",
            "2026-02-30",
            &["department-kind-needed", "department-name-unfit", "telephone-unfit", "day-form"],
        );
        check("township_government", "白\u{202e}河", "", "", &["department-name-unfit"]);
    }
}
