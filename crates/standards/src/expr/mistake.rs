//! What is wrong within one formula.

use std::fmt;
use std::ops::Range;

/// A mistake in a formula: the bytes that offend, and a label code with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub span: Range<usize>,
    /// A finding code, `standard-…`.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Mistake {
    pub(crate) fn new(span: Range<usize>, code: &'static str) -> Self {
        Self { span, code, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
