//! Exact evaluation of one row: fractions, and three-valued truth. `None` is missing.
//!
//! Arithmetic and comparison with a missing operand are missing, as is division by zero. `and` and `or` are
//! Kleene's: a false operand decides `and`, a true one decides `or`, whatever the other. An aggregate over children is
//! missing when none was reported, when a filter is missing for one of them, or when a value that it needs is.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Number};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use super::ast::Arithmetic;
use super::tree::{Code, Extreme, Leaf, Num, Over, Test};
use super::{Frame, Value};

/// Where names are looked up: a row, within the row of a level further out.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) frame: &'s Frame,
    pub(super) row: usize,
    pub(super) outer: Option<&'s Scope<'s>>,
    pub(super) params: &'s BTreeMap<String, Value>,
    pub(super) target: Option<&'s Exact>,
}

impl<'s> Scope<'s> {
    /// The scope `up` levels out.
    pub(super) fn up(&'s self, up: u8) -> Option<&'s Scope<'s>> {
        (0..up).try_fold(self, |scope, _| scope.outer)
    }

    /// A row of the frame that a formula is asked for.
    pub(super) fn root(frame: &'s Frame, row: usize, target: Option<&'s Exact>) -> Self {
        Self { frame, row, outer: None, params: &frame.params, target }
    }

    /// A row of a collection below this row.
    pub(super) fn child(&'s self, frame: &'s Frame, row: usize) -> Self {
        Self { frame, row, outer: Some(self), ..*self }
    }

    /// The scopes of the children that pass the filter; `None` when there are none at all or a filter is missing.
    pub(super) fn children(&'s self, over: &Over) -> Option<Vec<Scope<'s>>> {
        let children = self.frame.children.get(&over.collection)?;
        let range = children.ranges.get(self.row)?.clone();
        if range.is_empty() {
            return None;
        }
        let mut kept = Vec::new();
        for row in range {
            let child = self.child(&children.frame, row);
            match &over.filter {
                Some(filter) if !truth(filter, &child)? => {}
                _ => kept.push(child),
            }
        }
        Some(kept)
    }
}

impl Frame {
    /// The number in a row, exactly.
    pub(super) fn exact(&self, row: usize, leaf: &Leaf) -> Option<Exact> {
        let column = self.columns.get(&leaf.measure)?;
        if let Some(exact) = column.exact.get(&row) {
            return Some(exact.clone());
        }
        Number::from_cell(*column.numbers.get(row)?).ok().map(Number::exact)
    }
}

pub(super) fn number(node: &Num, scope: &Scope<'_>) -> Option<Exact> {
    let here = |node: &Num| number(node, scope);
    match node {
        Num::Literal(literal) => Some(literal.exact()),
        Num::Measure(leaf) => {
            let scope = scope.up(leaf.up)?;
            scope.frame.exact(scope.row, leaf)
        }
        Num::Param(name) => match scope.params.get(name)? {
            Value::Number(value) => Some(value.clone()),
            _ => None,
        },
        Num::Target => scope.target.cloned(),
        Num::Negate(inner) => Some(-here(inner)?),
        Num::Binary(operator, left, right) => arithmetic(*operator, here(left)?, here(right)?),
        Num::PerHundred(part, whole) => {
            let hundred = Exact::from_integer(BigInt::from(100));
            let part = arithmetic(Arithmetic::Multiply, hundred, here(part)?)?;
            arithmetic(Arithmetic::Divide, part, here(whole)?)
        }
        Num::If(condition, then, otherwise) => here(if truth(condition, scope)? { then } else { otherwise }),
        Num::Extreme(extreme, nodes) => extreme_of(*extreme, nodes.iter().map(here)),
        Num::Ceil(inner) => Some(here(inner)?.ceil()),
        Num::Floor(inner) => Some(here(inner)?.floor()),
        Num::Abs(inner) => Some(here(inner)?.abs()),
        Num::Plain(inner) => here(inner),
        Num::OrZero(inner) => Some(here(inner).unwrap_or_else(Exact::zero)),
        Num::OrElse(first, second) => here(first).or_else(|| here(second)),
        Num::Last(inner) => {
            let frame = scope.frame.last.as_deref()?;
            number(inner, &Scope { frame, ..*scope })
        }
        Num::Count(over) => Some(Exact::from_integer(BigInt::from(scope.children(over)?.len()))),
        Num::Sum(over, value) => scope.children(over)?.iter().map(|child| number(value, child)).sum(),
        Num::ExtremeOver(extreme, over, value) => {
            extreme_of(*extreme, scope.children(over)?.iter().map(|child| number(value, child)))
        }
    }
}

fn arithmetic(operator: Arithmetic, left: Exact, right: Exact) -> Option<Exact> {
    if let (Some(a), Some(b)) = (whole(&left), whole(&right))
        && let Some(result) = of_whole(operator, a, b)
    {
        return Some(result);
    }
    match operator {
        Arithmetic::Add => Some(left + right),
        Arithmetic::Subtract => Some(left - right),
        Arithmetic::Multiply => Some(left * right),
        Arithmetic::Divide => (!right.is_zero()).then(|| left / right),
    }
}

/// Most facts are whole numbers, which need no fractions.
fn whole(value: &Exact) -> Option<i64> {
    if value.is_integer() { value.numer().to_i64() } else { None }
}

/// `None` when machine integers cannot hold the result, and for a division by zero.
fn of_whole(operator: Arithmetic, a: i64, b: i64) -> Option<Exact> {
    let whole = match operator {
        Arithmetic::Add => a.checked_add(b)?,
        Arithmetic::Subtract => a.checked_sub(b)?,
        Arithmetic::Multiply => a.checked_mul(b)?,
        Arithmetic::Divide if b == 0 => return None,
        Arithmetic::Divide => {
            let common = i64::try_from(greatest_common(a.unsigned_abs(), b.unsigned_abs())).ok()?;
            // Without common divisors and with a positive denominator, as every fraction is kept.
            let sign = b.signum();
            let (above, below) = ((a / common).checked_mul(sign)?, (b / common).checked_mul(sign)?);
            return Some(Exact::new_raw(above.into(), below.into()));
        }
    };
    Some(Exact::from_integer(whole.into()))
}

fn greatest_common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common(b, a % b) }
}

