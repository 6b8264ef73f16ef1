//! The second factor: setting it up, giving a code, and recovery codes for a lost authenticator.

use junheng_domain::CountyCode;
use junheng_store::{Attempt, Change, Credential, SessionStage};
use junheng_vault::{Secret, digest, recovery_code, recovery_code_form};

use super::clock::Moment;
use super::fields::wrong;
use super::sign_in::{Client, How, Opened};
use super::visit::{Pending, Visit};
use crate::Office;
use crate::permit::{Overview, Permit};
use crate::trouble::{Kind, Trouble};
use crate::visitor::Visitor;

/// A second factor to be set up: what the authenticator needs to know.
pub struct Enrolment {
    /// To type in by hand, and to send back with the first code.
    pub secret: String,
    /// For the QR code.
    pub address: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// The code that an authenticator with this secret shows at a moment (seconds since 1970); `None` when it is no secret.
#[must_use]
pub fn code_of(secret: &str, moment: i64) -> Option<String> {
    Some(Secret::parse(secret).ok()?.code_at(moment))
}

const RECOVERY_CODES: usize = 10;

fn unusable(error: junheng_vault::TotpError) -> Trouble {
    Trouble::Failed { kind: Kind::Internal, what: "a second factor could not be made", source: error.into() }
}

impl Office {
    /// A new secret for the visitor's authenticator. Nothing is stored until its first code comes back.
    ///
    /// # Errors
    /// When the machine gives no random numbers or the store fails.
    pub async fn begin_second_factor(&self, visit: &Visit) -> Result<Enrolment, Trouble> {
        self.enrolment(visit, &Secret::generate().map_err(unusable)?).await
    }

    /// The same secret again, after a wrong first code.
    ///
    /// # Errors
    /// When the text is no secret or the store fails.
    pub async fn repeat_second_factor(&self, visit: &Visit, secret: &str) -> Result<Enrolment, Trouble> {
        let secret = Secret::parse(secret).map_err(|_| Trouble::unreadable("second-factor", ""))?;
        self.enrolment(visit, &secret).await
    }

    async fn enrolment(&self, visit: &Visit, secret: &Secret) -> Result<Enrolment, Trouble> {
        let county = self.county().await?;
        // A colon parts issuer and account in the address.
        let issuer = format!("均衡 {county}");
        let account = visit.person.login.replace(':', "");
        let address = secret.address(&issuer, &account).map_err(unusable)?;
        Ok(Enrolment { secret: secret.base32().to_string(), address: address.to_string() })
    }

    /// Sets the second factor up, once a code proves that the authenticator has it; the session goes on under a new
    /// token. Gives the recovery codes, which are shown once.
    ///
    /// # Errors
    /// When the code is wrong, there is a second factor already and it was not proved just now, or the store fails.
    pub async fn set_second_factor(
        &self,
        visit: &Visit,
        (secret, code): (&str, &str),
        client: Client<'_>,
        at: &str,
    ) -> Result<(Opened, Vec<String>), Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let may = visit.pending() == Some(Pending::Enrol) || visit.proof().is_some();
        if !may {
            return Err(Trouble::refused("proof-needed", Vec::new()));
        }
        let secret = Secret::parse(secret).map_err(|_| Trouble::unreadable("second-factor", ""))?;
        let Some(step) = secret.step_of(code, moment.seconds, 0) else {
            return Err(Trouble::Findings(vec![wrong("code", "code-wrong")]));
        };
        let codes = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<Vec<_>, _>>()?;
        let digests: Vec<String> = codes.iter().map(|code| digest(&recovery_code_form(code))).collect();
        let change = visit.change(at);
        let factor = Some((&secret, step, digests.as_slice()));
        self.store.set_second_factor(&county, &visit.person.id, factor, None, &change).await?;
        self.store.attempt_succeeded(&county, &visit.person.login).await?;
        let person = &visit.person.id;
        let way = visit.session.way;
        // Whoever had to set it up to come in comes in with it.
        let comes_in = visit.session.stage == SessionStage::Password;
        let how = if comes_in { How::signs_in(way) } else { How::goes_on(way) };
        let token = self.open_session(&county, person, how, client, None, moment).await?;
        Ok((Opened { token, half: false }, codes))
    }

    /// Gives the code of the second factor, or a recovery code: the session goes on, whole, under a new token.
    /// `instead_of` is the token of the half session. `None` when the code is not taken.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn give_code(
        &self,
        visit: &Visit,
        code: &str,
        client: Client<'_>,
        instead_of: &str,
        at: &str,
    ) -> Result<Option<Opened>, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        if !self.code_is_right(&county, visit, code, moment).await? {
            return Ok(None);
        }
        let person = &visit.person.id;
        let how = How::signs_in(visit.session.way);
        let token = self.open_session(&county, person, how, client, Some(instead_of), moment).await?;
        Ok(Some(Opened { token, half: false }))
    }

    /// Compares a code and uses it up. Failures count towards the lock like wrong passwords.
    pub(super) async fn code_is_right(
        &self,
        county: &CountyCode,
        visit: &Visit,
        code: &str,
        moment: Moment<'_>,
    ) -> Result<bool, Trouble> {
        let (person, login) = (&visit.person.id, &visit.person.login);
        let rule = visit.policy.lock_rule();
        if self.store.begin_attempt(county, login, rule, moment.seconds).await? == Attempt::Locked {
            return Ok(false);
        }
        let credential = self.store.credential(county, person).await?;
        let change = visit.change(moment.text);
        if self.use_code(county, person, &credential, code, moment, &change).await? {
            self.store.attempt_succeeded(county, login).await?;
            return Ok(true);
        }
        let when = (rule, moment.seconds);
        self.store.attempt_failed(county, login, Some(person), when, &change).await?;
        Ok(false)
    }

    async fn use_code(
        &self,
        county: &CountyCode,
        person: &str,
        credential: &Credential,
        code: &str,
        moment: Moment<'_>,
        change: &Change,
    ) -> Result<bool, Trouble> {
        let Some(secret) = &credential.totp else { return Ok(false) };
        if let Some(step) = secret.step_of(code, moment.seconds, credential.totp_step) {
            return Ok(self.store.use_code_step(county, person, step).await?);
        }
        let form = recovery_code_form(code);
        if form.len() != 16 {
            return Ok(false);
        }
        Ok(self.store.use_recovery_code(county, person, &digest(&form), change).await?)
    }

    /// Whether a visitor should be told that few recovery codes are left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recovery_codes_left(
        &self,
        _permit: &Permit<Overview>,
        visitor: &Visitor,
    ) -> Result<u64, Trouble> {
        Ok(self.store.credential(&self.county().await?, visitor.person()).await?.codes_left)
    }
}
