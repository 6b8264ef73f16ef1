//! Posts: granting and ending them, and which hold on a day.

use std::collections::BTreeSet;

use junheng_domain::{Finding, Level, MeasureId};
use junheng_store::{GrantedPost, NewPost};
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::{Moment, is_day};
use super::fields::wrong;
use super::visit::Proof;
use crate::office::{Office, read_school, read_stage};
use crate::permit::{Directory, Permit, Secure};
use crate::role::Role;
use crate::scope::{Area, Branch};
use crate::trouble::{Kind, Trouble};
use crate::visitor::Post;

/// A post that holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingPost {
    pub no: u32,
    pub post: Post,
}

impl StandingPost {
    /// The post, if it holds on the day and nobody wrote it behind the program's back.
    pub(super) fn of(granted: &GrantedPost, day: &str) -> Option<Self> {
        let holds = granted.authentic
            && granted.ended_at.is_empty()
            && granted.from_on.as_str() <= day
            && (granted.to_on.is_empty() || day <= granted.to_on.as_str());
        let role = Role::parse(&granted.role).filter(|_| holds)?;
        let area = serde_json::from_str(&granted.area).ok()?;
        Some(Self { no: granted.no, post: Post { role, area } })
    }
}

/// A post as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PostView {
    pub no: u32,
    pub role: String,
    /// Empty for the whole county.
    pub township: String,
    /// Code; empty unless the post is for one school.
    pub school: String,
    /// Stages by name; empty for all.
    pub stages: Vec<String>,
    pub from_on: String,
    /// Empty until it is ended.
    pub to_on: String,
    pub granted_by: String,
    pub granted_at: String,
    pub ended_by: String,
    pub ended_at: String,
    /// Whether it holds today.
    pub in_force: bool,
    /// Written by somebody else than this program: it gives no right.
    pub forged: bool,
}

impl PostView {
    pub(super) fn of(granted: &GrantedPost, day: &str) -> Self {
        let area: Option<Area> = serde_json::from_str(&granted.area).ok();
        let (township, school) = match area.as_ref().map(|area| &area.branch) {
            Some(Branch::Township(name)) => (name.clone(), String::new()),
            Some(Branch::School(code)) => (String::new(), code.to_string()),
            Some(Branch::County) | None => (String::new(), String::new()),
        };
        let stages = area.and_then(|area| area.stages).into_iter().flatten();
        Self {
            no: granted.no,
            role: granted.role.clone(),
            township,
            school,
            stages: stages.map(|stage| stage.as_str().to_owned()).collect(),
            from_on: granted.from_on.clone(),
            to_on: granted.to_on.clone(),
            granted_by: granted.granted_by.clone(),
            granted_at: granted.granted_at.clone(),
            ended_by: granted.ended_by.clone(),
            ended_at: granted.ended_at.clone(),
            in_force: StandingPost::of(granted, day).is_some(),
            forged: !granted.authentic,
        }
    }
}

/// Where a post can be: what the school register says this year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub townships: BTreeSet<String>,
    /// Code, name and township, by township and code.
    pub schools: Vec<(String, String, String)>,
}

impl Office {
    /// The townships and schools of the latest school year. Names of schools, and nothing else of them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn places(&self, _permit: &Permit<Directory>) -> Result<Places, Trouble> {
        let county = self.county().await?;
        let Some(year) = self.store.years(&county).await?.pop() else { return Ok(Places::default()) };
        let snapshot = self.store.snapshot(&county, year).await?;
        let table = snapshot.table(Level::School);
        let column = |name| MeasureId::new(name).ok().and_then(|id| table.columns.get(&id));
        let (names, townships) = (column("name"), column("township"));
        let mut places = Places::default();
        for (row, code) in
            table.subjects.iter().enumerate().filter_map(|(row, subject)| Some((row, subject.school()?)))
        {
            let name = names.and_then(|column| column.text(row)).unwrap_or_default();
            let township = townships.and_then(|column| column.text(row)).unwrap_or_default();
            if !township.is_empty() {
                places.townships.insert(township.to_owned());
            }
            places.schools.push((code.to_string(), name.to_owned(), township.to_owned()));
        }
        places.schools.sort_by(|a, b| (&a.2, &a.0).cmp(&(&b.2, &b.0)));
        Ok(places)
    }
}

