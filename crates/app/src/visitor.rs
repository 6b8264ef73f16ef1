//! Somebody who is signed in: who they are, which posts they hold, and the permits that follow.

use std::sync::Arc;

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

/// A signed-in person, as of this request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The random surrogate key of the person.
    person: Arc<str>,
    /// The name to show.
    name: Arc<str>,
    posts: Vec<Post>,
}

impl Visitor {
    #[must_use]
    pub fn new(person: &str, name: &str, posts: Vec<Post>) -> Self {
        Self { person: person.into(), name: name.into(), posts }
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
        let posts = self.posts.iter().filter(|post| post.role.brings(R::NAME));
        let scope: Scope = posts.map(|post| post.area.clone()).collect();
        (!scope.is_empty()).then(|| Permit::new(self.person.clone(), Arc::new(scope)))
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
    }
}
