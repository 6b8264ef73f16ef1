//! People, their posts, sessions and what they sign in with.

use super::Room;

pub(super) const IDENTITY: Room = Room { statements: &[], guarded: &[], keys: &[] };
