//! Proposals of standards, and what is put before the public.

use super::Room;

pub(super) const GOVERNANCE: Room = Room { statements: &[], guarded: &[], keys: &[] };
