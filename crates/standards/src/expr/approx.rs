//! Columnar evaluation in doubles. Whatever doubles cannot decide is left to exact evaluation, row by row.

use std::collections::BTreeMap;

use junheng_domain::Number;
use num_traits::{ToPrimitive, Zero};

use super::ast::{Arithmetic, Comparison};
use super::buffer::Buffer;
use super::column::{Bound, Choice, Column, Data, MISSING, UNSURE, share};
use super::frame::{Children, Frame, Value};
use super::tree::{Code, Extreme, Leaf, Num, Over, Test};
use super::wide;

/// Approximate values of all rows, each within its bound of the exact value; `NaN` is missing, and is sure.
#[derive(Debug, Clone, PartialEq)]
pub struct Approx {
    pub values: Buffer,
    pub error: ErrorBound,
}

/// How far an approximate value may be from the exact one. Where it is infinite, nothing is known of the row, not even
/// whether it is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum ErrorBound {
    /// At most this share of the value's own size.
    Relative(f64),
    /// At most this much, row by row.
    Each(Buffer),
}

impl Approx {
    /// How far the value of a row may be from the exact one.
    #[must_use]
    pub fn error_of(&self, row: usize) -> f64 {
        self.error.of(row, self.values[row])
    }
}

impl ErrorBound {
    /// How far the value of a row may be off.
    #[must_use]
    pub fn of(&self, row: usize, value: f64) -> f64 {
        match self {
            Self::Relative(share) => value.abs() * share,
            Self::Each(errors) => errors[row],
        }
    }
}

pub(super) fn formula(node: Option<&Num>, frame: &Frame) -> Approx {
    let scene = Scene { frame, params: &frame.params };
    let column = node.map_or_else(Column::missing, |node| number(node, scene));
    let error = match column.bound {
        Bound::Plain => ErrorBound::Relative(share(1)),
        Bound::Rounded(count) => ErrorBound::Relative(share(count)),
        Bound::Each(errors) => ErrorBound::Each(errors),
    };
    Approx { values: column.data.into_buffer(frame.rows), error }
}

/// Where names are looked up, for all rows at once.
#[derive(Clone, Copy)]
struct Scene<'f> {
    frame: &'f Frame,
    params: &'f BTreeMap<String, Value>,
}

/// What doubles say of each row; `exactly` decides where they cannot.
pub(super) fn condition(
    node: &Test,
    frame: &Frame,
    exactly: impl Fn(usize) -> Option<bool>,
) -> Vec<Option<bool>> {
    let choices = truth(node, Scene { frame, params: &frame.params });
    choices.into_iter().enumerate().map(|(row, choice)| decided(choice, row, &exactly)).collect()
}

/// The rows where a condition holds.
pub(super) fn rows(node: &Test, frame: &Frame, exactly: impl Fn(usize) -> Option<bool>) -> Vec<usize> {
    let choices = truth(node, Scene { frame, params: &frame.params });
    let may_hold = |choice: &Choice| (*choice == Choice::First) | (*choice == Choice::Unsure);
    // Without leaving early, so that it runs on whole vectors.
    if !wide(|| choices.iter().fold(false, |any, choice| any | may_hold(choice))) {
        return Vec::new();
    }
    let holds = |row: &usize| decided(choices[*row], *row, &exactly) == Some(true);
    (0..choices.len()).filter(holds).collect()
}

fn decided(choice: Choice, row: usize, exactly: impl Fn(usize) -> Option<bool>) -> Option<bool> {
    match choice {
        Choice::First => Some(true),
        Choice::Second => Some(false),
        Choice::Missing => None,
        Choice::Unsure => exactly(row),
    }
}

