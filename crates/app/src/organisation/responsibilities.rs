//! Who answers for what, as of a day: an owner, helpers and a last day for each requirement, indicator and form.

use std::collections::BTreeMap;

use jiff::civil::Date;
use junheng_domain::{Finding, Level};
use junheng_standards::Standard;
use junheng_store::{Department, NewResponsibility, Responsibility};
use serde::Serialize;
use utoipa::ToSchema;

use super::for_the_county;
use super::matter::Matter;
use crate::Office;
use crate::identity::{Moment, is_day, wrong};
use crate::permit::{Assign, Overview, Permit};
use crate::trouble::{Kind, Trouble};

/// A department that answers for something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Answerer {
    pub no: u32,
    pub name: String,
    /// An office line; may be empty.
    pub telephone: String,
}

/// Who answers for a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Answering {
    pub owner: Answerer,
    pub helpers: Vec<Answerer>,
    /// The last day, `YYYY-MM-DD`; empty for none.
    pub due_on: String,
    pub from_on: String,
    /// Whether the last day is over.
    pub overdue: bool,
    /// Whether it follows from the requirement, because nothing was said of the indicator itself.
    pub by_requirement: bool,
}

/// Who answered for a matter, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PastAnswering {
    /// Nobody, when somebody was relieved.
    pub owner: Option<Answerer>,
    pub helpers: Vec<Answerer>,
    pub due_on: String,
    pub from_on: String,
    /// The last day on which it held; empty while it holds, or when it never did.
    pub to_on: String,
    /// Something else was said for the same first day later on.
    pub replaced: bool,
    pub by: String,
    pub at: String,
    pub why: String,
}

/// Who is to answer for a matter, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct AssignForm<'a> {
    pub standard: &'a str,
    pub matter: &'a Matter,
    /// The number of a department; nothing relieves who answered until then.
    pub owner: &'a str,
    pub helpers: &'a [String],
    pub due_on: &'a str,
    /// Nothing means today.
    pub from_on: &'a str,
    /// The document that says so, or another reason; may be empty.
    pub why: &'a str,
}

/// Who answers for the matters of a standard on a day.
#[derive(Debug, Clone, Default)]
pub struct Responsibilities {
    said: Vec<Responsibility>,
    departments: BTreeMap<u32, Answerer>,
    /// The standard and those that it extends: what is said of one holds for the next that says nothing.
    standards: Vec<String>,
    /// The requirement that each indicator belongs to.
    requirements: BTreeMap<String, String>,
    day: String,
}

