//! Not available and breaks: slots in which somebody, a room, or everybody takes no lesson.

use crate::grid::SlotSet;
use crate::ids::{GroupId, RoomId, TeacherId};

/// Who or what is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Teacher(TeacherId),
    Group(GroupId),
    Room(RoomId),
    /// A break of the whole school.
    Everybody,
}

/// Nobody teaches or learns in these slots. Broken once for each slot and person or room that is taken there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAvailable {
    pub holder: Holder,
    pub slots: SlotSet,
}