fn number<'f>(node: &Num, scene: Scene<'f>) -> Column<'f> {
    let rows = scene.frame.rows;
    match node {
        Num::Literal(value) => constant(value.approx()),
        Num::Measure(leaf) => measure(leaf, scene.frame),
        Num::Param(name) => param(scene.params.get(name), rows),
        Num::Target => param(scene.params.get("target"), rows),
        Num::Negate(inner) => number(inner, scene).map(|value| -value),
        Num::Binary(operator, left, right) => {
            let (left, right) = (number(left, scene), number(right, scene));
            match operator {
                Arithmetic::Add => left.add(right, rows),
                Arithmetic::Subtract => left.subtract(&right, rows),
                Arithmetic::Multiply => left.multiply(right, rows),
                Arithmetic::Divide => left.divide(right, rows),
            }
        }
        Num::PerHundred(part, whole) => {
            constant(100.0).multiply(number(part, scene), rows).divide(number(whole, scene), rows)
        }
        Num::If(condition, then, otherwise) => {
            let choices = truth(condition, scene);
            number(then, scene).choose(&number(otherwise, scene), rows, |row| choices[row])
        }
        Num::Extreme(extreme, nodes) => nodes
            .iter()
            .map(|node| number(node, scene))
            .reduce(|best, column| best.extreme(column, rows, |a, b| extreme.of(a, b)))
            .unwrap_or_else(Column::missing),
        Num::Ceil(inner) => number(inner, scene).whole(rows, f64::ceil),
        Num::Floor(inner) => number(inner, scene).whole(rows, f64::floor),
        Num::Abs(inner) => number(inner, scene).map(f64::abs),
        Num::Plain(inner) => number(inner, scene),
        Num::OrZero(inner) => number(inner, scene).map(|value| if value.is_nan() { 0.0 } else { value }),
        Num::OrElse(first, second) => {
            let (first, second) = (number(first, scene), number(second, scene));
            let choices: Vec<Choice> = (0..rows).map(|row| present(&first, row)).collect();
            first.choose(&second, rows, |row| choices[row])
        }
        Num::Last(inner) => match scene.frame.last.as_deref() {
            Some(last) if last.rows == rows => number(inner, Scene { frame: last, ..scene }),
            Some(_) => Column::unsure(rows),
            None => Column::missing(),
        },
        Num::Count(over) => fold(over, None, scene, count),
        Num::Sum(over, value) => fold(over, Some(value), scene, sum),
        Num::ExtremeOver(extreme, over, value) => {
            fold(over, Some(value), scene, |members| extreme_over(*extreme, members))
        }
    }
}

fn constant<'f>(value: f64) -> Column<'f> {
    let power = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    Column { data: Data::Same(value), bound: Bound::Plain, low: power - 1, high: power + 1 }
}

fn param<'f>(value: Option<&Value>, rows: usize) -> Column<'f> {
    let Some(Value::Number(exact)) = value else { return Column::missing() };
    let nearest = exact.to_f64().unwrap_or(f64::NAN);
    if !(exact.is_zero() || (1e-15..1e15).contains(&nearest.abs())) {
        return Column::unsure(rows);
    }
    let plain = Number::from_cell(nearest).is_ok_and(|number| number.exact() == *exact);
    let bound = if plain { Bound::Plain } else { Bound::Rounded(2) };
    Column { bound, ..constant(nearest) }
}

/// Powers of ten that a reported number lies between, and an exact share of one.
const REPORTED: (i32, i32) = (-10, 16);
const SHARED: (i32, i32) = (-60, 20);

fn measure<'f>(leaf: &Leaf, frame: &'f Frame) -> Column<'f> {
    if leaf.up > 0 {
        // A value of the level further out: exact evaluation knows which row it belongs to.
        return Column::unsure(frame.rows);
    }
    let Some(column) = frame.columns.get(&leaf.measure) else { return Column::missing() };
    if column.numbers.len() != frame.rows {
        // A column of codes only, or one that was not filled.
        return Column::unsure(frame.rows);
    }
    let (bound, (low, high)) =
        if column.exact.is_empty() { (Bound::Plain, REPORTED) } else { (Bound::Rounded(2), SHARED) };
    Column { data: Data::Lent(&column.numbers), bound, low, high }
}

fn present(column: &Column<'_>, row: usize) -> Choice {
    match column.pair(row) {
        (value, _) if value.is_nan() => Choice::Second,
        (_, error) if error.is_infinite() => Choice::Unsure,
        _ => Choice::First,
    }
}

fn truth(node: &Test, scene: Scene<'_>) -> Vec<Choice> {
    let rows = scene.frame.rows;
    let here = |node: &Test| truth(node, scene);
    match node {
        Test::And(left, right) => join(here(left), &here(right), and),
        Test::Or(left, right) => join(here(left), &here(right), or),
        Test::Not(inner) => here(inner).into_iter().map(not).collect(),
        Test::Compare(comparison, left, right) => {
            compare(*comparison, &number(left, scene), &number(right, scene), rows)
        }
        Test::SameCode { left, right, equal } => (0..rows)
            .map(|row| match (code(left, scene, row), code(right, scene, row)) {
                (Known::Unsure, _) | (_, Known::Unsure) => Choice::Unsure,
                (Known::Code(a), Known::Code(b)) => choice((a == b) == *equal),
                _ => Choice::Missing,
            })
            .collect(),
        Test::In(term, codes) => (0..rows)
            .map(|row| match code(term, scene, row) {
                Known::Unsure => Choice::Unsure,
                Known::Missing => Choice::Missing,
                Known::Code(found) => choice(codes.iter().any(|code| **code == *found)),
            })
            .collect(),
        Test::If(condition, then, otherwise) => {
            let (condition, then, otherwise) = (here(condition), here(then), here(otherwise));
            (0..rows)
                .map(|row| match condition[row] {
                    Choice::First => then[row],
                    Choice::Second => otherwise[row],
                    undecided => undecided,
                })
                .collect()
        }
        Test::NumberMissing(inner) => {
            let column = number(inner, scene);
            (0..rows).map(|row| not(present(&column, row))).collect()
        }
        Test::CodeMissing(inner) => (0..rows)
            .map(|row| match code(inner, scene, row) {
                Known::Unsure => Choice::Unsure,
                Known::Missing => Choice::First,
                Known::Code(_) => Choice::Second,
            })
            .collect(),
        Test::All(over, inner) => quantify(over, inner, scene, Choice::First, and),
        Test::Any(over, inner) => quantify(over, inner, scene, Choice::Second, or),
    }
}