impl Responsibilities {
    /// Who answers for an indicator: who was named for it, or who answers for its requirement.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<Answering> {
        self.of(&Matter::Indicator(id.to_owned()))
    }

    /// Who collects a form, by its level.
    #[must_use]
    pub fn form(&self, level: &str) -> Option<Answering> {
        let level = Level::ALL.into_iter().find(|one| one.as_str() == level)?;
        self.of(&Matter::Form(level))
    }

    #[must_use]
    pub fn of(&self, matter: &Matter) -> Option<Answering> {
        if let Some(own) = self.holding(matter) {
            return self.answering(own, false);
        }
        let Matter::Indicator(id) = matter else { return None };
        let requirement = Matter::Requirement(self.requirements.get(id)?.clone());
        self.answering(self.holding(&requirement)?, true)
    }

    /// The word that holds: the last that has begun, of the first standard that names somebody.
    fn holding(&self, matter: &Matter) -> Option<&Responsibility> {
        let matter = matter.to_string();
        self.standards.iter().find_map(|standard| {
            let said = self.said.iter().filter(|one| one.standard == *standard && one.matter == matter);
            let begun = said.filter(|one| one.from_on <= self.day);
            begun.max_by_key(|one| (&one.from_on, one.no)).filter(|one| one.owner != 0)
        })
    }

    fn answering(&self, said: &Responsibility, by_requirement: bool) -> Option<Answering> {
        Some(Answering {
            owner: self.departments.get(&said.owner)?.clone(),
            helpers: self.named(&said.helpers),
            due_on: said.due_on.clone(),
            from_on: said.from_on.clone(),
            overdue: !said.due_on.is_empty() && said.due_on < self.day,
            by_requirement,
        })
    }

    fn named(&self, departments: &[u32]) -> Vec<Answerer> {
        departments.iter().filter_map(|no| self.departments.get(no).cloned()).collect()
    }

    /// All that was said of a matter of the standard itself, the latest first day first.
    fn past(&self, matter: &Matter) -> Vec<PastAnswering> {
        let (matter, standard) = (matter.to_string(), self.standards.first());
        let said = self.said.iter().filter(|one| Some(&one.standard) == standard && one.matter == matter);
        let mut said: Vec<&Responsibility> = said.collect();
        said.sort_by_key(|one| (&one.from_on, one.no));
        let next = said.iter().skip(1).map(Some).chain([None]);
        let mut past: Vec<PastAnswering> =
            said.iter().zip(next).map(|(one, next)| self.past_one(one, next.copied())).collect();
        past.reverse();
        past
    }

    fn past_one(&self, said: &Responsibility, next: Option<&Responsibility>) -> PastAnswering {
        let replaced = next.is_some_and(|next| next.from_on == said.from_on);
        let before = |day: &str| day.parse::<Date>().ok()?.yesterday().ok().map(|day| day.to_string());
        let to_on = next.filter(|_| !replaced).and_then(|next| before(&next.from_on));
        PastAnswering {
            owner: self.departments.get(&said.owner).cloned(),
            helpers: self.named(&said.helpers),
            due_on: said.due_on.clone(),
            from_on: said.from_on.clone(),
            to_on: to_on.unwrap_or_default(),
            replaced,
            by: said.by.clone(),
            at: said.at.clone(),
            why: said.why.clone(),
        }
    }
}

impl Office {
    /// Who answers for the matters of a standard on the day of a moment; nobody where the standard is not at hand any more.
    ///
    /// # Errors
    /// When the store fails, or the standard has problems.
    pub async fn responsibilities(
        &self,
        _permit: &Permit<Overview>,
        standard: &str,
        at: &str,
    ) -> Result<Responsibilities, Trouble> {
        let moment = Moment::read(at)?;
        match self.standard_by_id(standard) {
            Ok(standard) => self.responsibilities_of(&standard, moment.day()).await,
            Err(trouble) if trouble.kind() == Kind::NotFound => Ok(Responsibilities::default()),
            Err(trouble) => Err(trouble),
        }
    }

    pub(super) async fn responsibilities_of(
        &self,
        standard: &Standard,
        day: &str,
    ) -> Result<Responsibilities, Trouble> {
        let county = match self.county().await {
            Err(Trouble::Said { key: "no-data", .. }) => return Ok(Responsibilities::default()),
            other => other?,
        };
        let departments = self.store.departments(&county).await?;
        let answerer =
            |one: Department| (one.no, Answerer { no: one.no, name: one.name, telephone: one.telephone });
        let requirements = standard.indicators.iter().map(|one| (one.id.clone(), one.group.clone()));
        Ok(Responsibilities {
            said: self.store.responsibilities(&county).await?,
            departments: departments.into_iter().map(answerer).collect(),
            standards: self.with_what_it_extends(&standard.id.0),
            requirements: requirements.collect(),
            day: day.to_owned(),
        })
    }

    /// A standard's id and those of the standards that it extends, nearest first.
    fn with_what_it_extends(&self, id: &str) -> Vec<String> {
        let shelf = self.shelf();
        let mut ids = vec![id.to_owned()];
        while let Some(next) = shelf.library().text(&ids[ids.len() - 1]).and_then(Standard::extends) {
            // The library refuses a standard that extends itself; a chain that it did not read ends here.
            if ids.contains(&next) {
                break;
            }
            ids.push(next);
        }
        ids
    }

