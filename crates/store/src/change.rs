//! Who changes something, when, and why: given by the caller, since the store reads no clock.

use crate::{Capacity, StoreError};

/// Goes with every change and into its audit record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who, as the audit shall name them.
    pub by: String,
    /// When, RFC 3339 with offset.
    pub at: String,
    /// Why; may be empty for an import or an edit, is needed for everything that takes something back or locks it.
    pub why: String,
    /// Whether a locked school year may be changed. The locked copy stays; a reason is needed.
    pub correction: bool,
    /// In which capacity.
    pub capacity: Capacity,
}

impl Change {
    #[must_use]
    pub fn new(by: &str, at: &str, why: &str) -> Self {
        Self {
            by: by.to_owned(),
            at: at.to_owned(),
            why: why.to_owned(),
            correction: false,
            capacity: Capacity::default(),
        }
    }

    /// The same change, done in this capacity.
    #[must_use]
    pub fn in_capacity(mut self, capacity: Capacity) -> Self {
        self.capacity = capacity;
        self
    }

    /// The same change, permitted to touch a locked school year.
    #[must_use]
    pub fn as_correction(mut self) -> Self {
        self.correction = true;
        self
    }

    pub(crate) fn reasoned(&self) -> Result<(), StoreError> {
        if self.why.trim().is_empty() { Err(StoreError::ReasonNeeded) } else { Ok(()) }
    }
}
