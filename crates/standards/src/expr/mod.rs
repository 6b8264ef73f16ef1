//! The indicator language: a small typed expression language over measures. Text → tokens → tree → a checked tree
//! whose names, types and units are sound → numbers, exactly or in columns. No text is ever run as code.

mod approx;
mod ast;
mod buffer;
mod calls;
mod check;
mod column;
mod dimension;
mod exact;
mod frame;
mod lexer;
mod mistake;
mod parser;
mod possible;
mod print;
#[cfg(test)]
mod tests;
mod trace;
mod tree;
mod wide;

use std::collections::BTreeSet;
use std::fmt;

use junheng_domain::{Exact, MeasureId};

pub use approx::{Approx, ErrorBound};
pub use buffer::Buffer;
pub use check::Context;
pub use frame::{Children, Collection, Columns, Frame, FrameColumn, Value};
pub(crate) use lexer::{is_name, is_reserved};
pub use mistake::Mistake;
pub(crate) use trace::plain_number;
pub use trace::{LeafUse, Trace};
pub use wide::{Loop, wide};

use crate::{Condition, Formula};
use exact::Scope;
use print::Piece;
use tree::{Num, Test};

/// A parsed expression whose types and units have been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    root: Root,
    reads: check::Reads,
}

#[derive(Debug, Clone, PartialEq)]
enum Root {
    Number(Num),
    Truth(Test),
}

impl Typed {
    /// Every measure that it reads, with the collection that it is read from; `None` is the subject itself or what
    /// it belongs to.
    #[must_use]
    pub fn measures(&self) -> &BTreeSet<(Option<Collection>, MeasureId)> {
        &self.reads.measures
    }

    /// The collections that it runs over, also those of which it only counts the members.
    #[must_use]
    pub fn collections(&self) -> &BTreeSet<Collection> {
        &self.reads.collections
    }

    /// Whether it asks for the stage.
    #[must_use]
    pub fn reads_stage(&self) -> bool {
        self.reads.stage
    }
}

/// The canonical text: reading it again gives the same expression.
impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let piece = match &self.root {
            Root::Number(node) => Piece::Number(node),
            Root::Truth(node) => Piece::Truth(node),
        };
        f.write_str(&print::print(piece, &mut |_| None))
    }
}

impl Formula {
    /// Reads and checks a text that yields a number in `unit` (any unit when `None`).
    ///
    /// # Errors
    /// All mistakes found, with their spans in `text`.
    pub fn read(text: &str, unit: Option<&crate::Unit>, context: &Context<'_>) -> Result<Self, Vec<Mistake>> {
        let (node, reads) = check::number(text, unit, context)?;
        Ok(Self { text: text.to_owned(), typed: Typed { root: Root::Number(node), reads } })
    }

    fn node(&self) -> Option<&Num> {
        match &self.typed.root {
            Root::Number(node) => Some(node),
            Root::Truth(_) => None,
        }
    }

    /// All rows at once, in doubles with an error bound.
    #[must_use]
    pub fn approx(&self, frame: &Frame) -> Approx {
        approx::formula(self.node(), frame)
    }

    /// One row, exactly; `None` is missing. A shortfall formula finds `target` among the frame's parameters.
    #[must_use]
    pub fn exact(&self, frame: &Frame, row: usize) -> Option<Exact> {
        let target = match frame.params.get("target") {
            Some(Value::Number(target)) => Some(target),
            _ => None,
        };
        exact::number(self.node()?, &Scope::root(frame, row, target))
    }

    /// One row of a shortfall formula, with the threshold in force as `target`.
    #[must_use]
    pub fn exact_with_target(&self, frame: &Frame, row: usize, target: &Exact) -> Option<Exact> {
        exact::number(self.node()?, &Scope::root(frame, row, Some(target)))
    }

    /// The formula with the numbers of one row put in, and the facts that it used.
    #[must_use]
    pub fn trace(&self, frame: &Frame, row: usize, target: Option<&Exact>) -> Trace {
        trace::number(self.node(), &Scope::root(frame, row, target))
    }

    /// See [`Typed::measures`].
    #[must_use]
    pub fn measures(&self) -> &BTreeSet<(Option<Collection>, MeasureId)> {
        self.typed.measures()
    }
}

impl Condition {
    /// Reads and checks a text that yields true, false or missing.
    ///
    /// # Errors
    /// All mistakes found, with their spans in `text`.
    pub fn read(text: &str, context: &Context<'_>) -> Result<Self, Vec<Mistake>> {
        let (node, reads) = check::truth(text, context)?;
        Ok(Self { text: text.to_owned(), typed: Typed { root: Root::Truth(node), reads } })
    }

    fn node(&self) -> Option<&Test> {
        match &self.typed.root {
            Root::Truth(node) => Some(node),
            Root::Number(_) => None,
        }
    }

    /// One row; `None` is missing.
    #[must_use]
    pub fn holds(&self, frame: &Frame, row: usize) -> Option<bool> {
        exact::truth(self.node()?, &Scope::root(frame, row, None))
    }

    /// All rows at once: the same answers as [`Condition::holds`], mostly decided in doubles.
    #[must_use]
    pub fn holds_each(&self, frame: &Frame) -> Vec<Option<bool>> {
        let Some(node) = self.node() else { return vec![None; frame.rows] };
        match possible::of(node, frame).only() {
            Some(answer) => vec![answer; frame.rows],
            None => approx::condition(node, frame, |row| self.holds(frame, row)),
        }
    }

    /// The rows where it holds. Most conditions hold nowhere, which is mostly seen without looking at the rows.
    #[must_use]
    pub fn rows(&self, frame: &Frame) -> Vec<usize> {
        match self.node() {
            Some(node) if possible::of(node, frame).may_hold() => {
                approx::rows(node, frame, |row| self.holds(frame, row))
            }
            _ => Vec::new(),
        }
    }

    /// The condition with the codes and numbers of one row put in, and the facts that it used.
    #[must_use]
    pub fn trace(&self, frame: &Frame, row: usize) -> Trace {
        trace::truth(self.node(), &Scope::root(frame, row, None))
    }

    /// See [`Typed::measures`].
    #[must_use]
    pub fn measures(&self) -> &BTreeSet<(Option<Collection>, MeasureId)> {
        self.typed.measures()
    }
}
