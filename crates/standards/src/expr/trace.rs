//! Explanations: a formula with the numbers of one row put in, and the facts that it used.

use junheng_domain::{Exact, MeasureId, Number};
use num_traits::One;

use super::exact::{Scope, code, number as evaluate, truth as decide};
use super::frame::{Collection, Value};
use super::print::{Piece, print};
use super::tree::{Code, Leaf, Num, Over, Test};

/// A formula with its numbers put in.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// `100 * 12 / 981`; missing values are shown as `?`, aggregates as their value.
    pub text: String,
    /// Every fact that it read, in the order of the formula.
    pub leaves: Vec<LeafUse>,
}

/// One fact that a formula read.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafUse {
    pub measure: MeasureId,
    pub value: Value,
    /// The collection that it was read from, and the row within the children's frame; `None` is the row itself.
    pub child: Option<(Collection, usize)>,
    /// It was read of the school year before.
    pub last_year: bool,
}

pub(super) fn number(node: Option<&Num>, scope: &Scope<'_>) -> Trace {
    trace(node.map(Piece::Number), scope)
}

pub(super) fn truth(node: Option<&Test>, scope: &Scope<'_>) -> Trace {
    trace(node.map(Piece::Truth), scope)
}

fn trace(piece: Option<Piece<'_>>, scope: &Scope<'_>) -> Trace {
    let text = piece.map(|piece| print(piece, &mut |piece| put_in(piece, scope))).unwrap_or_default();
    let mut reader = Reader { leaves: Vec::new(), within: Vec::new(), last_year: false };
    match piece {
        Some(Piece::Number(node)) => reader.number(node, scope),
        Some(Piece::Truth(node)) => reader.truth(node, scope),
        Some(Piece::Code(node)) => reader.code(node, scope),
        None => {}
    }
    let mut leaves: Vec<LeafUse> = Vec::new();
    for leaf in reader.leaves {
        if !leaves.contains(&leaf) {
            leaves.push(leaf);
        }
    }
    Trace { text, leaves }
}

/// Names and aggregates are shown as their values; operators stay.
fn put_in(piece: Piece<'_>, scope: &Scope<'_>) -> Option<String> {
    match piece {
        Piece::Number(
            node @ (Num::Measure(_)
            | Num::Param(_)
            | Num::Target
            | Num::Last(_)
            | Num::Count(_)
            | Num::Sum(..)
            | Num::ExtremeOver(..)),
        ) => Some(evaluate(node, scope).as_ref().map_or_else(|| "?".to_owned(), shown)),
        Piece::Number(_) => None,
        Piece::Code(Code::Literal(_)) => None,
        Piece::Code(node) => {
            Some(code(node, scope).map_or_else(|| "?".to_owned(), |code| format!("'{code}'")))
        }
        Piece::Truth(node @ (Test::All(..) | Test::Any(..))) => {
            Some(decide(node, scope).map_or_else(|| "?".to_owned(), |holds| holds.to_string()))
        }
        Piece::Truth(_) => None,
    }
}

/// A decimal when it is one, else a fraction in brackets.
fn shown(value: &Exact) -> String {
    decimal_text(value).unwrap_or_else(|| format!("({value})"))
}

/// A decimal when it is one, else a fraction.
pub(crate) fn plain_number(value: &Exact) -> String {
    decimal_text(value).unwrap_or_else(|| value.to_string())
}

/// The decimal of at most 15 digits that a fraction is, if it is one.
fn decimal_text(value: &Exact) -> Option<String> {
    if value.denom().is_one() {
        return Some(value.numer().to_string());
    }
    let nearest = num_traits::ToPrimitive::to_f64(value)?;
    let decimal = Number::from_cell(nearest).ok()?;
    (decimal.exact() == *value).then(|| decimal.to_string())
}

struct Reader {
    leaves: Vec<LeafUse>,
    /// The collections that the walk is inside of, outermost first.
    within: Vec<Collection>,
    last_year: bool,
}