    /// Says who answers for a matter from a day on, or that nobody does any more.
    ///
    /// # Errors
    /// When the standard has no such matter, a field is wrong, the right does not reach the whole county, or the store
    /// fails.
    pub async fn assign(
        &self,
        permit: &Permit<Assign>,
        form: AssignForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        for_the_county(permit)?;
        let moment = Moment::read(at)?;
        let standard = self.standard_by_id(form.standard)?;
        if !form.matter.is_of(&standard) {
            return Err(Trouble::not_found("matter", form.matter));
        }
        let county = self.county().await?;
        let departments = self.store.departments(&county).await?;
        let checked = checked(form, &departments, moment.day())?;
        let matter = form.matter.to_string();
        let new = NewResponsibility {
            standard: &standard.id.0,
            matter: &matter,
            owner: checked.owner,
            helpers: &checked.helpers,
            due_on: form.due_on.trim(),
            from_on: checked.from_on,
        };
        let change = permit.change(at, form.why.trim());
        self.store.assign(&county, new, &change).await?;
        Ok(())
    }

    /// All that was ever said of who answers for a matter of a standard, the latest first day first.
    ///
    /// # Errors
    /// When the standard has no such matter, or the store fails.
    pub async fn responsibility_history(
        &self,
        _permit: &Permit<Overview>,
        (standard, matter): (&str, &Matter),
        at: &str,
    ) -> Result<Vec<PastAnswering>, Trouble> {
        let standard = self.standard_by_id(standard)?;
        if !matter.is_of(&standard) {
            return Err(Trouble::not_found("matter", matter));
        }
        Ok(self.responsibilities_of(&standard, Moment::read(at)?.day()).await?.past(matter))
    }
}

struct Checked<'a> {
    owner: u32,
    helpers: Vec<u32>,
    from_on: &'a str,
}

