//! Names, types and units: from what was written to a tree that can be evaluated. Collects every mistake.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{Level, MeasureId, Stage};

use super::Mistake;
use super::ast::{Arithmetic, Comparison, Expr, Kind};
use super::dimension::Dimension;
use super::frame::{Collection, Value};
use super::parser::parse;
use super::tree::{Code, Leaf, Num, Test};
use crate::nearest::nearest;
use crate::{Measure, MeasureKind, Measures, Param, Unit};

/// What a formula may speak of.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    pub measures: &'c Measures,
    /// What a row is. Measures of this level, and of the levels that it belongs to, may be named.
    pub level: Level,
    pub params: &'c [Param],
    /// The unit of `target`, inside a shortfall formula.
    pub target: Option<&'c Unit>,
    /// Whether `last(…)` may be used.
    pub years: bool,
}

/// What a formula reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Reads {
    pub(super) measures: BTreeSet<(Option<Collection>, MeasureId)>,
    pub(super) collections: BTreeSet<Collection>,
    pub(super) stage: bool,
}

/// Reads a formula that must yield a number, in `unit` if one is given.
pub(super) fn number(
    text: &str,
    unit: Option<&Unit>,
    context: &Context<'_>,
) -> Result<(Num, Reads), Vec<Mistake>> {
    let expr = parse(text).map_err(|mistake| vec![mistake])?;
    let mut checker = Checker::new(context);
    let checked = checker.number(&expr);
    if let (Some((_, found)), Some(unit)) = (&checked, unit)
        && found.common(&Dimension::of(unit)).is_none()
    {
        checker.mistake(
            Mistake::new(expr.span.clone(), "standard-unit-declared")
                .with("found", shown(&found.shown()))
                .with("expected", shown(unit)),
        );
    }
    checker.finish(checked.map(|(node, _)| node))
}

/// Reads a condition.
pub(super) fn truth(text: &str, context: &Context<'_>) -> Result<(Test, Reads), Vec<Mistake>> {
    let expr = parse(text).map_err(|mistake| vec![mistake])?;
    let mut checker = Checker::new(context);
    let checked = checker.truth(&expr);
    checker.finish(checked)
}

/// A plain number has the empty unit, which nobody could read.
fn shown(unit: &Unit) -> String {
    let text = unit.to_string();
    if text.is_empty() { "1".to_owned() } else { text }
}

pub(super) enum Checked {
    Number(Num, Dimension),
    Truth(Test),
    Code(Code, Alphabet),
}

/// The codes that a code may be; `None` is any text.
pub(super) type Alphabet = Option<Vec<String>>;

/// A level of nesting: the formula's own subject, or a collection below it.
struct Ring {
    level: Level,
    collection: Option<Collection>,
}

pub(super) struct Checker<'c> {
    pub(super) context: &'c Context<'c>,
    rings: Vec<Ring>,
    mistakes: Vec<Mistake>,
    reads: Reads,
}

impl<'c> Checker<'c> {
    fn new(context: &'c Context<'c>) -> Self {
        let rings = vec![Ring { level: context.level, collection: None }];
        Self { context, rings, mistakes: Vec::new(), reads: Reads::default() }
    }

    fn finish<T>(self, node: Option<T>) -> Result<(T, Reads), Vec<Mistake>> {
        match node {
            Some(node) if self.mistakes.is_empty() => Ok((node, self.reads)),
            _ => Err(self.mistakes),
        }
    }