/// The area of a post: a township by name, or a school by code, or else the county; in some stages or all.
///
/// # Errors
/// When the code or a stage cannot be read.
pub fn read_area(township: &str, school: &str, stages: &[String]) -> Result<Area, Trouble> {
    let branch = match (township.trim(), school.trim()) {
        ("", "") => Branch::County,
        (_, code) if !code.is_empty() => Branch::School(read_school(code)?),
        (name, _) => Branch::Township(name.to_owned()),
    };
    let stages = stages.iter().map(|stage| read_stage(stage)).collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Area { branch, stages: (!stages.is_empty()).then_some(stages) })
}

pub(super) fn area_text(area: &Area) -> Result<String, Trouble> {
    serde_json::to_string(area).map_err(|error| Trouble::Failed {
        kind: Kind::Internal,
        what: "an area could not be written",
        source: error.into(),
    })
}

/// What is wrong with a post for somebody who holds these roles already.
fn findings(post: &Post, from_on: &str, to_on: &str, held: &[Role]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let alone = |role: Role| role.is_administrator();
    let clash = held.iter().any(|other| *other != post.role && (alone(*other) || alone(post.role)));
    if clash {
        findings.push(wrong("role", "administrators-separate"));
    }
    let is_whole = post.area.branch == Branch::County && post.area.stages.is_none();
    if post.role.is_administrator() && !is_whole {
        findings.push(wrong("area", "area-whole-county"));
    }
    let of_a_school = matches!(post.role, Role::Principal | Role::SchoolClerk);
    if of_a_school && !matches!(post.area.branch, Branch::School(_)) {
        findings.push(wrong("area", "area-school"));
    }
    if post.role == Role::TownshipOfficer && !matches!(post.area.branch, Branch::Township(_)) {
        findings.push(wrong("area", "area-township"));
    }
    if !is_day(from_on) {
        findings.push(wrong("from_on", "day-form").with_value(from_on));
    }
    if !to_on.is_empty() && (!is_day(to_on) || to_on < from_on) {
        findings.push(wrong("to_on", "day-after").with_value(to_on));
    }
    findings
}

impl Office {
    /// Grants a post from a day on, until another day or until it is ended.
    ///
    /// # Errors
    /// When it is one's own account, one created the account oneself, the post cannot be held beside others, or the
    /// store fails.
    pub async fn grant(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        (person, post): (&str, &Post),
        (from_on, to_on): (&str, &str),
        at: &str,
    ) -> Result<u32, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let found = self.store.person(&county, person).await?;
        let found = found.ok_or_else(|| Trouble::not_found("person", person))?;
        if permit.by() == person {
            return Err(Trouble::refused("not-for-oneself", Vec::new()));
        }
        if found.made_by == permit.by() && !permit.is_at_the_machine() {
            return Err(Trouble::refused("two-people-needed", Vec::new()));
        }
        let from_on = if from_on.is_empty() { moment.day() } else { from_on };
        let held: Vec<Role> = self
            .store
            .posts(&county, Some(person))
            .await?
            .iter()
            .filter_map(still_to_come(moment.day()))
            .collect();
        let findings = findings(post, from_on, to_on, &held);
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let area = area_text(&post.area)?;
        let new = NewPost { role: post.role.as_str(), area: &area, from_on, to_on };
        Ok(self.store.grant_post(&county, person, new, &permit.change(at, "")).await?)
    }

    /// Ends a post: from the next request on it gives no right.
    ///
    /// # Errors
    /// When there is no such post in force, it is the last administrator of its kind, or the store fails.
    pub async fn end_post(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        (person, no): (&str, u32),
        at: &str,
    ) -> Result<(), Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let all = self.store.posts(&county, None).await?;
        let role_of = |post: &GrantedPost| StandingPost::of(post, moment.day()).map(|post| post.post.role);
        let ending = all.iter().find(|post| post.person == person && post.no == no);
        let role = ending.and_then(role_of).filter(|role| role.is_administrator());
        let is_last = role.is_some_and(|role| {
            !all.iter().any(|post| (post.person != person || post.no != no) && role_of(post) == Some(role))
        });
        if is_last {
            return Err(Trouble::refused("last-administrator", Vec::new()));
        }
        let change = permit.change(at, "");
        if self.store.end_post(&county, person, no, &change).await? {
            Ok(())
        } else {
            Err(Trouble::not_found("post", no))
        }
    }
}

/// The role of a post that holds now or will.
fn still_to_come(day: &str) -> impl Fn(&GrantedPost) -> Option<Role> + '_ {
    move |post| {
        let open = post.authentic && post.ended_at.is_empty();
        let to_come = post.to_on.is_empty() || day <= post.to_on.as_str();
        Role::parse(&post.role).filter(|_| open && to_come)
    }
}
