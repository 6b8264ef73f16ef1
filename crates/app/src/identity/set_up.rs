//! The first start: the first person registers the three separate administrators.

use junheng_domain::Finding;
use junheng_store::{NewPerson, NewPost, SessionWay};

use super::clock::Moment;
use super::fields::{check_login, check_name, wrong};
use super::hashed;
use super::links::LinkMade;
use super::policy::Owner;
use super::posts::area_text;
use super::sign_in::{Client, How, Opened};
use crate::Office;
use crate::role::Role;
use crate::scope::{Area, Branch};
use crate::trouble::Trouble;

/// One of the administrators to be registered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Administrator<'a> {
    pub login: &'a str,
    pub name: &'a str,
}

/// What the first person fills in: themself with a password, and the two others.
#[derive(Clone, Copy)]
pub struct SetUp<'a> {
    pub system: Administrator<'a>,
    pub password: &'a str,
    pub again: &'a str,
    pub security: Administrator<'a>,
    pub audit: Administrator<'a>,
}

impl std::fmt::Debug for SetUp<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetUp(…)")
    }
}

/// The first person is signed in; the links go to the security and the audit administrator.
#[derive(Debug)]
pub struct SetUpDone {
    pub opened: Opened,
    pub links: [LinkMade; 2],
}

/// Who the audit names for the set-up: there is nobody yet.
const SET_UP: &str = "set-up";

impl<'a> SetUp<'a> {
    fn administrators(&self) -> [(Role, &'static str, Administrator<'a>); 3] {
        let [system, security, audit] = Role::ADMINISTRATORS;
        [(system, "", self.system), (security, "security_", self.security), (audit, "audit_", self.audit)]
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut logins: Vec<String> = Vec::new();
        for (_, prefix, administrator) in self.administrators() {
            let field = format!("{prefix}login");
            check_login(&field, administrator.login, &mut findings);
            check_name(&format!("{prefix}name"), administrator.name, &mut findings);
            let login = administrator.login.trim().to_lowercase();
            if !login.is_empty() && logins.contains(&login) {
                findings.push(wrong(&field, "administrators-separate"));
            }
            logins.push(login);
        }
        findings
    }
}

impl Office {
    /// Registers the three administrators, all or none, and signs the first one in. `None` when the token is not, or no
    /// longer, good for it.
    ///
    /// # Errors
    /// When a field is wrong or the store fails.
    pub async fn set_up(
        &self,
        token: &str,
        form: SetUp<'_>,
        client: Client<'_>,
        at: &str,
    ) -> Result<Option<SetUpDone>, Trouble> {
        let moment = Moment::read(at)?;
        if !self.may_set_up(token, at).await? {
            return Ok(None);
        }
        let county = self.county_to_fill().await?;
        let mut findings = form.findings();
        let owner = Owner {
            login: form.system.login.to_owned(),
            name: form.system.name.trim().to_owned(),
            ..Owner::default()
        };
        findings.extend(self.policy().await?.password_findings("password", form.password, &owner));
        if form.password != form.again {
            findings.push(wrong("again", "passwords-differ"));
        }
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let hash = hashed(form.password).await?;
        let area = area_text(&Area::of(Branch::County))?;
        let people = form.administrators().map(|(role, _, administrator)| {
            let (login, name) = (administrator.login.trim(), administrator.name.trim());
            let post = NewPost { role: role.as_str(), area: &area, from_on: moment.day(), to_on: "" };
            (NewPerson { login, name, phone: "" }, post)
        });
        let ids = self.store.set_up(&county, &people, &client.change(SET_UP, at)).await?;
        let [system, security, audit] =
            <[String; 3]>::try_from(ids).map_err(|_| Trouble::refused("set-up-already", Vec::new()))?;
        let change = client.change(&system, at);
        self.store.set_password(&county, &system, (&hash, moment.seconds), None, &change).await?;
        let links = [self.link_for(&change, &security).await?, self.link_for(&change, &audit).await?];
        let token = self
            .open_session(&county, &system, How::signs_in(SessionWay::Password), client, None, moment)
            .await?;
        Ok(Some(SetUpDone { opened: Opened { token, half: false }, links }))
    }
}
