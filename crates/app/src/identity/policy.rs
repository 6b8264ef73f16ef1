//! The county's rules of signing in, in one place, and what they say of a password.

use junheng_domain::{Finding, Place, Severity};
use junheng_store::LockRule;
use junheng_vault::is_common;
use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::wrong;
use super::visit::Proof;
use crate::permit::{Permit, Secure};
use crate::trouble::{Kind, Trouble};
use crate::{Office, Role};

/// Whether bureau and administrators need a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorRule {
    /// Who has set one up uses it; nobody must.
    Optional,
    Required,
}

/// The rules. The defaults are those of a level-3 system after GB/T 22239-2019, 8.1.4.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Fewest characters of a password.
    pub password_length: u32,
    /// Kinds of characters in a password, of: small letters, capitals, digits, others.
    pub password_kinds: u32,
    /// Days after which a password must be changed; 0 for never.
    pub password_days: u32,
    /// Earlier passwords that may not be used again.
    pub passwords_remembered: u32,
    /// Failures within the window that lock a login.
    pub lock_failures: u32,
    pub lock_window_minutes: u32,
    pub lock_minutes: u32,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub session_hours: u32,
    /// Minutes for which a proof of who one is holds for sensitive operations.
    pub proof_minutes: u32,
    /// Hours for which a one-time link can be used.
    pub link_hours: u32,
    /// Days without a sign-in after which somebody is listed as dormant.
    pub dormant_days: u32,
    pub second_factor: SecondFactorRule,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            password_length: 10,
            password_kinds: 3,
            password_days: 90,
            passwords_remembered: 5,
            lock_failures: 5,
            lock_window_minutes: 15,
            lock_minutes: 15,
            idle_minutes: 15,
            session_hours: 8,
            proof_minutes: 15,
            link_hours: 72,
            dormant_days: 90,
            second_factor: SecondFactorRule::Required,
        }
    }
}

/// The setting that holds the policy.
const SETTING: &str = "policy";

/// Whom a password is for: it must not be made of their own words.
#[derive(Debug, Clone, Default)]
pub(super) struct Owner {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) phone: String,
    /// Names and codes of their schools and townships.
    pub(super) places: Vec<String>,
}

impl Policy {
    /// Each number with its name and the range it may be in, strictest rules of a level-2 system as the loosest.
    #[must_use]
    pub fn numbers(&self) -> [(&'static str, u32, u32, u32); 12] {
        [
            ("password_length", self.password_length, 8, 64),
            ("password_kinds", self.password_kinds, 2, 4),
            ("password_days", self.password_days, 0, 365),
            ("passwords_remembered", self.passwords_remembered, 0, 10),
            ("lock_failures", self.lock_failures, 3, 10),
            ("lock_window_minutes", self.lock_window_minutes, 5, 1440),
            ("lock_minutes", self.lock_minutes, 5, 1440),
            ("idle_minutes", self.idle_minutes, 5, 60),
            ("session_hours", self.session_hours, 1, 24),
            ("proof_minutes", self.proof_minutes, 1, 60),
            ("link_hours", self.link_hours, 1, 168),
            ("dormant_days", self.dormant_days, 30, 365),
        ]
    }

    fn findings(&self) -> Vec<Finding> {
        let out = self.numbers().into_iter().filter(|(_, value, low, high)| !(low..=high).contains(&value));
        out.map(|(name, value, low, high)| {
            let finding = wrong(name, "policy-number").with_value(value.to_string());
            finding.with_arg("low", low).with_arg("high", high)
        })
        .collect()
    }

    pub(super) fn lock_rule(&self) -> LockRule {
        LockRule {
            failures: self.lock_failures.into(),
            window_seconds: i64::from(self.lock_window_minutes) * 60,
            lock_seconds: i64::from(self.lock_minutes) * 60,
        }
    }

    pub(super) fn needs_second_factor(&self, roles: impl IntoIterator<Item = Role>) -> bool {
        self.second_factor == SecondFactorRule::Required && roles.into_iter().any(Role::takes_two_factors)
    }

    /// Whether a password set at a moment must be changed now. Both in seconds since 1970.
    pub(super) fn is_too_old(&self, set_at: i64, now: i64) -> bool {
        self.password_days > 0 && now - set_at > i64::from(self.password_days) * 86_400
    }

    /// Everything that is wrong with a new password.
    pub(super) fn password_findings(&self, field: &str, password: &str, owner: &Owner) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(normal) = junheng_vault::normal_form(password) else {
            return vec![wrong(field, "password-too-long")];
        };
        let length = normal.chars().count();
        if length < self.password_length as usize {
            findings.push(wrong(field, "password-too-short").with_arg("length", self.password_length));
        }
        if kinds(&normal) < self.password_kinds {
            findings.push(wrong(field, "password-too-simple").with_arg("kinds", self.password_kinds));
        }
        if is_common(&normal) {
            findings.push(wrong(field, "password-common"));
        }
        if owner.is_in(&normal) {
            findings.push(wrong(field, "password-of-own-words"));
        }
        findings
    }
}

/// How many of the four kinds of characters a password has.
fn kinds(password: &str) -> u32 {
    let is_other = |letter: char| !letter.is_ascii_alphanumeric();
    let kinds: [fn(char) -> bool; 3] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit()];
    let ascii = kinds.iter().filter(|kind| password.chars().any(kind)).count();
    u32::try_from(ascii).unwrap_or(0) + u32::from(password.chars().any(is_other))
}

