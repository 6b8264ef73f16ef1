//! Searching the audit records.

use askama::Template;
use axum::extract::Query;
use junheng_app::{AuditAsked, AuditFound, AuditLine, Inspect, acting_posts, acting_through};
use junheng_labels::{self as labels, Lang};
use serde::Deserialize;

use crate::links::encoded;
use crate::page::Page;
use crate::parts::Choice;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    object: String,
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    page: Page,
    asked: Asked,
    /// Every role, the operator's too.
    roles: Vec<Choice>,
    /// Every kind of deed, by its name.
    actions: Vec<Choice>,
    found: AuditFound,
    /// The address of older records; empty at the end.
    older: String,
}

const ACTIONS: &str = "audit-action.";
const ROLES: &str = "role.";

/// All that there are names for below a key, by their names.
fn choices(lang: Lang, below: &str, asked: &str) -> Vec<Choice> {
    let known = labels::keys(lang).filter_map(|key| key.strip_prefix(below));
    let mut named: Vec<(String, &str)> =
        known.map(|word| (labels::text(lang, &format!("{below}{word}"), &[]), word)).collect();
    named.sort();
    named.into_iter().map(|(name, word)| Choice::new(word, name, word == asked)).collect()
}

impl AuditPage {
    /// What was done, in words.
    fn action(&self, action: &str) -> String {
        self.page.t(format!("{ACTIONS}{action}"))
    }

    /// In which capacity it was done: under which posts, from where, through what.
    fn capacity(&self, line: &AuditLine) -> Vec<String> {
        let (lang, capacity) = (self.page.lang, &line.capacity);
        let mut told = acting_posts(lang, capacity);
        told.extend([capacity.address.clone(), acting_through(lang, capacity)]);
        told.into_iter().filter(|text| !text.is_empty()).collect()
    }
}

pub(super) async fn search(view: View, Query(asked): Query<Asked>) -> Answer {
    let search = AuditAsked {
        from: &asked.from,
        to: &asked.to,
        by: &asked.by,
        role: &asked.role,
        address: &asked.address,
        action: &asked.action,
        object: &asked.object,
        before: asked.before,
    };
    let found = view.house.office.search_audit(&view.permit::<Inspect>()?, search).await?;
    let pairs = [
        ("from", &asked.from),
        ("to", &asked.to),
        ("by", &asked.by),
        ("role", &asked.role),
        ("address", &asked.address),
        ("action", &asked.action),
        ("object", &asked.object),
    ];
    let query: String = pairs.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    let older = found.older.map(|seq| format!("/audit?before={seq}{query}")).unwrap_or_default();
    let actions = choices(view.lang, ACTIONS, &asked.action);
    let roles = choices(view.lang, ROLES, &asked.role);
    show(&AuditPage { page: view.page("web.audit.title", "audit"), asked, roles, actions, found, older })
}
