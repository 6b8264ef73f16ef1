//! The table of rights: for each route who may use it, how far they see, and which fields it shows.

use std::collections::BTreeMap;

use axum::http::Method;
use junheng_app::{Role, Visitor};
use serde::Deserialize;

/// Who may use a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Open {
    /// Anybody, signed in or not.
    Public,
    /// Whoever holds the one-time link that is part of the path.
    Link,
    /// Anybody who is signed in, or has given a password and something is still pending.
    SigningIn,
    /// Anybody who is signed in.
    SignedIn,
    /// Holders of one of these roles.
    To(Vec<Role>),
}

impl Open {
    /// Whether a route may be used by this visitor, or by nobody in particular.
    pub(crate) fn admits(&self, visitor: Option<&Visitor>) -> bool {
        match self {
            Self::Public | Self::Link => true,
            Self::SigningIn | Self::SignedIn => visitor.is_some(),
            Self::To(roles) => visitor.is_some_and(|visitor| roles.iter().any(|role| visitor.is(*role))),
        }
    }

    /// Whether a route is for administrators and nobody else.
    pub(crate) fn is_administration(&self) -> bool {
        matches!(self, Self::To(roles) if roles.iter().all(|role| role.is_administrator()))
    }
}

/// How the scope of a right applies to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScopeKind {
    /// It shows nothing of a school or person.
    None,
    /// It shows what is within the visitor's scope.
    Within,
    /// It is about one object, which must be within the visitor's scope.
    Object,
}

/// The most sensitive fields that a route shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fields {
    Public,
    Internal,
    Personal,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) open: Open,
    pub(crate) scope: ScopeKind,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "what the pages show, said for the tests that hold them to it")
    )]
    pub(crate) fields: Fields,
}

/// All rows, by route and method.
#[derive(Debug)]
pub(crate) struct Rights(BTreeMap<(String, String), Row>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    route: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    path: String,
    method: String,
    /// `public`, `link`, `signing_in`, `signed_in`, or roles.
    open: OneOrMore,
    scope: ScopeKind,
    fields: Fields,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<Role>),
}

const BUILT_IN: &str = include_str!("../rights.toml");

impl Rights {
    /// The table that is part of the program.
    ///
    /// # Panics
    /// When the table cannot be read, which a test rules out.
    pub(crate) fn built_in() -> Self {
        Self::read(BUILT_IN).unwrap_or_else(|error| panic!("rights.toml is checked by a test: {error}"))
    }

    fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut rows = BTreeMap::new();
        for written in file.route {
            let open = match written.open {
                OneOrMore::One(word) if word == "public" => Open::Public,
                OneOrMore::One(word) if word == "link" => Open::Link,
                OneOrMore::One(word) if word == "signed_in" => Open::SignedIn,
                OneOrMore::One(word) if word == "signing_in" => Open::SigningIn,
                OneOrMore::One(word) => return Err(format!("{}: `{word}` opens to nobody", written.path)),
                OneOrMore::More(roles) => Open::To(roles),
            };
            let key = (written.path, written.method);
            let row = Row { open, scope: written.scope, fields: written.fields };
            if let Some(_twice) = rows.insert(key.clone(), row) {
                return Err(format!("{} {} stands twice", key.1, key.0));
            }
        }
        Ok(Self(rows))
    }

    pub(crate) fn row(&self, method: &Method, path: &str) -> Option<&Row> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(&(path.to_owned(), method.to_string()))
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, &str, &Row)> {
        self.0.iter().map(|((path, method), row)| (path.as_str(), method.as_str(), row))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::router::all_routes;

    #[test]
    fn every_route_has_its_row_and_every_row_its_route() {
        let (_, listed) = all_routes().into_parts();
        let routes: BTreeSet<_> =
            listed.into_iter().map(|(method, path)| (path, method.to_string())).collect();
        let rights = Rights::read(BUILT_IN).unwrap();
        let rows: BTreeSet<_> =
            rights.rows().map(|(path, method, _)| (path.to_owned(), method.to_owned())).collect();
        let without_row: Vec<_> = routes.difference(&rows).collect();
        let without_route: Vec<_> = rows.difference(&routes).collect();
        assert!(without_row.is_empty() && without_route.is_empty(), "{without_row:?} {without_route:?}");
    }

    #[test]
    fn what_is_open_to_the_public_shows_public_fields_only() {
        let rights = Rights::read(BUILT_IN).unwrap();
        for (path, method, row) in rights.rows().filter(|(_, _, row)| row.open == Open::Public) {
            assert!(row.fields == Fields::Public && row.scope == ScopeKind::None, "{method} {path}");
        }
    }
}
