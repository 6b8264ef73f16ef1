//! One cell becomes one value, by the rules of its column; nothing is guessed.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use junheng_domain::{Exact, Finding, MeasureId, Number, Place, Severity, Value, Wording};
use junheng_standards::{Measure, MeasureKind};
use unicode_normalization::UnicodeNormalization;

use super::number::{Percent, from_exact, number_text, plain_number, trouble as number_trouble};
use crate::headers::{folded, nearest};
use crate::read::Cell;
use crate::table::unguarded;

/// Texts that mean "not reported" in every column, folded.
pub(super) const BLANKS: [&str; 7] = ["", "-", "--", "—", "——", "–", "/"];
/// A number cell of this size or more has lost digits, or may have, when it stands in a code column.
pub(super) const LONG_DIGITS: f64 = 1e11;
const TEXT_LIMIT: usize = 200;

/// What is wrong with a cell: the code of a finding and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: &'static str,
    pub(crate) args: Vec<(&'static str, String)>,
}

impl Trouble {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// How the cells of one column are read.
#[derive(Debug, Clone)]
pub(crate) struct CellRule {
    pub(crate) measure: MeasureId,
    /// The header of its column, by which findings name it.
    pub(crate) name: String,
    pub(crate) personal: bool,
    kind: RuleKind,
    missing: Vec<String>,
    missing_numbers: Vec<f64>,
    values: HashMap<String, String>,
    scale: Option<Exact>,
}

#[derive(Debug, Clone)]
enum RuleKind {
    Number { whole: bool, percent: Percent },
    Code { codes: Vec<Arc<str>>, words: HashMap<String, usize>, hints: Vec<String> },
    Year,
    Text,
}

/// Reads a value typed in for a measure, by the rules that hold for the cells of its column.
///
/// # Errors
/// What is wrong with it, as a finding about the measure.
pub fn read_value(measure: &Measure, text: &str) -> Result<Value, Box<Finding>> {
    let rule = CellRule::new(measure, &measure.wording.zh, RuleExtras::default());
    rule.value(&Cell::text(text)).map_err(|trouble| {
        let place = Place { field: Some(measure.id.to_string()), ..Place::default() };
        let finding = Finding::new(trouble.code, Severity::Error, place).with_value(text);
        let names = format!("{} / {}", measure.wording.zh, measure.wording.en);
        let finding = finding.with_arg("name", names);
        Box::new(
            trouble.args.into_iter().fold(finding, |finding, (name, value)| finding.with_arg(name, value)),
        )
    })
}

/// What a mapping adds to a measure's own rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleExtras<'a> {
    pub(crate) missing: Vec<&'a str>,
    pub(crate) values: &'a [(String, String)],
    pub(crate) scale: Option<Exact>,
}

impl CellRule {
    pub(crate) fn new(measure: &Measure, name: &str, extras: RuleExtras<'_>) -> Self {
        let kind = match &measure.kind {
            MeasureKind::Number { unit, whole } => {
                let percent = match (unit.powers.is_empty(), unit.ten) {
                    (true, -2) => Percent::Unit,
                    (true, 0) => Percent::Ratio,
                    _ => Percent::Refused,
                };
                RuleKind::Number { whole: *whole, percent }
            }
            MeasureKind::Code(codes) => code_rule(codes, &measure.code_aliases),
            MeasureKind::Year => RuleKind::Year,
            MeasureKind::Text => RuleKind::Text,
        };
        let missing: Vec<String> = extras.missing.iter().map(|text| folded(text)).collect();
        Self {
            measure: measure.id.clone(),
            name: name.to_owned(),
            personal: measure.personal,
            kind,
            missing_numbers: missing
                .iter()
                .filter_map(|text| plain_number(text).ok())
                .map(Number::approx)
                .collect(),
            missing,
            values: extras.values.iter().map(|(from, to)| (value_key(from), to.clone())).collect(),
            scale: extras.scale,
        }
    }

