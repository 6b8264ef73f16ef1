//! A checked formula: every name resolved, every node of one type. Evaluation cannot meet a type error.

use std::sync::Arc;

use junheng_domain::{MeasureId, Number};

use super::Collection;
use super::ast::{Arithmetic, Comparison};

/// A node that yields a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Num {
    Literal(Number),
    Measure(Leaf),
    Param(String),
    /// The threshold in force, inside shortfall formulas.
    Target,
    Negate(Box<Num>),
    Binary(Arithmetic, Box<Num>, Box<Num>),
    /// `100 * x / y`
    PerHundred(Box<Num>, Box<Num>),
    If(Box<Test>, Box<Num>, Box<Num>),
    /// The least or the greatest of some numbers.
    Extreme(Extreme, Vec<Num>),
    Ceil(Box<Num>),
    Floor(Box<Num>),
    Abs(Box<Num>),
    /// The same number, bare of its unit.
    Plain(Box<Num>),
    OrZero(Box<Num>),
    OrElse(Box<Num>, Box<Num>),
    /// The value of the same subject one school year before.
    Last(Box<Num>),
    Count(Over),
    Sum(Over, Box<Num>),
    ExtremeOver(Extreme, Over, Box<Num>),
}

/// A node that yields true, false or missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Not(Box<Test>),
    Compare(Comparison, Num, Num),
    SameCode { left: Code, right: Code, equal: bool },
    In(Code, Vec<Arc<str>>),
    If(Box<Test>, Box<Test>, Box<Test>),
    NumberMissing(Box<Num>),
    CodeMissing(Code),
    All(Over, Box<Test>),
    Any(Over, Box<Test>),
}

/// A node that yields a code.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Code {
    Measure(Leaf),
    /// The stage of the unit.
    Stage {
        up: u8,
    },
    Param(String),
    Literal(Arc<str>),
}

/// A measure of the subject, or of a subject `up` levels out when inside an aggregate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) measure: MeasureId,
    pub(super) up: u8,
}

/// The children that an aggregate runs over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Over {
    pub(super) collection: Collection,
    pub(super) filter: Option<Box<Test>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Least,
    Greatest,
}

impl Extreme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Least => "min",
            Self::Greatest => "max",
        }
    }

    pub(super) fn of<T: PartialOrd>(self, left: T, right: T) -> T {
        let keep = match self {
            Self::Least => left <= right,
            Self::Greatest => left >= right,
        };
        if keep { left } else { right }
    }
}
