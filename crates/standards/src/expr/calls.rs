//! Checking of functions and of aggregates over children.

use std::ops::Range;

use super::Mistake;
use super::ast::Expr;
use super::check::{Checked, Checker};
use super::dimension::Dimension;
use super::frame::Collection;
use super::tree::{Extreme, Num, Over, Test};
use crate::nearest::nearest;

const FUNCTIONS: [&str; 15] = [
    "plain",
    "min",
    "max",
    "ceil",
    "floor",
    "abs",
    "per_hundred",
    "or_zero",
    "or_else",
    "is_missing",
    "last",
    "count",
    "sum",
    "all",
    "any",
];

/// Wraps the one argument of a function that keeps the unit.
type Wrap = fn(Box<Num>) -> Num;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_span: &Range<usize>,
        arguments: &[Expr],
        span: &Range<usize>,
    ) -> Option<Checked> {
        let wrap: Wrap = match name {
            "min" => return self.extreme(Extreme::Least, arguments, span),
            "max" => return self.extreme(Extreme::Greatest, arguments, span),
            "per_hundred" => return self.per_hundred(arguments, span),
            "or_else" => return self.or_else(arguments, span),
            "is_missing" => return self.is_missing(arguments, span),
            "count" | "sum" | "all" | "any" => {
                return self.mistake_none(
                    Mistake::new(span.clone(), "standard-collection-wanted")
                        .with("piece", name)
                        .with("collections", Collection::ALL.map(Collection::as_str).join(", ")),
                );
            }
            "ceil" => Num::Ceil,
            "floor" => Num::Floor,
            "abs" => Num::Abs,
            "or_zero" => Num::OrZero,
            "plain" => Num::Plain,
            "last" if self.context.years => Num::Last,
            "last" => return self.mistake_none(Mistake::new(span.clone(), "standard-last-outside")),
            _ => return self.unknown_function(name, name_span),
        };
        let [argument] = arguments else { return self.wrong_count(name, 1, arguments.len(), span) };
        let (node, dimension) = self.number(argument)?;
        let dimension = if name == "plain" { Dimension::bare() } else { dimension };
        Some(Checked::Number(wrap(Box::new(node)), dimension))
    }

    fn unknown_function(&mut self, name: &str, span: &Range<usize>) -> Option<Checked> {
        let mistake = match nearest(name, FUNCTIONS) {
            Some(near) => Mistake::new(span.clone(), "standard-unknown-function-near").with("nearest", near),
            None => Mistake::new(span.clone(), "standard-unknown-function")
                .with("functions", FUNCTIONS.join(", ")),
        };
        self.mistake_none(mistake.with("piece", name))
    }

    fn wrong_count(
        &mut self,
        name: &str,
        wanted: usize,
        found: usize,
        span: &Range<usize>,
    ) -> Option<Checked> {
        self.mistake_none(
            Mistake::new(span.clone(), "standard-arguments")
                .with("piece", name)
                .with("expected", wanted)
                .with("found", found),
        )
    }

    fn extreme(&mut self, extreme: Extreme, arguments: &[Expr], span: &Range<usize>) -> Option<Checked> {
        if arguments.len() < 2 {
            return self.wrong_count(extreme.name(), 2, arguments.len(), span);
        }
        let checked: Vec<_> = arguments.iter().map(|argument| self.number(argument)).collect();
        let mut nodes = Vec::with_capacity(checked.len());
        let mut common = Dimension::bare();
        for found in checked {
            let (node, dimension) = found?;
            common = self.common(&common, &dimension, span)?;
            nodes.push(node);
        }
        Some(Checked::Number(Num::Extreme(extreme, nodes), common))
    }

    fn per_hundred(&mut self, arguments: &[Expr], span: &Range<usize>) -> Option<Checked> {
        let [part, whole] = arguments else {
            return self.wrong_count("per_hundred", 2, arguments.len(), span);
        };
        let (part, whole) = (self.number(part), self.number(whole));
        let ((part, part_unit), (whole, whole_unit)) = (part?, whole?);
        let dimension = self.possible(part_unit.per_hundred(&whole_unit), span)?;
        Some(Checked::Number(Num::PerHundred(Box::new(part), Box::new(whole)), dimension))
    }

    fn or_else(&mut self, arguments: &[Expr], span: &Range<usize>) -> Option<Checked> {
        let [first, second] = arguments else { return self.wrong_count("or_else", 2, arguments.len(), span) };
        let (first, second) = (self.number(first), self.number(second));
        let ((first, first_unit), (second, second_unit)) = (first?, second?);
        let dimension = self.common(&first_unit, &second_unit, span)?;
        Some(Checked::Number(Num::OrElse(Box::new(first), Box::new(second)), dimension))
    }

    fn is_missing(&mut self, arguments: &[Expr], span: &Range<usize>) -> Option<Checked> {
        let [argument] = arguments else { return self.wrong_count("is_missing", 1, arguments.len(), span) };
        Some(Checked::Truth(match self.any(argument)? {
            Checked::Number(node, _) => Test::NumberMissing(Box::new(node)),
            Checked::Code(node, _) => Test::CodeMissing(node),
            Checked::Truth(_) => return self.wrong_type(argument, "standard-number-wanted"),
        }))
    }

    /// An aggregate; `filter` is `Some(None)` when there is one that is wrong.
    pub(super) fn over(
        &mut self,
        name: &str,
        collection: Collection,
        filter: Option<Option<Box<Test>>>,
        arguments: &[Expr],
        span: &Range<usize>,
    ) -> Option<Checked> {
        let over = |filter: Option<Option<Box<Test>>>| match filter {
            None => Some(Over { collection, filter: None }),
            Some(filter) => filter.map(|filter| Over { collection, filter: Some(filter) }),
        };
        let value = match (name, arguments) {
            ("count", []) => return Some(Checked::Number(Num::Count(over(filter)?), Dimension::count())),
            ("count", _) => return self.wrong_count(name, 1, arguments.len() + 1, span),
            (_, [value]) => value,
            _ => return self.wrong_count(name, 2, arguments.len() + 1, span),
        };
        if let "all" | "any" = name {
            let test = Box::new(self.truth(value)?);
            let over = over(filter)?;
            return Some(Checked::Truth(if name == "all" {
                Test::All(over, test)
            } else {
                Test::Any(over, test)
            }));
        }
        let (value, dimension) = self.number(value)?;
        let (over, value) = (over(filter)?, Box::new(value));
        let node = match name {
            "min" => Num::ExtremeOver(Extreme::Least, over, value),
            "max" => Num::ExtremeOver(Extreme::Greatest, over, value),
            _ => Num::Sum(over, value),
        };
        Some(Checked::Number(node, dimension))
    }
}