    /// The rule for the operands of a computed column: plain numbers, before the column's scale.
    pub(crate) fn operand(measure: &Measure, extras: RuleExtras<'_>) -> Self {
        Self {
            kind: RuleKind::Number { whole: false, percent: Percent::Ratio },
            ..Self::new(measure, "", extras)
        }
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// The finding's code and arguments, when the cell cannot be taken.
    pub(crate) fn value(&self, cell: &Cell) -> Result<Value, Trouble> {
        match cell {
            Cell::Empty => Ok(Value::Missing),
            Cell::Unvalued => Err(Trouble::new("formula-without-value")),
            Cell::Error(text) => self.error_cell(text),
            Cell::Number(number) if self.missing_numbers.contains(number) => Ok(Value::Missing),
            _ if !self.values.is_empty() => self.mapped(cell),
            _ => self.plain(cell),
        }
    }

    /// Error values may be listed as missing (`#N/A`); otherwise they are refused.
    fn error_cell(&self, text: &str) -> Result<Value, Trouble> {
        if self.missing.contains(&folded(text)) {
            Ok(Value::Missing)
        } else {
            Err(Trouble::new("cell-error"))
        }
    }

    fn mapped(&self, cell: &Cell) -> Result<Value, Trouble> {
        let key = value_key(&shown(cell));
        match self.values.get(&key) {
            Some(target) => self.plain(&Cell::text(target)),
            None => self.plain(cell),
        }
    }

    fn plain(&self, cell: &Cell) -> Result<Value, Trouble> {
        if let Cell::Text(text) = cell
            && self.is_missing_text(text)
        {
            return Ok(Value::Missing);
        }
        match &self.kind {
            RuleKind::Number { whole, percent } => {
                let (number, scaled) = self.number(cell, *percent)?;
                self.scaled(number, scaled, *whole)
            }
            RuleKind::Code { codes, words, hints } => code_value(cell, codes, words, hints),
            RuleKind::Year => year(cell),
            RuleKind::Text => text_value(cell),
        }
    }

    fn is_missing_text(&self, text: &str) -> bool {
        let trimmed = text.trim();
        if trimmed.len() > 24 && self.missing.is_empty() {
            return false;
        }
        if BLANKS.contains(&trimmed) {
            return true;
        }
        if self.missing.is_empty() {
            return !trimmed.is_ascii() && BLANKS.contains(&folded(trimmed).as_str());
        }
        let text = folded(trimmed);
        BLANKS.contains(&text.as_str())
            || self.missing.contains(&text)
            || plain_number(&text).is_ok_and(|number| self.missing_numbers.contains(&number.approx()))
    }

    /// The number in a cell, and whether the column's scale applies to it (not after a percent sign).
    fn number(&self, cell: &Cell, percent: Percent) -> Result<(Number, bool), Trouble> {
        match cell {
            Cell::Number(number) => Number::from_cell(*number)
                .map(|number| (number, true))
                .map_err(|error| number_trouble(&error)),
            Cell::Text(text) => number_text(text, percent),
            Cell::Date(_) => Err(Trouble::new("date-not-number")),
            _ => Err(Trouble::new("number-expected")),
        }
    }

    fn scaled(&self, number: Number, scaled: bool, whole: bool) -> Result<Value, Trouble> {
        if number < Number::ZERO {
            return Err(Trouble::new("negative"));
        }
        let number = match &self.scale {
            Some(scale) if scaled => {
                from_exact(&(number.exact() * scale)).map_err(|error| number_trouble(&error))?
            }
            _ => number,
        };
        if whole && number.approx().fract() != 0.0 {
            return Err(Trouble::new("whole-expected"));
        }
        Ok(Value::Number(number))
    }

    /// The value of a computed column.
    pub(crate) fn computed(&self, result: Option<&Exact>) -> Result<Value, Trouble> {
        match result {
            None => Ok(Value::Missing),
            Some(exact) => {
                let whole = matches!(self.kind, RuleKind::Number { whole: true, .. });
                self.scaled(from_exact(exact).map_err(|error| number_trouble(&error))?, true, whole)
            }
        }
    }

    /// A warning on a value that may be right but seldom is.
    pub(crate) fn doubt(&self, value: &Value) -> Option<Trouble> {
        let number = value.number()?.approx();
        match self.kind {
            RuleKind::Number { percent: Percent::Unit, .. } if number > 0.0 && number <= 1.0 => {
                Some(Trouble::new("percent-or-share"))
            }
            RuleKind::Year if !(1850.0..=2100.0).contains(&number) => Some(Trouble::new("year-implausible")),
            _ => None,
        }
    }
}

/// Words that bring a code: its id, its names, its aliases.
fn code_rule(codes: &[(String, Wording)], aliases: &BTreeMap<String, String>) -> RuleKind {
    let (mut words, mut hints) = (HashMap::new(), Vec::new());
    for (index, (code, wording)) in codes.iter().enumerate() {
        let others = aliases.iter().filter(|(_, target)| *target == code).map(|(alias, _)| alias);
        for word in [code, &wording.zh, &wording.en].into_iter().chain(others) {
            words.entry(folded(word)).or_insert(index);
        }
        hints.extend([wording.zh.clone(), code.clone(), wording.en.clone()]);
    }
    let codes = codes.iter().map(|(code, _)| Arc::from(code.as_str())).collect();
    RuleKind::Code { codes, words, hints }
}

fn code_value(
    cell: &Cell,
    codes: &[Arc<str>],
    words: &HashMap<String, usize>,
    hints: &[String],
) -> Result<Value, Trouble> {
    let text: Cow<'_, str> = match cell {
        Cell::Bool(true) if words.contains_key("yes") => "yes".into(),
        Cell::Bool(false) if words.contains_key("no") => "no".into(),
        other => shown(other),
    };
    match words.get(&folded(&text)).and_then(|index| codes.get(*index)) {
        Some(code) => Ok(Value::Text(code.clone())),
        None => {
            let hint = nearest(&text, hints.iter().map(String::as_str));
            let list = || hints.iter().step_by(3).map(String::as_str).take(12).collect::<Vec<_>>().join("、");
            Err(Trouble::new("code-unknown").with("hint", hint.map_or_else(list, str::to_owned)))
        }
    }
}

