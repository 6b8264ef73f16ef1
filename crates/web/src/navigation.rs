//! The main navigation: what there is, and of that what a visitor may use.

use axum::http::Method;
use junheng_app::Visitor;

use crate::rights::{Open, Rights};

/// An entry of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What a page says to be marked as the present one.
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    /// The label of its words.
    pub(crate) key: &'static str,
}

const fn entry(name: &'static str, path: &'static str, key: &'static str) -> Entry {
    Entry { name, path, key }
}

/// Entries that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The label of its title; empty for the first.
    pub(crate) title: &'static str,
    pub(crate) entries: Vec<Entry>,
}

/// All there may be, in its order.
const GROUPS: [(&str, &[Entry]); 4] = [
    ("", &[entry("home", "/", "web.home.title")]),
    (
        "web.nav.results",
        &[
            entry("schools", "/schools", "web.schools.title"),
            entry("indicators", "/indicators", "web.indicator.list"),
            entry("snapshots", "/snapshots", "web.nav.snapshots"),
            entry("standards", "/standards", "web.standards.title"),
            entry("organisation", "/organisation", "web.organisation.title"),
            entry("responsibilities", "/responsibilities", "web.responsibilities.title"),
        ],
    ),
    (
        "web.nav.work",
        &[
            entry("imports", "/imports", "web.imports.title"),
            entry("jobs", "/jobs", "web.jobs.title"),
            entry("reporting", "/reporting", "web.reporting.title"),
            entry("publication", "/publication", "web.publication.title"),
        ],
    ),
    (
        "web.nav.system",
        &[
            entry("county", "/county", "web.county.title"),
            entry("people", "/people", "web.people.title"),
            entry("roles", "/roles", "web.roles.title"),
            entry("policies", "/policies", "web.policies.title"),
            entry("provider", "/provider", "web.provider.title"),
            entry("sessions", "/sessions", "web.sessions.title"),
            entry("audit", "/audit", "web.audit.title"),
            entry("health", "/health", "web.health.title"),
        ],
    ),
];

/// The entries whose pages exist and are open to the visitor, `inside` the networks of administration or outside; groups
/// without any are left out.
pub(crate) fn groups(rights: &Rights, visitor: &Visitor, inside: bool) -> Vec<Group> {
    let admits = |open: &Open| open.admits(Some(visitor)) && (inside || !open.is_administration());
    let open = |entry: &&Entry| rights.row(&Method::GET, entry.path).is_some_and(|row| admits(&row.open));
    let groups = GROUPS
        .iter()
        .map(|(title, entries)| Group { title, entries: entries.iter().filter(open).copied().collect() });
    groups.filter(|group| !group.entries.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use junheng_app::{Area, Branch, Post, Role};

    use super::*;

    #[test]
    fn nobody_is_led_to_a_page_that_they_may_not_use() {
        let rights = Rights::built_in();
        for role in Role::ALL {
            let visitor = Visitor::new("p1", "李明", vec![Post { role, area: Area::of(Branch::County) }]);
            for entry in groups(&rights, &visitor, true).iter().flat_map(|group| &group.entries) {
                let row = rights.row(&Method::GET, entry.path).unwrap();
                assert!(row.open.admits(Some(&visitor)), "{role:?} {}", entry.path);
            }
        }
    }

    #[test]
    fn the_first_page_comes_first() {
        let post = Post { role: Role::BureauOfficer, area: Area::of(Branch::County) };
        let groups = groups(&Rights::built_in(), &Visitor::new("p1", "李明", vec![post]), true);
        assert_eq!(groups[0].entries[0].path, "/");
    }
}
