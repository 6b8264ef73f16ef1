//! One's own account: password, proof of who one is, sessions.

use std::collections::BTreeSet;

use junheng_domain::{CountyCode, Level, MeasureId, Subject};
use junheng_store::{Attempt, Person, SessionStage, SessionWay};
use junheng_vault::PasswordHash;

use super::clock::Moment;
use super::fields::wrong;
use super::policy::Owner;
use super::security::SessionView;
use super::sign_in::{Client, How, Opened};
use super::visit::{Visit, is_alive, session_key};
use super::{hashed, matches};
use crate::Office;
use crate::scope::Branch;
use crate::trouble::Trouble;

/// A change of one's own password, as typed.
#[derive(Clone, Copy)]
pub struct NewSecret<'a> {
    pub old: &'a str,
    pub new: &'a str,
    pub again: &'a str,
}

impl std::fmt::Debug for NewSecret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewSecret(…)")
    }
}

impl Office {
    /// Changes one's own password; all other sessions end, and this one goes on under a new token.
    ///
    /// # Errors
    /// When the old password is wrong, the new one is not taken, or the store fails.
    pub async fn change_password(
        &self,
        visit: &Visit,
        secret: NewSecret<'_>,
        client: Client<'_>,
        at: &str,
    ) -> Result<Opened, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        if visit.session.stage != SessionStage::Whole {
            return Err(Trouble::refused("proof-needed", Vec::new()));
        }
        if !self.password_is_right(&county, visit, secret.old, moment).await? {
            return Err(Trouble::Findings(vec![wrong("old", "password-wrong")]));
        }
        if secret.new != secret.again {
            return Err(Trouble::Findings(vec![wrong("again", "passwords-differ")]));
        }
        let hash = self.new_password("new", secret.new, &visit.person, moment).await?;
        let person = &visit.person.id;
        let change = visit.change(at);
        self.store.set_password(&county, person, (&hash, moment.seconds), None, &change).await?;
        let how = How::goes_on(SessionWay::Password);
        let token = self.open_session(&county, person, how, client, None, moment).await?;
        Ok(Opened { token, half: false })
    }

    /// Proves again that it is really them, before something sensitive: by password, or by a code of the second
    /// factor. False when it is wrong.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn prove(
        &self,
        visit: &Visit,
        (password, code): (&str, &str),
        at: &str,
    ) -> Result<bool, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let proved = self.password_is_right(&county, visit, password, moment).await?
            && (!visit.has_second_factor() || self.code_is_right(&county, visit, code, moment).await?);
        if proved {
            let change = visit.change(at);
            self.store.prove_session(&county, &visit.session, moment.seconds, &change).await?;
        }
        Ok(proved)
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_sessions(&self, visit: &Visit) -> Result<Vec<SessionView>, Trouble> {
        let sessions = self.store.sessions(&self.county().await?, Some(&visit.person.id)).await?;
        let view = |session| SessionView::of(session, &visit.person.name, visit);
        Ok(sessions.iter().filter(|session| is_alive(session, &visit.policy, visit.now)).map(view).collect())
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// When there is no such session of one's own, or the store fails.
    pub async fn end_own_session(&self, visit: &Visit, key: &str, at: &str) -> Result<(), Trouble> {
        let county = self.county().await?;
        let sessions = self.store.sessions(&county, Some(&visit.person.id)).await?;
        let session = sessions.into_iter().find(|session| session_key(&session.digest) == key);
        let session = session.ok_or_else(|| Trouble::not_found("session", key))?;
        let change = visit.change(at);
        self.store.end_session(&county, &session, "end-session", &change).await?;
        Ok(())
    }

    /// Compares the password of who is signed in; wrong ones count towards the lock.
    async fn password_is_right(
        &self,
        county: &CountyCode,
        visit: &Visit,
        password: &str,
        moment: Moment<'_>,
    ) -> Result<bool, Trouble> {
        let (person, login, rule) = (&visit.person.id, &visit.person.login, visit.policy.lock_rule());
        if self.store.begin_attempt(county, login, rule, moment.seconds).await? == Attempt::Locked {
            return Ok(false);
        }
        let is_right = matches(self.store.credential(county, person).await?.password, password).await?;
        if is_right {
            self.store.attempt_returned(county, login).await?;
        } else {
            let change = visit.change(moment.text);
            let when = (rule, moment.seconds);
            self.store.attempt_failed(county, login, Some(person), when, &change).await?;
        }
        Ok(is_right)
    }

    /// The hash of a new password, if the policy takes it and it is not one of the last ones.
    pub(super) async fn new_password(
        &self,
        field: &str,
        password: &str,
        person: &Person,
        moment: Moment<'_>,
    ) -> Result<PasswordHash, Trouble> {
        let county = self.county().await?;
        let policy = self.policy().await?;
        let owner = Owner {
            login: person.login.clone(),
            name: person.name.clone(),
            phone: person.phone.clone(),
            places: self.places_of(&county, person, moment).await?,
        };
        let findings = policy.password_findings(field, password, &owner);
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let credential = self.store.credential(&county, &person.id).await?;
        let remembered = policy.passwords_remembered as usize;
        for old in credential.password.into_iter().chain(credential.previous).take(remembered) {
            if matches(Some(old), password).await? {
                let finding = wrong(field, "password-used").with_arg("count", remembered);
                return Err(Trouble::Findings(vec![finding]));
            }
        }
        hashed(password).await
    }

    /// The names and codes of the townships and schools that somebody's posts are for.
    async fn places_of(
        &self,
        county: &CountyCode,
        person: &Person,
        moment: Moment<'_>,
    ) -> Result<Vec<String>, Trouble> {
        let Some((_, posts)) = self.standing(county, &person.id, moment).await? else {
            return Ok(Vec::new());
        };
        let mut places = BTreeSet::new();
        let mut schools = BTreeSet::new();
        for post in &posts {
            match &post.area.branch {
                Branch::County => {}
                Branch::Township(name) => {
                    places.insert(name.clone());
                }
                Branch::School(code) => {
                    places.insert(code.to_string());
                    schools.insert(code.clone());
                }
            }
        }
        if let (false, Some(year)) = (schools.is_empty(), self.store.years(county).await?.pop()) {
            let snapshot = self.store.snapshot(county, year).await?;
            let table = snapshot.table(Level::School);
            let column = MeasureId::new("name").ok().and_then(|name| table.columns.get(&name));
            let rows = schools.into_iter().filter_map(|code| table.row(&Subject::School(code)));
            let names = rows.filter_map(|row| column.and_then(|column| column.text(row)));
            places.extend(names.map(str::to_owned));
        }
        Ok(places.into_iter().collect())
    }
}
