//! Importing a file: read, compare, and save as one reversible unit.

use std::path::Path;

use junheng_domain::{CountyCode, Finding, ImportNo, Place, SchoolYear, Severity, Snapshot};
use junheng_exchange::{Difference, Reading};
use junheng_store::{BatchColumn, ImportKind, ImportRecord, LayoutUsed, NewBatch, NewImport, NewRecord, RowCounts};

use crate::Office;
use crate::intake::FileToRead;
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;
