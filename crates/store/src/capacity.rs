//! In which capacity somebody does something: under which posts, from where, and through what.

use serde::{Deserialize, Serialize};

/// A post as an audit record names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActingPost {
    /// Such as `bureau_officer`.
    pub role: String,
    /// The organisation: `county`, a township by name such as `township 清河镇`, or a school by code such as
    /// `school 2199000001`.
    pub place: String,
}

/// The capacity in which somebody acts. What is not known stays empty and out of the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// The posts that bring the right that is used; all that somebody holds, where no right in particular is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<ActingPost>,
    /// The address of the machine that it comes from. No place of a person: a network address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// What acts on behalf of the person when it is not they themself, such as `token 3f…`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub through: String,
}

impl Capacity {
    /// Of a request from an address, by somebody whose posts are not known.
    #[must_use]
    pub fn from_address(address: &str) -> Self {
        Self { address: address.to_owned(), ..Self::default() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty() && self.address.is_empty() && self.through.is_empty()
    }
}
