//! Looking after the store: audit, backup, restore, examination.

use std::path::Path;

use junheng_domain::Finding;
use junheng_store::{AuditEntry, AuditFault, Location, Store};

use crate::Office;
use crate::permit::{Maintain, Permit, See};
use crate::trouble::Trouble;