/// A year: a number, `2010年`, or the year of a date.
fn year(cell: &Cell) -> Result<Value, Trouble> {
    let text: Cow<'_, str> = match cell {
        Cell::Date(moment) => moment.iso().unwrap_or_default().into(),
        other => shown(other),
    };
    let text: String = text.trim().nfkc().collect();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (year, rest) = text.split_at(digits);
    let ends_well = rest.is_empty() || rest.starts_with(['年', '-', '/', '.']);
    match year.parse::<u32>() {
        Ok(number) if digits == 4 && ends_well => Ok(Value::Number(number.into())),
        _ => Err(Trouble::new("year-expected")),
    }
}

fn text_value(cell: &Cell) -> Result<Value, Trouble> {
    match cell {
        Cell::Text(text) => {
            let text = unguarded(text.trim());
            if text.chars().any(char::is_control) {
                let flat: String = text.split(char::is_control).filter(|part| !part.is_empty()).collect();
                return limited(&flat);
            }
            limited(text)
        }
        Cell::Number(number) if number.abs() >= LONG_DIGITS => Err(Trouble::new("digits-lost")),
        Cell::Date(moment) => Ok(Value::text(&moment.iso().unwrap_or_default())),
        other => limited(&shown(other)),
    }
}

fn limited(text: &str) -> Result<Value, Trouble> {
    if text.chars().count() > TEXT_LIMIT {
        return Err(Trouble::new("text-over-limit").with("limit", TEXT_LIMIT.to_string()));
    }
    Ok(Value::text(text))
}

/// The cell as a user sees it.
pub(crate) fn shown(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => "".into(),
        Cell::Text(text) => text.trim().into(),
        Cell::Error(text) => text.as_ref().into(),
        Cell::Number(number) => number.to_string().into(),
        Cell::Bool(true) => "TRUE".into(),
        Cell::Bool(false) => "FALSE".into(),
        Cell::Date(moment) => moment.iso().unwrap_or_else(|| moment.serial.to_string()).into(),
        Cell::Unvalued => "=".into(),
    }
}

/// The key under which a value map or filter lists a text: numbers by their value, so that `1.0` is `1`.
pub(crate) fn value_key(text: &str) -> String {
    let text = folded(text);
    plain_number(&text).map(|number| number.to_string()).unwrap_or(text)
}

#[cfg(test)]
mod tests;
