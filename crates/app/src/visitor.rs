//! Somebody who is signed in: who they are, which posts they hold, and the permits that follow.

use std::collections::BTreeSet;
use std::sync::Arc;

use junheng_store::{ActingPost, Capacity, Change};
use serde::{Deserialize, Serialize};

use crate::permit::{Permit, Right, RightName};
use crate::role::Role;
use crate::scope::{Area, Scope};

/// A role for a part of the county.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Post {
    pub role: Role,
    pub area: Area,
}

/// The posts as the audit names them, each once.
pub(crate) fn acting<'p>(posts: impl IntoIterator<Item = &'p Post>) -> Vec<ActingPost> {
    let named = posts
        .into_iter()
        .map(|post| ActingPost { role: post.role.as_str().to_owned(), place: post.area.branch.named() });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A signed-in person, as of this request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The random surrogate key of the person.
    person: Arc<str>,
    /// The name to show.
    name: Arc<str>,
    posts: Vec<Post>,
    /// The network address of the request; empty where there is none.
    address: Arc<str>,
    /// What sends it on behalf of the person; empty for their own session.
    through: Arc<str>,
}

impl Visitor {
    #[must_use]
    pub fn new(person: &str, name: &str, posts: Vec<Post>) -> Self {
        let (address, through) = (Arc::default(), Arc::default());
        Self { person: person.into(), name: name.into(), posts, address, through }
    }

    /// The same visitor, whose request comes from this address.
    #[must_use]
    pub fn reached_from(self, address: &str) -> Self {
        Self { address: address.into(), ..self }
    }

    /// The same visitor, for whom something else acts.
    pub(crate) fn through(self, what: &str) -> Self {
        Self { through: what.into(), ..self }
    }

    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.posts.iter().any(|post| post.role == role)
    }

    #[must_use]
    pub fn has(&self, right: RightName) -> bool {
        self.posts.iter().any(|post| post.role.brings(right))
    }

    /// The permit for a right, reaching as far as the posts that bring it together; `None` when none does.
    #[must_use]
    pub fn permit<R: Right>(&self) -> Option<Permit<R>> {
        let posts = || self.posts.iter().filter(|post| post.role.brings(R::NAME));
        let scope: Scope = posts().map(|post| post.area.clone()).collect();
        if scope.is_empty() {
            return None;
        }
        Some(Permit::new(self.person.clone(), Arc::new(scope), self.capacity(posts())))
    }

    /// What the audit says of this visitor under some of their posts.
    fn capacity<'p>(&self, posts: impl IntoIterator<Item = &'p Post>) -> Capacity {
        Capacity {
            posts: acting(posts),
            address: self.address.to_string(),
            through: self.through.to_string(),
        }
    }

    /// A change that no right in particular brings, for its audit record.
    pub(crate) fn change(&self, at: &str) -> Change {
        Change::new(&self.person, at, "").in_capacity(self.capacity(&self.posts))
    }
}

#[cfg(test)]
mod tests {
    use junheng_domain::SchoolCode;

    use super::*;
    use crate::permit::{Report, Secure, See};
    use crate::scope::Branch;

    #[test]
    fn a_permit_reaches_as_far_as_the_posts_that_bring_it() {
        let school = Branch::School(SchoolCode::new("S1").unwrap());
        let posts = vec![
            Post { role: Role::Principal, area: Area::of(school.clone()) },
            Post { role: Role::Supervisor, area: Area::of(Branch::County) },
        ];
        let visitor = Visitor::new("p1", "Li", posts);
        assert!(visitor.permit::<See>().unwrap().scope().is_county());
        let report = visitor.permit::<Report>().unwrap();
        assert_eq!(report.scope(), &Scope::from(Area::of(school)));
        assert!(visitor.permit::<Secure>().is_none());
        let visitor = visitor.reached_from("192.0.2.1");
        let told = |posts: &[ActingPost]| {
            posts.iter().map(|post| format!("{} {}", post.role, post.place)).collect::<Vec<_>>()
        };
        let see = visitor.permit::<See>().unwrap().change("now", "");
        assert_eq!(told(&see.capacity.posts), ["principal school S1", "supervisor county"]);
        let report = visitor.permit::<Report>().unwrap().change("now", "");
        assert_eq!(told(&report.capacity.posts), ["principal school S1"]);
        assert_eq!(
            (&*report.by, &*report.capacity.address, &*report.capacity.through),
            ("p1", "192.0.2.1", "")
        );
    }
}