    pub(super) fn mistake(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    pub(super) fn number(&mut self, expr: &Expr) -> Option<(Num, Dimension)> {
        match self.any(expr)? {
            Checked::Number(node, dimension) => Some((node, dimension)),
            Checked::Truth(_) | Checked::Code(..) => self.wrong_type(expr, "standard-number-wanted"),
        }
    }

    pub(super) fn truth(&mut self, expr: &Expr) -> Option<Test> {
        match self.any(expr)? {
            Checked::Truth(node) => Some(node),
            Checked::Number(..) | Checked::Code(..) => self.wrong_type(expr, "standard-condition-wanted"),
        }
    }

    pub(super) fn wrong_type<T>(&mut self, expr: &Expr, code: &'static str) -> Option<T> {
        self.mistake(Mistake::new(expr.span.clone(), code));
        None
    }

    pub(super) fn any(&mut self, expr: &Expr) -> Option<Checked> {
        match &expr.kind {
            Kind::Number(value) => Some(Checked::Number(Num::Literal(*value), Dimension::literal(*value))),
            Kind::Text(code) => Some(Checked::Code(Code::Literal(code.as_str().into()), None)),
            Kind::Name(name) => self.name(name, &expr.span),
            Kind::Param(name) => self.param(name, &expr.span),
            Kind::Negate(inner) => {
                let (node, dimension) = self.number(inner)?;
                Some(Checked::Number(Num::Negate(Box::new(node)), dimension))
            }
            Kind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, &expr.span),
            Kind::Comparison(comparison, left, right) => {
                self.comparison(*comparison, left, right, &expr.span)
            }
            Kind::Not(inner) => self.truth(inner).map(|node| Checked::Truth(Test::Not(Box::new(node)))),
            Kind::And(left, right) => self.both(left, right, Test::And),
            Kind::Or(left, right) => self.both(left, right, Test::Or),
            Kind::In(term, codes) => self.within(term, codes),
            Kind::If(condition, then, otherwise) => self.conditional(condition, then, otherwise, &expr.span),
            Kind::Call { name, name_span, arguments } => self.call(name, name_span, arguments, &expr.span),
            Kind::Over { name, collection, collection_span, filter, arguments } => {
                let below = self.enter(*collection, collection_span);
                let filter = filter.as_ref().map(|filter| self.truth(filter).map(Box::new));
                let checked = self.over(name, *collection, filter, arguments, &expr.span);
                self.rings.pop();
                checked.filter(|_| below)
            }
        }
    }

