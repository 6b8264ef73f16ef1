//! A name in both languages of the system.

use serde::{Deserialize, Serialize};

/// What a thing is called on screen, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}
