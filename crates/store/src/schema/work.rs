//! Jobs, drafts, and requests that must have one effect.

use super::Room;

pub(super) const WORK: Room = Room { statements: &[], guarded: &[], keys: &[] };