    /// Goes into a collection; says whether the subject has one.
    fn enter(&mut self, collection: Collection, span: &Range<usize>) -> bool {
        let outside = self.rings.last().map_or(self.context.level, |ring| ring.level);
        let below = collection.is_below(outside);
        if !below {
            self.mistake(
                Mistake::new(span.clone(), "standard-collection-level")
                    .with("piece", collection.as_str())
                    .with("level", outside.as_str()),
            );
        }
        self.reads.collections.insert(collection);
        self.rings.push(Ring { level: collection.level(), collection: Some(collection) });
        below
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Option<Checked> {
        match name {
            "stage" => return self.stage(span),
            "target" => return self.target(span),
            _ => {}
        }
        let known = MeasureId::new(name).ok().and_then(|id| self.context.measures.by_id.get(&id));
        let Some(measure) = known else {
            let names = self.context.measures.by_id.keys().map(MeasureId::as_str);
            let mistake = match nearest(name, names.chain(["stage", "target"])) {
                Some(near) => {
                    Mistake::new(span.clone(), "standard-unknown-measure-near").with("nearest", near)
                }
                None => Mistake::new(span.clone(), "standard-unknown-measure"),
            };
            self.mistake(mistake.with("piece", name));
            return None;
        };
        let leaf = self.leaf(measure, span)?;
        Some(match &measure.kind {
            MeasureKind::Number { unit, .. } => Checked::Number(Num::Measure(leaf), Dimension::of(unit)),
            MeasureKind::Year => Checked::Number(Num::Measure(leaf), Dimension::of(&year())),
            MeasureKind::Code(codes) => {
                let codes = codes.iter().map(|(code, _)| code.clone()).collect();
                Checked::Code(Code::Measure(leaf), Some(codes))
            }
            MeasureKind::Text => Checked::Code(Code::Measure(leaf), None),
        })
    }

    /// Finds the ring that a measure is read from: the nearest of its own level, else the innermost that belongs to it.
    fn leaf(&mut self, measure: &Measure, span: &Range<usize>) -> Option<Leaf> {
        let find = |fits: &dyn Fn(Level) -> bool| self.rings.iter().rev().position(|ring| fits(ring.level));
        let own = find(&|level| level == measure.level);
        let Some(up) = own.or_else(|| find(&|level| belongs_to(level, measure.level))) else {
            let here = self.rings.last().map_or(self.context.level, |ring| ring.level);
            self.mistake(
                Mistake::new(span.clone(), "standard-measure-level")
                    .with("piece", measure.id.as_str())
                    .with("level", measure.level.as_str())
                    .with("here", here.as_str()),
            );
            return None;
        };
        let ring = &self.rings[self.rings.len() - 1 - up];
        self.reads.measures.insert((ring.collection, measure.id.clone()));
        Some(Leaf { measure: measure.id.clone(), up: u8::try_from(up).unwrap_or(u8::MAX) })
    }

    fn stage(&mut self, span: &Range<usize>) -> Option<Checked> {
        let staged = |level| matches!(level, Level::Unit | Level::Class);
        let Some(up) = self.rings.iter().rev().position(|ring| staged(ring.level)) else {
            return self.mistake_none(Mistake::new(span.clone(), "standard-stage-outside"));
        };
        self.reads.stage = true;
        let stages = Stage::ALL.iter().map(|stage| stage.as_str().to_owned()).collect();
        Some(Checked::Code(Code::Stage { up: u8::try_from(up).unwrap_or(u8::MAX) }, Some(stages)))
    }

    fn target(&mut self, span: &Range<usize>) -> Option<Checked> {
        match self.context.target {
            Some(unit) => Some(Checked::Number(Num::Target, Dimension::of(unit))),
            None => self.mistake_none(Mistake::new(span.clone(), "standard-target-outside")),
        }
    }

    pub(super) fn mistake_none<T>(&mut self, mistake: Mistake) -> Option<T> {
        self.mistake(mistake);
        None
    }

    fn param(&mut self, name: &str, span: &Range<usize>) -> Option<Checked> {
        let Some(param) = self.context.params.iter().find(|param| param.name == name) else {
            let names = self.context.params.iter().map(|param| param.name.as_str());
            let mistake = match nearest(name, names) {
                Some(near) => Mistake::new(span.clone(), "standard-unknown-param-near").with("nearest", near),
                None => Mistake::new(span.clone(), "standard-unknown-param"),
            };
            return self.mistake_none(mistake.with("piece", name));
        };
        Some(match param.default {
            Value::Code(_) => {
                let choices = (!param.choices.is_empty()).then(|| param.choices.clone());
                Checked::Code(Code::Param(name.to_owned()), choices)
            }
            _ => Checked::Number(Num::Param(name.to_owned()), Dimension::bare()),
        })
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: &Expr,
        right: &Expr,
        span: &Range<usize>,
    ) -> Option<Checked> {
        let (first, second) = (self.number(left), self.number(right));
        let ((first, first_unit), (second, second_unit)) = (first?, second?);
        let dimension = match operator {
            Arithmetic::Add | Arithmetic::Subtract => self.common(&first_unit, &second_unit, span)?,
            Arithmetic::Multiply => self.possible(first_unit.times(&second_unit), span)?,
            Arithmetic::Divide => self.possible(first_unit.over(&second_unit), span)?,
        };
        Some(Checked::Number(Num::Binary(operator, Box::new(first), Box::new(second)), dimension))
    }

    pub(super) fn common(
        &mut self,
        left: &Dimension,
        right: &Dimension,
        span: &Range<usize>,
    ) -> Option<Dimension> {
        let common = left.common(right);
        if common.is_none() {
            self.mistake(
                Mistake::new(span.clone(), "standard-units-differ")
                    .with("left", shown(&left.shown()))
                    .with("right", shown(&right.shown())),
            );
        }
        common
    }

    pub(super) fn possible(
        &mut self,
        dimension: Option<Dimension>,
        span: &Range<usize>,
    ) -> Option<Dimension> {
        if dimension.is_none() {
            self.mistake(Mistake::new(span.clone(), "standard-unit-power"));
        }
        dimension
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        span: &Range<usize>,
    ) -> Option<Checked> {
        let (first, second) = (self.any(left), self.any(right));
        let test = match (first?, second?) {
            (Checked::Number(first, first_unit), Checked::Number(second, second_unit)) => {
                self.common(&first_unit, &second_unit, span)?;
                Test::Compare(comparison, first, second)
            }
            (Checked::Code(first, first_codes), Checked::Code(second, second_codes)) => {
                let equal = match comparison {
                    Comparison::Equal => true,
                    Comparison::NotEqual => false,
                    _ => return self.mistake_none(Mistake::new(span.clone(), "standard-codes-ordered")),
                };
                let sound = self.known_code(&first, &second_codes, &left.span)
                    & self.known_code(&second, &first_codes, &right.span);
                if !sound {
                    return None;
                }
                Test::SameCode { left: first, right: second, equal }
            }
            _ => return self.mistake_none(Mistake::new(span.clone(), "standard-types-differ")),
        };
        Some(Checked::Truth(test))
    }

    /// Whether a literal code is one of the other side's list.
    fn known_code(&mut self, code: &Code, alphabet: &Alphabet, span: &Range<usize>) -> bool {
        let (Code::Literal(code), Some(codes)) = (code, alphabet) else { return true };
        if codes.iter().any(|known| **known == **code) {
            return true;
        }
        let mistake = match nearest(code, codes.iter().map(String::as_str)) {
            Some(near) => Mistake::new(span.clone(), "standard-unknown-code-near").with("nearest", near),
            None => Mistake::new(span.clone(), "standard-unknown-code"),
        };
        self.mistake(mistake.with("piece", code).with("codes", codes.join(", ")));
        false
    }

    fn within(&mut self, term: &Expr, codes: &[Expr]) -> Option<Checked> {
        let Checked::Code(node, alphabet) = self.any(term)? else {
            return self.wrong_type(term, "standard-code-wanted");
        };
        let mut list: Vec<Arc<str>> = Vec::new();
        let mut sound = true;
        for code in codes {
            if let Kind::Text(text) = &code.kind {
                let literal: Arc<str> = text.as_str().into();
                sound &= self.known_code(&Code::Literal(literal.clone()), &alphabet, &code.span);
                list.push(literal);
            }
        }
        sound.then_some(Checked::Truth(Test::In(node, list)))
    }

    fn both(
        &mut self,
        left: &Expr,
        right: &Expr,
        join: impl FnOnce(Box<Test>, Box<Test>) -> Test,
    ) -> Option<Checked> {
        let (left, right) = (self.truth(left), self.truth(right));
        Some(Checked::Truth(join(Box::new(left?), Box::new(right?))))
    }

    fn conditional(
        &mut self,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        span: &Range<usize>,
    ) -> Option<Checked> {
        let condition = self.truth(condition);
        let (then, otherwise) = (self.any(then), self.any(otherwise));
        match (then?, otherwise?) {
            (Checked::Number(then, then_unit), Checked::Number(otherwise, otherwise_unit)) => {
                let dimension = self.common(&then_unit, &otherwise_unit, span)?;
                let node = Num::If(Box::new(condition?), Box::new(then), Box::new(otherwise));
                Some(Checked::Number(node, dimension))
            }
            (Checked::Truth(then), Checked::Truth(otherwise)) => {
                let node = Test::If(Box::new(condition?), Box::new(then), Box::new(otherwise));
                Some(Checked::Truth(node))
            }
            _ => self.mistake_none(Mistake::new(span.clone(), "standard-types-differ")),
        }
    }
}

/// Whether a subject of `level` belongs to one of `other`: a unit to its school and county.
fn belongs_to(level: Level, other: Level) -> bool {
    match level {
        Level::County => false,
        Level::School => other == Level::County,
        Level::Unit | Level::Room => matches!(other, Level::School | Level::County),
        Level::Class => matches!(other, Level::Unit | Level::School | Level::County),
    }
}

fn year() -> Unit {
    Unit { powers: [("year".to_owned(), 1)].into(), ten: 0 }
}
