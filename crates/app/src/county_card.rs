//! What the county says of itself on every page: its name, whom to call, and how new its data are.

use junheng_domain::{Finding, Place, SchoolYear, Severity};

use crate::Office;
use crate::permit::{Overview, Permit, Settle};
use crate::trouble::Trouble;

/// The settings that hold it.
const NAME: &str = "county.name";
const TELEPHONE: &str = "county.telephone";

/// The longest name and telephone that fit the head and foot of a page, in characters.
const LONGEST: usize = 40;

/// The county as the head and foot of a page show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountyCard {
    /// Its code, until it has told its name; empty before the first import.
    pub name: String,
    /// Of the section that answers questions; empty until it was told.
    pub telephone: String,
    /// When the facts of the school year changed last, RFC 3339.
    pub changed_at: Option<String>,
}

impl Office {
    /// The county's card, for a school year when one is shown.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn county_card(
        &self,
        _permit: &Permit<Overview>,
        year: Option<SchoolYear>,
    ) -> Result<CountyCard, Trouble> {
        let county = match self.county().await {
            Err(Trouble::Said { key: "no-data", .. }) => return Ok(CountyCard::default()),
            other => other?,
        };
        let name = self.store.setting(&county, NAME).await?;
        let changed_at = match year {
            Some(year) => self.store.changed_at(&county, year).await?,
            None => None,
        };
        Ok(CountyCard {
            name: name.unwrap_or_else(|| county.to_string()),
            telephone: self.store.setting(&county, TELEPHONE).await?.unwrap_or_default(),
            changed_at,
        })
    }

    /// Sets what the county calls itself, and the telephone that its pages show; an empty one shows none.
    ///
    /// # Errors
    /// When one of them cannot stand on a page, or the store fails.
    pub async fn set_county_card(
        &self,
        permit: &Permit<Settle>,
        name: &str,
        telephone: &str,
        at: &str,
    ) -> Result<(), Trouble> {
        let findings = unfit(name.trim(), telephone.trim());
        if !findings.is_empty() {
            return Err(Trouble::Findings(findings));
        }
        let county = self.county().await?;
        let change = permit.change(at, "");
        let mut changed = Vec::new();
        for (setting, value) in [(NAME, name.trim()), (TELEPHONE, telephone.trim())] {
            if self.store.setting(&county, setting).await?.as_deref().unwrap_or_default() != value {
                changed.push((setting, value));
            }
        }
        if !changed.is_empty() {
            self.store.set_settings(&county, &changed, &change).await?;
        }
        Ok(())
    }
}

/// What keeps them from standing on a page.
fn unfit(name: &str, telephone: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |code: &str, field: &str| {
        let place = Place { field: Some(field.to_owned()), ..Place::default() };
        findings.push(Finding::new(code, Severity::Error, place));
    };
    if !is_name(name) {
        found("county-name-unfit", "name");
    }
    if !is_telephone(telephone) {
        found("telephone-unfit", "telephone");
    }
    findings
}

/// Whether a name can stand on a page.
pub(crate) fn is_name(name: &str) -> bool {
    let shows = |c: char| !c.is_control() && !is_direction(c);
    let length = name.chars().count();
    (1..=LONGEST).contains(&length) && name.chars().all(shows)
}

/// Whether a text can be dialled; none at all is fine.
pub(crate) fn is_telephone(telephone: &str) -> bool {
    let dialled = |c: char| c.is_ascii_digit() || " -+()（）、,，转".contains(c);
    telephone.chars().count() <= LONGEST && telephone.chars().all(dialled)
}

/// Marks that turn the direction of writing: they would disorder what stands beside them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_telephone_have_to_fit_a_page() {
        for (name, telephone, expected) in [
            ("青禾县", "0310-1234567", &[][..]),
            ("青禾县", "", &[]),
            ("𠮷田县", "(0310) 123 4567 转 8", &[]),
            ("", "0310", &["county-name-unfit"]),
            ("青\u{202e}禾", "0310", &["county-name-unfit"]),
            ("青禾县", "<b>1</b>", &["telephone-unfit"]),
            (&"县".repeat(41), &"1".repeat(41), &["county-name-unfit", "telephone-unfit"]),
        ] {
            let codes: Vec<String> = unfit(name, telephone).into_iter().map(|finding| finding.code).collect();
            assert_eq!(codes, expected, "{name} {telephone}");
        }
    }
}