fn choice(holds: bool) -> Choice {
    if holds { Choice::First } else { Choice::Second }
}

fn not(choice: Choice) -> Choice {
    match choice {
        Choice::First => Choice::Second,
        Choice::Second => Choice::First,
        undecided => undecided,
    }
}

/// Kleene's `and`, where what is unsure may turn out to be anything.
fn and(left: Choice, right: Choice) -> Choice {
    match (left, right) {
        (Choice::Second, _) | (_, Choice::Second) => Choice::Second,
        (Choice::Unsure, _) | (_, Choice::Unsure) => Choice::Unsure,
        (Choice::Missing, _) | (_, Choice::Missing) => Choice::Missing,
        (Choice::First, Choice::First) => Choice::First,
    }
}

fn or(left: Choice, right: Choice) -> Choice {
    not(and(not(left), not(right)))
}

fn join(mut left: Vec<Choice>, right: &[Choice], apply: impl Fn(Choice, Choice) -> Choice) -> Vec<Choice> {
    left.iter_mut().zip(right).for_each(|(left, right)| *left = apply(*left, *right));
    left
}

fn compare(comparison: Comparison, left: &Column<'_>, right: &Column<'_>, rows: usize) -> Vec<Choice> {
    if left.bound == Bound::Plain && right.bound == Bound::Plain {
        // Doubles that are nearest to decimals of at most 15 digits stand in the order of the decimals.
        let (left, right) = (left.slice(rows), right.slice(rows));
        return match comparison {
            Comparison::Equal => plain_choices(&left, &right, |a, b| a == b),
            Comparison::NotEqual => plain_choices(&left, &right, |a, b| a != b),
            Comparison::Less => plain_choices(&left, &right, |a, b| a < b),
            Comparison::LessOrEqual => plain_choices(&left, &right, |a, b| a <= b),
            Comparison::More => plain_choices(&left, &right, |a, b| a > b),
            Comparison::MoreOrEqual => plain_choices(&left, &right, |a, b| a >= b),
        };
    }
    (0..rows)
        .map(|row| {
            let ((a, a_error), (b, b_error)) = (left.pair(row), right.pair(row));
            if a.is_nan() || b.is_nan() {
                return Choice::Missing;
            }
            let apart = (a_error + b_error) * 1.000_001 + (a.abs() + b.abs()) * f64::EPSILON;
            if (a - b).abs() > apart { choice(comparison.of(&a, &b)) } else { Choice::Unsure }
        })
        .collect()
}

#[inline(always)]
fn plain_choices(left: &[f64], right: &[f64], holds: impl Fn(f64, f64) -> bool) -> Vec<Choice> {
    let mut choices = vec![Choice::Missing; left.len()];
    wide(|| {
        for ((a, b), own) in left.iter().zip(right).zip(&mut choices) {
            let known = if holds(*a, *b) { Choice::First } else { Choice::Second };
            *own = if a.is_nan() | b.is_nan() { Choice::Missing } else { known };
        }
    });
    choices
}

enum Known<'f> {
    Code(&'f str),
    Missing,
    Unsure,
}

fn code<'f>(node: &'f Code, scene: Scene<'f>, row: usize) -> Known<'f> {
    let found = match node {
        Code::Measure(leaf) if leaf.up == 0 => scene.frame.text(row, &leaf.measure),
        Code::Stage { up: 0 } => scene.frame.stage_of(row),
        Code::Measure(_) | Code::Stage { .. } => return Known::Unsure,
        Code::Param(name) => match scene.params.get(name) {
            Some(Value::Code(code)) => Some(&**code),
            _ => None,
        },
        Code::Literal(code) => Some(&**code),
    };
    found.map_or(Known::Missing, Known::Code)
}

