//! Searching the audit records.

use askama::Template;
use axum::extract::Query;
use junheng_app::{AuditAsked, AuditFound, Inspect};
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
    /// Every kind of deed, by its name.
    actions: Vec<Choice>,
    found: AuditFound,
    /// The address of older records; empty at the end.
    older: String,
}

const ACTIONS: &str = "audit-action.";

fn actions(lang: Lang, asked: &str) -> Vec<Choice> {
    let known = labels::keys(lang).filter_map(|key| key.strip_prefix(ACTIONS));
    let mut named: Vec<(String, &str)> =
        known.map(|action| (labels::text(lang, &format!("{ACTIONS}{action}"), &[]), action)).collect();
    named.sort();
    named.into_iter().map(|(name, action)| Choice::new(action, name, action == asked)).collect()
}

impl AuditPage {
    /// What was done, in words.
    fn action(&self, action: &str) -> String {
        self.page.t(format!("{ACTIONS}{action}"))
    }
}

pub(super) async fn search(view: View, Query(asked): Query<Asked>) -> Answer {
    let search = AuditAsked {
        from: &asked.from,
        to: &asked.to,
        by: &asked.by,
        action: &asked.action,
        object: &asked.object,
        before: asked.before,
    };
    let found = view.house.office.search_audit(&view.permit::<Inspect>()?, search).await?;
    let pairs = [
        ("from", &asked.from),
        ("to", &asked.to),
        ("by", &asked.by),
        ("action", &asked.action),
        ("object", &asked.object),
    ];
    let query: String = pairs.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    let older = found.older.map(|seq| format!("/audit?before={seq}{query}")).unwrap_or_default();
    let actions = actions(view.lang, &asked.action);
    show(&AuditPage { page: view.page("web.audit.title", "audit"), asked, actions, found, older })
}