/// Own words of fewer letters than this are in too many good passwords.
const SHORTEST_OWN_WORD: usize = 4;

impl Owner {
    fn is_in(&self, password: &str) -> bool {
        let password = password.to_lowercase();
        let digits: String = self.phone.chars().filter(char::is_ascii_digit).collect();
        let mut words = vec![self.login.to_lowercase(), pinyin(&self.name), digits];
        // A local part or a tail is as easy to guess as the whole.
        words.extend(self.login.to_lowercase().split(['@', '.', '_', '-']).map(str::to_owned));
        words.extend(self.places.iter().flat_map(|place| [place.to_lowercase(), pinyin(place)]));
        let long_enough = words.iter().filter(|word| word.chars().count() >= SHORTEST_OWN_WORD);
        let has_name = self.name.chars().count() >= 2 && password.contains(&self.name.to_lowercase());
        has_name || long_enough.into_iter().any(|word| password.contains(word.as_str()))
    }
}

/// The name in letters without tones, such as `wangfang`.
fn pinyin(name: &str) -> String {
    let spelled = name.chars().map(|letter| {
        letter.to_pinyin().map_or_else(|| letter.to_lowercase().to_string(), |word| word.plain().to_owned())
    });
    spelled.collect::<String>().replace('ü', "v")
}

impl Office {
    /// The county's rules of signing in. Everybody may know them.
    ///
    /// # Errors
    /// When the store fails, or what is stored is no policy.
    pub async fn policy(&self) -> Result<Policy, Trouble> {
        let stored = self.store.marked_setting(&self.county_to_fill().await?, SETTING).await?;
        // Rules that were loosened behind the program's back do not hold.
        let Some(text) = stored.and_then(|(text, authentic)| authentic.then_some(text)) else {
            return Ok(Policy::default());
        };
        serde_json::from_str(&text).map_err(|error| Trouble::Failed {
            kind: Kind::Integrity,
            what: "the stored policy cannot be read",
            source: error.into(),
        })
    }

    /// That the rules were changed behind the program's back, if they were.
    pub(crate) async fn forged_policy(&self) -> Result<Option<Finding>, Trouble> {
        let county = match self.county().await {
            Err(Trouble::Said { key: "no-data" | "county-needed", .. }) => return Ok(None),
            county => county?,
        };
        // Without its keys nothing can be told; the store has a finding of its own for that.
        let Ok(Some((_, authentic))) = self.store.marked_setting(&county, SETTING).await else {
            return Ok(None);
        };
        let place = Place { field: Some("setting policy".to_owned()), ..Place::default() };
        Ok((!authentic).then(|| Finding::new("policy-forged", Severity::Error, place)))
    }

    /// Sets the rules; they hold from the next request on.
    ///
    /// # Errors
    /// When a number is out of its range or the store fails.
    pub async fn set_policy(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        policy: &Policy,
        at: &str,
    ) -> Result<(), Trouble> {
        let findings = policy.findings();
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let text = serde_json::to_string(policy).map_err(|error| Trouble::storage("the policy", error))?;
        let change = permit.change(at, "");
        Ok(self.store.set_marked_setting(&self.county_to_fill().await?, SETTING, &text, &change).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner() -> Owner {
        Owner {
            login: "wang.fang".to_owned(),
            name: "王芳".to_owned(),
            phone: "13800001234".to_owned(),
            places: vec!["城关镇".to_owned(), "城关镇中心小学".to_owned(), "2199000001".to_owned()],
        }
    }

    #[track_caller]
    fn check(password: &str, expected: &[&str]) {
        let findings = Policy::default().password_findings("password", password, &owner());
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, expected, "{password}");
    }

    #[test]
    fn a_good_password_is_taken() {
        for good in [
            "Lotus-and-Kite-7",
            "四海之内皆兄弟 A7 b",
            "  Spaces Count 9 ",
            &format!("aB3{}", "长".repeat(125)),
        ] {
            check(good, &[]);
        }
    }

    #[test]
    fn a_bad_password_is_told_all_its_faults() {
        check("", &["password-too-short", "password-too-simple"]);
        check("Ab1-", &["password-too-short"]);
        check("lotusandkite", &["password-too-simple"]);
        check("Password2026!", &["password-common"]);
        check("Qwerty-2026", &["password-common"]);
        for own in [
            "WangFang-2026-x",
            "Wang.Fang#Lotus",
            "x-13800001234-Y",
            "王芳 is my name 1A",
            "ChengGuanZhen#5",
            "Id-2199000001-q",
            "fang-Lotus-2026",
        ] {
            check(own, &["password-of-own-words"]);
        }
        check(&"aB3-".repeat(33), &["password-too-long"]);
    }

    #[test]
    fn a_policy_looser_than_the_rules_allow_is_refused() {
        assert_eq!(Policy::default().findings(), []);
        let loose = Policy { password_length: 6, idle_minutes: 600, ..Policy::default() };
        let fields: Vec<_> =
            loose.findings().into_iter().map(|finding| finding.place.field.unwrap()).collect();
        assert_eq!(fields, ["password_length", "idle_minutes"]);
    }

    #[test]
    fn a_password_grows_too_old_after_its_days() {
        let policy = Policy::default();
        assert!(!policy.is_too_old(0, 90 * 86_400) && policy.is_too_old(0, 90 * 86_400 + 1));
        assert!(!Policy { password_days: 0, ..policy }.is_too_old(0, i64::MAX));
    }
}