/// The members of one row's collection: their choices by the filter, and their values with errors.
struct Members<'m> {
    choices: &'m [Choice],
    values: Option<&'m Column<'m>>,
    start: usize,
}

impl Members<'_> {
    /// The values that count, in order; `None` when a filter is not decided.
    fn kept(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let values = self.values;
        self.choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| **choice == Choice::First)
            .map(move |(index, _)| values.map_or(MISSING, |values| values.pair(self.start + index)))
    }

    fn count(&self) -> usize {
        self.choices.iter().filter(|choice| **choice == Choice::First).count()
    }
}

fn children<'f>(over: &Over, frame: &'f Frame) -> Option<&'f Children> {
    frame.children.get(&over.collection).filter(|children| children.ranges.len() == frame.rows)
}

/// What the filter says of each child.
fn filtered(over: &Over, inside: Scene<'_>) -> Vec<Choice> {
    over.filter
        .as_deref()
        .map_or_else(|| vec![Choice::First; inside.frame.rows], |filter| truth(filter, inside))
}

fn fold<'f>(
    over: &Over,
    value: Option<&Num>,
    scene: Scene<'f>,
    reduce: impl Fn(&Members<'_>) -> (f64, f64),
) -> Column<'f> {
    let Some(children) = children(over, scene.frame) else {
        let none = !scene.frame.children.contains_key(&over.collection);
        return if none { Column::missing() } else { Column::unsure(scene.frame.rows) };
    };
    let inside = Scene { frame: &children.frame, ..scene };
    let choices = filtered(over, inside);
    let values = value.map(|value| number(value, inside));
    Column::from_pairs(scene.frame.rows, |row| {
        let range = children.ranges[row].clone();
        let start = range.start;
        match choices.get(range) {
            None => UNSURE,
            Some([]) => MISSING,
            Some(members) if members.contains(&Choice::Unsure) => UNSURE,
            Some(members) if members.contains(&Choice::Missing) => MISSING,
            Some(choices) => reduce(&Members { choices, values: values.as_ref(), start }),
        }
    })
}

fn count(members: &Members<'_>) -> (f64, f64) {
    (members.count() as f64, 0.0)
}

fn sum(members: &Members<'_>) -> (f64, f64) {
    let (mut total, mut error, mut size) = (0.0, 0.0, 0.0);
    for (value, off) in members.kept() {
        total += value;
        error += off;
        size += value.abs();
    }
    finite(total, (error + size * share(1) * members.count() as f64) * 1.000_001, members)
}

fn extreme_over(extreme: Extreme, members: &Members<'_>) -> (f64, f64) {
    let mut best = MISSING;
    let mut error: f64 = 0.0;
    for (index, (value, off)) in members.kept().enumerate() {
        error = error.max(off);
        let missing = value.is_nan() || (index > 0 && best.0.is_nan());
        best.0 = match index {
            _ if missing => f64::NAN,
            0 => value,
            _ => extreme.of(best.0, value),
        };
    }
    finite(best.0, error, members)
}

/// Missing members make the whole missing, surely so only when no member is unsure.
fn finite(value: f64, error: f64, members: &Members<'_>) -> (f64, f64) {
    if members.kept().any(|(_, error)| error.is_infinite()) {
        return UNSURE;
    }
    match (value.is_nan(), value.is_finite() && error.is_finite()) {
        (true, _) => MISSING,
        (false, true) => (value, error),
        (false, false) => UNSURE,
    }
}

fn quantify(
    over: &Over,
    inner: &Test,
    scene: Scene<'_>,
    start: Choice,
    join: impl Fn(Choice, Choice) -> Choice,
) -> Vec<Choice> {
    let Some(children) = children(over, scene.frame) else {
        let none = !scene.frame.children.contains_key(&over.collection);
        return vec![if none { Choice::Missing } else { Choice::Unsure }; scene.frame.rows];
    };
    let inside = Scene { frame: &children.frame, ..scene };
    let choices = filtered(over, inside);
    let holds = truth(inner, inside);
    children
        .ranges
        .iter()
        .map(|range| match choices.get(range.clone()) {
            None => Choice::Unsure,
            Some([]) => Choice::Missing,
            Some(members) if members.contains(&Choice::Unsure) => Choice::Unsure,
            Some(members) if members.contains(&Choice::Missing) => Choice::Missing,
            Some(members) => members
                .iter()
                .zip(&holds[range.clone()])
                .filter(|(choice, _)| **choice == Choice::First)
                .fold(start, |sofar, (_, holds)| join(sofar, *holds)),
        })
        .collect()
}