/// The numbers of the departments and the first day, or everything that is wrong with the form.
fn checked<'a>(
    form: AssignForm<'a>,
    departments: &[Department],
    today: &'a str,
) -> Result<Checked<'a>, Trouble> {
    let from_on = if form.from_on.trim().is_empty() { today } else { form.from_on.trim() };
    let there = |text: &str| {
        let no: u32 = text.trim().parse().ok()?;
        let found = departments.iter().find(|one| one.no == no)?;
        (found.ended_on.is_empty() || from_on <= found.ended_on.as_str()).then_some(no)
    };
    let mut findings: Vec<Finding> = Vec::new();
    let owner = if form.owner.trim().is_empty() { Some(0) } else { there(form.owner) };
    if owner.is_none() {
        findings.push(wrong("owner", "department-unknown"));
    }
    let mut helpers: Vec<u32> = form.helpers.iter().filter_map(|text| there(text)).collect();
    if helpers.len() < form.helpers.len() {
        findings.push(wrong("helpers", "department-unknown"));
    }
    helpers.sort_unstable();
    helpers.dedup();
    helpers.retain(|no| Some(*no) != owner);
    if owner == Some(0) && !helpers.is_empty() {
        findings.push(wrong("owner", "owner-needed"));
    }
    if !is_day(from_on) {
        findings.push(wrong("from_on", "day-form").with_value(from_on));
    }
    let due_on = form.due_on.trim();
    if !due_on.is_empty() && (!is_day(due_on) || due_on < from_on) {
        findings.push(wrong("due_on", "day-after").with_value(due_on));
    }
    match owner {
        Some(owner) if findings.is_empty() => Ok(Checked { owner, helpers, from_on }),
        _ => Err(Trouble::Findings(findings)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(no: u32, standard: &str, matter: &str, owner: u32, from_on: &str) -> Responsibility {
        Responsibility {
            no,
            standard: standard.to_owned(),
            matter: matter.to_owned(),
            owner,
            helpers: Vec::new(),
            due_on: String::new(),
            from_on: from_on.to_owned(),
            by: "p1".to_owned(),
            at: "2026-09-05T09:00:00+08:00".to_owned(),
            why: String::new(),
        }
    }

    fn on(day: &str, said: Vec<Responsibility>) -> Responsibilities {
        let answerer = |no: u32| (no, Answerer { no, name: no.to_string(), telephone: String::new() });
        Responsibilities {
            said,
            departments: (1..=3).map(answerer).collect(),
            standards: vec!["county/own".to_owned(), "national/base".to_owned()],
            requirements: BTreeMap::from([("A1".to_owned(), "resources".to_owned())]),
            day: day.to_owned(),
        }
    }

    #[track_caller]
    fn check(day: &str, said: Vec<Responsibility>, expected: Option<u32>) {
        assert_eq!(on(day, said).indicator("A1").map(|one| one.owner.no), expected, "{day}");
    }

    #[test]
    fn the_last_word_that_has_begun_holds() {
        let own = "county/own";
        let all = || {
            vec![
                said(1, own, "indicator:A1", 1, "2026-03-01"),
                said(2, own, "indicator:A1", 2, "2026-09-01"),
                said(3, own, "indicator:A1", 3, "2026-06-01"),
            ]
        };
        for (day, expected) in
            [("2026-02-28", None), ("2026-03-01", Some(1)), ("2026-06-30", Some(3)), ("2026-09-01", Some(2))]
        {
            check(day, all(), expected);
        }
        let mut corrected = all();
        corrected.push(said(4, own, "indicator:A1", 1, "2026-09-01"));
        check("2026-12-31", corrected, Some(1));
    }

    #[test]
    fn an_indicator_of_which_nothing_is_said_follows_its_requirement_and_the_standard_that_is_extended() {
        let base = said(1, "national/base", "requirement:resources", 1, "2026-01-01");
        check("2026-06-01", vec![base.clone()], Some(1));
        let own = said(2, "county/own", "requirement:resources", 2, "2026-01-01");
        check("2026-06-01", vec![base.clone(), own.clone()], Some(2));
        let itself = said(3, "national/base", "indicator:A1", 3, "2026-01-01");
        check("2026-06-01", vec![base.clone(), own.clone(), itself.clone()], Some(3));
        let relieved = said(4, "national/base", "indicator:A1", 0, "2026-05-01");
        check("2026-06-01", vec![base, own, itself, relieved], Some(2));
    }

    #[test]
    fn the_past_says_until_when_each_word_held() {
        let own = "county/own";
        let matter = Matter::Indicator("A1".to_owned());
        let past = on(
            "2026-12-01",
            vec![
                said(1, own, "indicator:A1", 1, "2026-03-01"),
                said(2, own, "indicator:A1", 2, "2026-09-01"),
                said(3, own, "indicator:A1", 0, "2026-09-01"),
                said(4, "national/base", "indicator:A1", 3, "2026-01-01"),
            ],
        )
        .past(&matter);
        let told: Vec<_> = past
            .iter()
            .map(|one| (one.owner.as_ref().map(|owner| owner.no), &*one.to_on, one.replaced))
            .collect();
        assert_eq!(told, [(None, "", false), (Some(2), "", true), (Some(1), "2026-08-31", false)]);
    }

    fn department(no: u32, ended_on: &str) -> Department {
        Department {
            no,
            kind: "county_office".to_owned(),
            name: no.to_string(),
            telephone: String::new(),
            ended_on: ended_on.to_owned(),
        }
    }

    #[test]
    fn a_form_is_told_everything_that_is_wrong_with_it() {
        let departments = [department(1, ""), department(2, "2026-06-30")];
        let matter = Matter::Indicator("A1".to_owned());
        for (owner, helpers, due_on, from_on, expected) in [
            ("1", &[][..], "", "", &[][..]),
            ("", &[], "", "", &[]),
            ("2", &[], "", "2026-06-30", &[]),
            ("2", &["9"], "", "2026-07-01", &["owner", "helpers"]),
            ("", &["1"], "2026-01-01", "tomorrow", &["owner", "from_on", "due_on"]),
        ] {
            let helpers: Vec<String> = helpers.iter().map(|no: &&str| (*no).to_owned()).collect();
            let form = AssignForm {
                standard: "",
                matter: &matter,
                owner,
                helpers: &helpers,
                due_on,
                from_on,
                why: "",
            };
            let fields = match checked(form, &departments, "2026-09-05") {
                Err(Trouble::Findings(findings)) => {
                    findings.into_iter().filter_map(|finding| finding.place.field).collect()
                }
                _ => Vec::new(),
            };
            assert_eq!(fields, expected, "{owner} {from_on}");
        }
    }
}
