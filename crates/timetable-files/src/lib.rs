//! Timetables from and to the files of other programs. Nothing is dropped silently: what a file says and we do not
//! understand is a finding with its line, and is counted as left out.

pub mod fet;
mod xml;

pub use xml::{Element, XmlError, parse as parse_xml};

use junheng_domain::Finding;
use junheng_timetable::Problem;

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// `None` when the file cannot be read at all; the findings say why.
    pub problem: Option<Problem>,
    pub findings: Vec<Finding>,
    /// Rules of the file that are not part of the problem.
    pub left_out: Vec<LeftOut>,
}

/// A rule that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What the file calls it.
    pub name: String,
    pub line: u32,
}