/// Missing when one of them is missing, or there are none.
fn extreme_of(extreme: Extreme, mut values: impl Iterator<Item = Option<Exact>>) -> Option<Exact> {
    let first = values.next()??;
    values.try_fold(first, |best, value| Some(extreme.of(best, value?)))
}

pub(super) fn truth(node: &Test, scope: &Scope<'_>) -> Option<bool> {
    let here = |node: &Test| truth(node, scope);
    match node {
        Test::And(left, right) => kleene_and(here(left), || here(right)),
        Test::Or(left, right) => kleene_or(here(left), || here(right)),
        Test::Not(inner) => Some(!here(inner)?),
        Test::Compare(comparison, left, right) => {
            Some(comparison.of(&number(left, scope)?, &number(right, scope)?))
        }
        Test::SameCode { left, right, equal } => Some((code(left, scope)? == code(right, scope)?) == *equal),
        Test::In(term, codes) => {
            let found = code(term, scope)?;
            Some(codes.iter().any(|code| **code == *found))
        }
        Test::If(condition, then, otherwise) => here(if here(condition)? { then } else { otherwise }),
        Test::NumberMissing(inner) => Some(number(inner, scope).is_none()),
        Test::CodeMissing(inner) => Some(code(inner, scope).is_none()),
        Test::All(over, inner) => {
            let mut all = Some(true);
            for child in &scope.children(over)? {
                all = kleene_and(all, || truth(inner, child));
            }
            all
        }
        Test::Any(over, inner) => {
            let mut any = Some(false);
            for child in &scope.children(over)? {
                any = kleene_or(any, || truth(inner, child));
            }
            any
        }
    }
}

fn kleene_and(left: Option<bool>, right: impl FnOnce() -> Option<bool>) -> Option<bool> {
    if left == Some(false) {
        return left;
    }
    match right() {
        Some(false) => Some(false),
        right => left.and(right),
    }
}

fn kleene_or(left: Option<bool>, right: impl FnOnce() -> Option<bool>) -> Option<bool> {
    if left == Some(true) {
        return left;
    }
    match right() {
        Some(true) => Some(true),
        right => left.and(right),
    }
}

pub(super) fn code<'s>(node: &'s Code, scope: &'s Scope<'s>) -> Option<&'s str> {
    match node {
        Code::Measure(leaf) => {
            let scope = scope.up(leaf.up)?;
            scope.frame.text(scope.row, &leaf.measure)
        }
        Code::Stage { up } => {
            let scope = scope.up(*up)?;
            scope.frame.stage_of(scope.row)
        }
        Code::Param(name) => match scope.params.get(name)? {
            Value::Code(code) => Some(code),
            _ => None,
        },
        Code::Literal(code) => Some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_calculate_as_fractions_do() {
        let numbers = [0, 1, -1, 6, -15, 35, 1_000_003, i64::MAX, i64::MIN];
        let exact = |number: i64| Exact::from_integer(number.into());
        for (a, b) in numbers.into_iter().flat_map(|a| numbers.map(|b| (a, b))) {
            let check = |operator, expected: Option<Exact>| {
                assert_eq!(arithmetic(operator, exact(a), exact(b)), expected, "{a} {operator:?} {b}");
            };
            check(Arithmetic::Add, Some(exact(a) + exact(b)));
            check(Arithmetic::Subtract, Some(exact(a) - exact(b)));
            check(Arithmetic::Multiply, Some(exact(a) * exact(b)));
            check(Arithmetic::Divide, (b != 0).then(|| exact(a) / exact(b)));
        }
    }
}
