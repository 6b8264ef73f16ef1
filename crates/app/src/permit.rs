//! Rights as types: a use case takes the permit it needs, so that a forgotten check does not compile.

use std::marker::PhantomData;
use std::sync::Arc;

use junheng_store::{ActingPost, Capacity, Change};
use serde::{Deserialize, Serialize};

use crate::scope::{Branch, Scope};

/// A right as a type.
pub trait Right {
    const NAME: RightName;
}

macro_rules! rights {
    ($($(#[$meta:meta])* $right:ident = $name:literal),+ $(,)?) => {
        /// A right by name, as the table of roles and the audit write it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RightName {
            $($right),+
        }

        impl RightName {
            pub const ALL: &'static [Self] = &[$(Self::$right),+];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$right => $name),+
                }
            }
        }

        $(
            $(#[$meta])*
            #[derive(Debug)]
            pub enum $right {}

            impl Right for $right {
                const NAME: RightName = RightName::$right;
            }
        )+
    };
}

rights! {
    /// To see how far the county as a whole is: figures that name no person and no child.
    Overview = "overview",
    /// To see the county's data and results.
    See = "see",
    /// To import, edit, enter, accept and undo.
    Report = "report",
    /// To accept or return what a school or township hands in, and to remind them.
    Review = "review",
    /// To lock and reopen school years and record what became of schools.
    Settle = "settle",
    /// To propose a county's own standard or figure.
    Propose = "propose",
    /// To approve what somebody else proposed.
    Approve = "approve",
    /// To put something before the public.
    Publish = "publish",
    /// To back up, restore and examine the store, and to watch jobs.
    Maintain = "maintain",
    /// To register people.
    Administer = "administer",
    /// To grant and end posts, set policies, unlock accounts and end sessions.
    Secure = "secure",
    /// To read the audit records.
    Inspect = "inspect",
    /// To see who is registered, and which posts they hold.
    Directory = "directory",
    /// To register departments and the leading group, and to say who answers for what.
    Assign = "assign",
}

/// A right that somebody has, and how far it reaches. Handed out by an [`Operator`] and by a
/// [`Visitor`](crate::Visitor) alone.
#[derive(Debug)]
pub struct Permit<R> {
    /// Whom the audit names.
    by: Arc<str>,
    scope: Arc<Scope>,
    /// What the audit says of how they come to it.
    capacity: Arc<Capacity>,
    /// Whether it was handed out at the machine itself.
    at_the_machine: bool,
    right: PhantomData<R>,
}

impl<R> Permit<R> {
    pub(crate) fn new(by: Arc<str>, scope: Arc<Scope>, capacity: Capacity) -> Self {
        Self { by, scope, capacity: capacity.into(), at_the_machine: false, right: PhantomData }
    }

    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(crate) fn capacity(&self) -> &Capacity {
        &self.capacity
    }

    /// A change that the permit's holder makes, for its audit record.
    pub(crate) fn change(&self, at: &str, why: &str) -> Change {
        Change::new(&self.by, at, why).in_capacity((*self.capacity).clone())
    }

    /// Whether it was handed out at the machine itself, where one person may do what otherwise takes two.
    pub(crate) fn is_at_the_machine(&self) -> bool {
        self.at_the_machine
    }
}

/// The role of an [`Operator`] in the audit.
const OPERATOR: &str = "operator";

/// Somebody who has the data folder in hand, at its own machine: they hold every right, and the audit
/// records them under their name.
#[derive(Debug, Clone)]
pub struct Operator {
    name: Arc<str>,
}

impl Operator {
    #[must_use]
    pub fn at_the_machine(name: &str) -> Self {
        Self { name: name.trim().into() }
    }

    /// Any right, for the whole county.
    #[must_use]
    pub fn permit<R: Right>(&self) -> Permit<R> {
        let post = ActingPost { role: OPERATOR.to_owned(), place: Branch::County.named() };
        let capacity = Capacity { posts: vec![post], ..Capacity::default() };
        let whole = Permit::new(self.name.clone(), Arc::new(Scope::county()), capacity);
        Permit { at_the_machine: true, ..whole }
    }

    #[must_use]
    pub fn see(&self) -> Permit<See> {
        self.permit()
    }

    #[must_use]
    pub fn report(&self) -> Permit<Report> {
        self.permit()
    }

    #[must_use]
    pub fn settle(&self) -> Permit<Settle> {
        self.permit()
    }

    #[must_use]
    pub fn maintain(&self) -> Permit<Maintain> {
        self.permit()
    }
}
