//! Searching the audit records, newest first, with people by their names.

use std::collections::BTreeMap;

use junheng_store::{AuditEntry, Capacity};

use crate::Office;
use crate::permit::{Inspect, Permit};
use crate::trouble::Trouble;

/// What is searched for; empty fields ask for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditAsked<'a> {
    /// First and last day, as `2026-09-01`.
    pub from: &'a str,
    pub to: &'a str,
    /// Part of the name or login of who did it.
    pub by: &'a str,
    /// The role under which it was done, such as `bureau_officer`.
    pub role: &'a str,
    /// The beginning of the address that it came from.
    pub address: &'a str,
    /// A verb such as `import`.
    pub action: &'a str,
    /// Part of what it was done to.
    pub object: &'a str,
    /// Records before this number only.
    pub before: Option<u64>,
}

/// A record as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub seq: u64,
    pub at: String,
    /// The person's name, or what the record says where nobody has that key.
    pub by: String,
    pub capacity: Capacity,
    pub action: String,
    pub object: String,
    /// Whose the object is, where it is a person.
    pub object_name: String,
    pub why: String,
    /// What it was before and after, as JSON.
    pub before: String,
    pub after: String,
}

/// Some of the records that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFound {
    pub lines: Vec<AuditLine>,
    /// From where the next, older ones begin; `None` at the end.
    pub older: Option<u64>,
}

/// Records shown at once, and looked through at once.
const SHOWN: usize = 50;
const LOOKED_THROUGH: usize = 20_000;

impl Office {
    /// Searches the county's audit records.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search_audit(
        &self,
        _permit: &Permit<Inspect>,
        asked: AuditAsked<'_>,
    ) -> Result<AuditFound, Trouble> {
        let county = self.county().await?;
        let people = self.store.people(&county).await?;
        let names: BTreeMap<String, (String, String)> =
            people.into_iter().map(|person| (person.id, (person.name, person.login))).collect();
        let (mut lines, mut before, mut looked) = (Vec::new(), asked.before, 0);
        loop {
            let page = self.store.audit_before(&county, before, 1000).await?;
            let Some(last) = page.last() else { return Ok(AuditFound { lines, older: None }) };
            (before, looked) = (Some(last.seq), looked + page.len());
            for entry in page {
                if lines.len() == SHOWN {
                    return Ok(AuditFound { lines, older: Some(entry.seq + 1) });
                }
                if is_asked(&entry, asked, &names) {
                    lines.push(line(entry, &names));
                }
            }
            if looked >= LOOKED_THROUGH {
                return Ok(AuditFound { lines, older: before });
            }
        }
    }
}

fn is_asked(entry: &AuditEntry, asked: AuditAsked<'_>, names: &BTreeMap<String, (String, String)>) -> bool {
    let day = entry.at.get(..10).unwrap_or_default();
    let by = asked.by.trim().to_lowercase();
    let (name, login) = names.get(&entry.by).map_or((entry.by.as_str(), ""), |(name, login)| (name, login));
    let object = asked.object.trim();
    (asked.from.is_empty() || asked.from <= day)
        && (asked.to.is_empty() || day <= asked.to)
        && (by.is_empty() || name.to_lowercase().contains(&by) || login.to_lowercase().contains(&by))
        && (asked.role.is_empty() || entry.capacity.posts.iter().any(|post| post.role == asked.role))
        && entry.capacity.address.starts_with(asked.address.trim())
        && (asked.action.is_empty() || asked.action == entry.action)
        && (object.is_empty() || object_name(entry, names).contains(object) || entry.object.contains(object))
}

fn object_name<'a>(entry: &AuditEntry, names: &'a BTreeMap<String, (String, String)>) -> &'a str {
    let person = entry.object.strip_prefix("person ").and_then(|id| names.get(id));
    person.map_or("", |(name, _)| name)
}

fn line(entry: AuditEntry, names: &BTreeMap<String, (String, String)>) -> AuditLine {
    let shown = |value: &serde_json::Value| if value.is_null() { String::new() } else { value.to_string() };
    AuditLine {
        seq: entry.seq,
        by: names.get(&entry.by).map_or_else(|| entry.by.clone(), |(name, _)| name.clone()),
        object_name: object_name(&entry, names).to_owned(),
        before: shown(&entry.before),
        after: shown(&entry.after),
        at: entry.at,
        capacity: entry.capacity,
        action: entry.action,
        object: entry.object,
        why: entry.why,
    }
}
