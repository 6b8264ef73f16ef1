//! The list of people, and who is added to it.

use std::collections::{BTreeMap, BTreeSet};

use junheng_store::{NewPerson, Person, PersonState};
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::{Moment, shown};
use super::fields::{check_login, check_name, check_phone};
use super::posts::PostView;
use crate::Office;
use crate::permit::{Administer, Directory, Overview, Permit};
use crate::trouble::Trouble;

/// A person as the administrators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonView {
    pub id: String,
    pub login: String,
    pub name: String,
    pub phone: String,
    pub active: bool,
    pub made_by: String,
    pub made_at: String,
    pub posts: Vec<PostView>,
    /// Has set a first password.
    pub has_password: bool,
    pub has_second_factor: bool,
    /// Signs in through the identity provider too.
    pub is_linked: bool,
    /// Last sign-in, RFC 3339 in UTC; empty for never.
    pub seen_at: String,
    /// Active, but not signed in for longer than the policy allows.
    pub dormant: bool,
    /// Locked after failures, until then; empty when not.
    pub locked_until: String,
}

/// What is filled in for a person.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewPersonForm<'a> {
    pub login: &'a str,
    pub name: &'a str,
    /// May be empty.
    pub phone: &'a str,
}

impl<'a> NewPersonForm<'a> {
    fn checked(&self) -> Result<NewPerson<'a>, Trouble> {
        let mut findings = Vec::new();
        check_login("login", self.login, &mut findings);
        check_name("name", self.name, &mut findings);
        check_phone("phone", self.phone, &mut findings);
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        Ok(NewPerson { login: self.login.trim(), name: self.name.trim(), phone: self.phone.trim() })
    }
}

impl Office {
    /// What those are called whom records name by their key. Who is no longer registered, or was at the machine itself, stays
    /// as the record says.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn names_in_records(
        &self,
        _permit: &Permit<Overview>,
        keys: BTreeSet<String>,
    ) -> Result<BTreeMap<String, String>, Trouble> {
        let county = self.county().await?;
        let mut names = BTreeMap::new();
        for key in keys {
            if let Some(person) = self.store.person(&county, &key).await? {
                names.insert(key, person.name);
            }
        }
        Ok(names)
    }

    /// Everybody who is registered, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people(&self, _permit: &Permit<Directory>, at: &str) -> Result<Vec<PersonView>, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let mut posts: BTreeMap<String, Vec<PostView>> = BTreeMap::new();
        for post in self.store.posts(&county, None).await? {
            posts.entry(post.person.clone()).or_default().push(PostView::of(&post, moment.day()));
        }
        let mut people = Vec::new();
        for person in self.store.people(&county).await? {
            let posts = posts.remove(&person.id).unwrap_or_default();
            people.push(self.person_view(person, posts, moment).await?);
        }
        people.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(people)
    }

    /// One person.
    ///
    /// # Errors
    /// When there is no such person or the store fails.
    pub async fn person(
        &self,
        _permit: &Permit<Directory>,
        id: &str,
        at: &str,
    ) -> Result<PersonView, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let person = self.store.person(&county, id).await?;
        let person = person.ok_or_else(|| Trouble::not_found("person", id))?;
        let posts = self.store.posts(&county, Some(id)).await?;
        let posts = posts.iter().map(|post| PostView::of(post, moment.day())).collect();
        self.person_view(person, posts, moment).await
    }

    /// The id of who has a login.
    ///
    /// # Errors
    /// When nobody has it or the store fails.
    pub async fn person_of_login(&self, _permit: &Permit<Directory>, login: &str) -> Result<String, Trouble> {
        let person = self.store.person_of_login(&self.county().await?, login).await?;
        person.map(|person| person.id).ok_or_else(|| Trouble::not_found("person", login))
    }

    async fn person_view(
        &self,
        person: Person,
        posts: Vec<PostView>,
        moment: Moment<'_>,
    ) -> Result<PersonView, Trouble> {
        let county = self.county().await?;
        let credential = self.store.credential(&county, &person.id).await?;
        let locked = self.store.locked_people(&county, moment.seconds).await?;
        let locked = locked.iter().find(|(id, _)| *id == person.id).map(|(_, until)| shown(*until));
        let dormant_seconds = i64::from(self.policy().await?.dormant_days) * 86_400;
        let active = person.state == PersonState::Active;
        let seen = (credential.seen_at > 0).then(|| shown(credential.seen_at));
        let long_ago = seen.is_some() && moment.seconds - credential.seen_at > dormant_seconds;
        let identities = self.store.outside_identities(&county, Some(&person.id)).await?;
        Ok(PersonView {
            is_linked: identities.iter().any(|one| one.authentic),
            active,
            posts,
            has_password: credential.password.is_some(),
            has_second_factor: credential.totp.is_some(),
            dormant: active && long_ago,
            seen_at: seen.unwrap_or_default(),
            locked_until: locked.unwrap_or_default(),
            id: person.id,
            login: person.login,
            name: person.name,
            phone: person.phone,
            made_by: person.made_by,
            made_at: person.made_at,
        })
    }

    /// Registers somebody, who has no post and no password yet.
    ///
    /// # Errors
    /// When a field is wrong, the login is taken, or the store fails.
    pub async fn add_person(
        &self,
        permit: &Permit<Administer>,
        form: NewPersonForm<'_>,
        at: &str,
    ) -> Result<String, Trouble> {
        let new = form.checked()?;
        let change = permit.change(at, "");
        Ok(self.store.add_person(&self.county_to_fill().await?, new, &change).await?)
    }

    /// Changes what is filled in for somebody.
    ///
    /// # Errors
    /// As [`Self::add_person`], and when there is no such person.
    pub async fn change_person(
        &self,
        permit: &Permit<Administer>,
        id: &str,
        form: NewPersonForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let new = form.checked()?;
        let change = permit.change(at, "");
        Ok(self.store.change_person(&self.county().await?, id, new, &change).await?)
    }

    /// Lets somebody sign in, or no longer: then all their sessions end at once.
    ///
    /// # Errors
    /// When it is one's own account, there is no such person, or the store fails.
    pub async fn set_active(
        &self,
        permit: &Permit<Administer>,
        id: &str,
        active: bool,
        at: &str,
    ) -> Result<(), Trouble> {
        if permit.by() == id {
            return Err(Trouble::refused("not-for-oneself", Vec::new()));
        }
        let state = if active { PersonState::Active } else { PersonState::Disabled };
        let change = permit.change(at, "");
        Ok(self.store.set_person_state(&self.county().await?, id, state, &change).await?)
    }
}
