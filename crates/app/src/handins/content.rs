//! What tells the data of a school's form from others: a digest over its facts, so that an acceptance holds for one version.

use std::collections::BTreeMap;

use junheng_domain::{Level, SchoolCode, Snapshot};
use sha2::{Digest, Sha256};

/// Digests of all forms of all schools in a school year.
#[derive(Debug, Default)]
pub(crate) struct Contents(BTreeMap<(SchoolCode, &'static str), String>);

impl Contents {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let mut hashers: BTreeMap<(SchoolCode, &'static str), Sha256> = BTreeMap::new();
        for fact in snapshot.facts().filter(|fact| !fact.value.is_missing()) {
            let Some(school) = fact.subject.school() else { continue };
            let hasher = hashers.entry((school.clone(), fact.subject.level().as_str())).or_default();
            // Codes hold no control characters, and texts are last: no two lists of facts read the same.
            hasher.update(format!("{}\t{}\t{:?}\n", fact.subject, fact.measure, fact.value).as_bytes());
        }
        let digest =
            |hasher: Sha256| hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self(hashers.into_iter().map(|(key, hasher)| (key, digest(hasher))).collect())
    }

    /// Empty when nothing is reported.
    pub(crate) fn get(&self, school: &SchoolCode, form: &str) -> &str {
        let level = Level::ALL.into_iter().map(Level::as_str).find(|level| *level == form);
        level.and_then(|level| self.0.get(&(school.clone(), level))).map_or("", String::as_str)
    }
}