impl Reader {
    fn leaf(&mut self, leaf: &Leaf, scope: &Scope<'_>, value: Value) {
        let inside = self.within.len().checked_sub(usize::from(leaf.up) + 1);
        let row = scope.up(leaf.up).map_or(scope.row, |scope| scope.row);
        let child = inside.and_then(|index| self.within.get(index)).map(|collection| (*collection, row));
        self.leaves.push(LeafUse { measure: leaf.measure.clone(), value, child, last_year: self.last_year });
    }

    fn number(&mut self, node: &Num, scope: &Scope<'_>) {
        match node {
            Num::Literal(_) | Num::Param(_) | Num::Target => {}
            Num::Measure(leaf) => {
                self.leaf(leaf, scope, evaluate(node, scope).map_or(Value::Missing, Value::Number));
            }
            Num::Plain(inner)
            | Num::Negate(inner)
            | Num::Ceil(inner)
            | Num::Floor(inner)
            | Num::Abs(inner)
            | Num::OrZero(inner) => {
                self.number(inner, scope);
            }
            Num::Binary(_, left, right) | Num::PerHundred(left, right) => {
                self.number(left, scope);
                self.number(right, scope);
            }
            Num::OrElse(first, second) => {
                self.number(first, scope);
                if evaluate(first, scope).is_none() {
                    self.number(second, scope);
                }
            }
            Num::If(condition, then, otherwise) => {
                self.truth(condition, scope);
                match decide(condition, scope) {
                    Some(true) => self.number(then, scope),
                    Some(false) => self.number(otherwise, scope),
                    None => {}
                }
            }
            Num::Extreme(_, nodes) => nodes.iter().for_each(|node| self.number(node, scope)),
            Num::Last(inner) => {
                if let Some(frame) = scope.frame.last.as_deref() {
                    let before = std::mem::replace(&mut self.last_year, true);
                    self.number(inner, &Scope { frame, ..*scope });
                    self.last_year = before;
                }
            }
            Num::Count(over) => self.over(over, scope, |_, _| {}),
            Num::Sum(over, value) | Num::ExtremeOver(_, over, value) => {
                self.over(over, scope, |reader, child| reader.number(value, child));
            }
        }
    }

    /// Reads the filter of every child and the value of those that pass.
    fn over(&mut self, over: &Over, scope: &Scope<'_>, mut read: impl FnMut(&mut Self, &Scope<'_>)) {
        let Some(children) = scope.frame.children.get(&over.collection) else { return };
        let Some(range) = children.ranges.get(scope.row) else { return };
        self.within.push(over.collection);
        for row in range.clone() {
            let child = scope.child(&children.frame, row);
            let passes = over.filter.as_ref().is_none_or(|filter| {
                self.truth(filter, &child);
                decide(filter, &child) == Some(true)
            });
            if passes {
                read(self, &child);
            }
        }
        self.within.pop();
    }

    fn truth(&mut self, node: &Test, scope: &Scope<'_>) {
        match node {
            Test::And(left, right) | Test::Or(left, right) => {
                self.truth(left, scope);
                self.truth(right, scope);
            }
            Test::Not(inner) => self.truth(inner, scope),
            Test::Compare(_, left, right) => {
                self.number(left, scope);
                self.number(right, scope);
            }
            Test::SameCode { left, right, .. } => {
                self.code(left, scope);
                self.code(right, scope);
            }
            Test::In(term, _) | Test::CodeMissing(term) => self.code(term, scope),
            Test::If(condition, then, otherwise) => {
                self.truth(condition, scope);
                match decide(condition, scope) {
                    Some(true) => self.truth(then, scope),
                    Some(false) => self.truth(otherwise, scope),
                    None => {}
                }
            }
            Test::NumberMissing(inner) => self.number(inner, scope),
            Test::All(over, inner) | Test::Any(over, inner) => {
                self.over(over, scope, |reader, child| reader.truth(inner, child));
            }
        }
    }

    fn code(&mut self, node: &Code, scope: &Scope<'_>) {
        if let Code::Measure(leaf) = node {
            self.leaf(leaf, scope, code(node, scope).map_or(Value::Missing, |code| Value::Code(code.into())));
        }
    }
}
