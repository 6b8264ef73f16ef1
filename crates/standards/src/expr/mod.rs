//! The indicator language: a small typed expression language over measures.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{Exact, MeasureId};

use crate::{Condition, Formula};

/// A value of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Missing,
    Number(Exact),
    Code(Arc<str>),
    Truth(bool),
}

/// Rows to evaluate over: one row a subject, one column a measure.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    pub rows: usize,
    pub columns: BTreeMap<MeasureId, FrameColumn>,
    /// The subjects below each row (classes and rooms of a school, schools and units of a county).
    pub children: BTreeMap<Collection, Children>,
    /// The standard's parameters as set for this run.
    pub params: BTreeMap<String, Value>,
}

/// One measure of all rows.
#[derive(Debug, Clone, Default)]
pub struct FrameColumn {
    /// Nearest doubles; `NaN` is missing.
    pub numbers: Vec<f64>,
    /// Codes; empty when the column has none.
    pub texts: Vec<Option<Arc<str>>>,
    /// Exact values of the rows whose number is not a plain decimal, such as a shared room area that was split.
    pub exact: BTreeMap<usize, Exact>,
}

/// What `count`, `sum`, `min`, `max` run over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    Schools,
    Units,
    Classes,
    Rooms,
}

/// The child rows of each row: `ranges[row]` indexes `frame`.
#[derive(Debug, Clone, Default)]
pub struct Children {
    pub frame: Frame,
    pub ranges: Vec<Range<usize>>,
}

/// A parsed expression whose types and units have been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {}

/// Approximate values of all rows, each within its bound of the exact value; `NaN` is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Approx {
    pub values: Vec<f64>,
    pub error: ErrorBound,
}

/// How far an approximate value may be from the exact one.
#[derive(Debug, Clone, PartialEq)]
pub enum ErrorBound {
    /// At most this share of the value's own size.
    Relative(f64),
    /// At most this much, row by row.
    Each(Vec<f64>),
}

impl Formula {
    /// All rows at once, in doubles with an error bound.
    #[must_use]
    pub fn approx(&self, frame: &Frame) -> Approx {
        let _ = frame;
        unimplemented!("the evaluator")
    }

    /// One row, exactly; `None` is missing.
    #[must_use]
    pub fn exact(&self, frame: &Frame, row: usize) -> Option<Exact> {
        let _ = (frame, row);
        unimplemented!("the evaluator")
    }
}

impl Condition {
    /// One row; `None` is missing.
    #[must_use]
    pub fn holds(&self, frame: &Frame, row: usize) -> Option<bool> {
        let _ = (frame, row);
        unimplemented!("the evaluator")
    }
}
