//! One cell becomes one value, by the rules of its column; nothing is guessed.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use junheng_domain::{Exact, Finding, MeasureId, Number, NumberError, Place, Severity, Value, Wording};
use junheng_standards::{Measure, MeasureKind};
use num_traits::ToPrimitive;
use unicode_normalization::UnicodeNormalization;

use crate::headers::{folded, nearest};
use crate::read::Cell;
use crate::table::unguarded;

/// Texts that mean "not reported" in every column, folded.
const BLANKS: [&str; 7] = ["", "-", "--", "—", "——", "–", "/"];
/// A number cell of this size or more has lost digits, or may have, when it stands in a code column.
const LONG_DIGITS: f64 = 1e11;
/// Digits of a school code 学校（机构）标识码: kind 2, province 2, serial 6.
const NATIONAL_CODE_DIGITS: usize = 10;
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

/// What a percent sign means in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Percent {
    /// The measure is in percent: `85%` is 85.
    Unit,
    /// The measure is a plain ratio: `85%` is 0.85.
    Ratio,
    Refused,
}

/// Reads a value typed in for a measure, by the rules that hold for the cells of its column.
///
/// # Errors
/// What is wrong with it, as a finding about the measure.
pub fn read_value(measure: &Measure, text: &str) -> Result<Value, Finding> {
    let rule = CellRule::new(measure, &measure.wording.zh, RuleExtras::default());
    rule.value(&Cell::text(text)).map_err(|trouble| {
        let place = Place { field: Some(measure.id.to_string()), ..Place::default() };
        let finding = Finding::new(trouble.code, Severity::Error, place).with_value(text);
        let finding = finding.with_arg("name", &measure.id);
        trouble.args.into_iter().fold(finding, |finding, (name, value)| finding.with_arg(name, value))
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
        if let Cell::Text(text) = cell {
            if self.is_missing_text(text) {
                return Ok(Value::Missing);
            }
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
            Cell::Number(number) => {
                Number::from_cell(*number).map(|number| (number, true)).map_err(number_trouble)
            }
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
            Some(scale) if scaled => from_exact(&(number.exact() * scale)).map_err(number_trouble)?,
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
                self.scaled(from_exact(exact).map_err(number_trouble)?, true, whole)
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

/// The text of a code column such as a school code; `None` when the cell is blank.
///
/// # Errors
/// When digits were lost, or the cell holds no code.
pub(crate) fn key_text(cell: &Cell) -> Result<Option<Cow<'_, str>>, Trouble> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => {
            let trimmed = text.trim();
            let plain: Cow<'_, str> =
                if trimmed.is_ascii() { trimmed.into() } else { trimmed.nfkc().collect::<String>().into() };
            if BLANKS.contains(&plain.as_ref()) {
                return Ok(None);
            }
            if is_exponent(&plain) {
                return Err(Trouble::new("digits-lost"));
            }
            Ok(Some(plain))
        }
        Cell::Number(number) if number.abs() >= LONG_DIGITS => Err(Trouble::new("digits-lost")),
        Cell::Number(number) if number.fract() == 0.0 && *number >= 0.0 => {
            Ok(Some(number.to_string().into()))
        }
        Cell::Unvalued => Err(Trouble::new("formula-without-value")),
        Cell::Error(_) => Err(Trouble::new("cell-error")),
        Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) => Err(Trouble::new("code-expected")),
    }
}

/// Whether a text is a number in the exponent form that a spreadsheet shows for long digits: `3.16E+11`.
fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let shown = mantissa.contains('.') || exponent.starts_with('+');
    shown
        && digits(whole)
        && (fraction.is_empty() || digits(fraction))
        && digits(exponent.trim_start_matches('+'))
}

/// Whether a school code has the form of the national identifier.
pub(crate) fn is_national_code(code: &str) -> bool {
    code.len() == NATIONAL_CODE_DIGITS && code.bytes().all(|b| b.is_ascii_digit())
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

fn number_trouble(error: NumberError) -> Trouble {
    Trouble::new(match error {
        NumberError::NotANumber => "number-expected",
        NumberError::TooManyDigits => "too-many-digits",
        NumberError::OutOfRange => "number-out-of-range",
    })
}

fn number_text(text: &str, percent: Percent) -> Result<(Number, bool), Trouble> {
    let trimmed = text.trim();
    let plain: Cow<'_, str> =
        if trimmed.is_ascii() { trimmed.into() } else { trimmed.nfkc().collect::<String>().into() };
    let Some(share) = plain.strip_suffix('%') else {
        return plain_number(&plain).map(|number| (number, true)).map_err(number_trouble);
    };
    let number = plain_number(share.trim_end()).map_err(number_trouble)?;
    match percent {
        Percent::Unit => Ok((number, false)),
        Percent::Ratio => {
            let share = number.exact() / Exact::from_integer(100.into());
            from_exact(&share).map(|number| (number, false)).map_err(number_trouble)
        }
        Percent::Refused => Err(Trouble::new("percent-not-expected")),
    }
}

/// Reads a decimal with full groups of thousands allowed; a fraction beyond 15 digits is taken as a cell would hold it.
fn plain_number(text: &str) -> Result<Number, NumberError> {
    let without_commas: Cow<'_, str> =
        if text.contains(',') { grouped(text).ok_or(NumberError::NotANumber)?.into() } else { text.into() };
    match Number::parse(&without_commas) {
        Err(NumberError::TooManyDigits) if without_commas.contains('.') => {
            let whole = without_commas.split('.').next().unwrap_or_default();
            if whole.trim_start_matches(['-', '+', '0']).len() > 15 {
                return Err(NumberError::TooManyDigits);
            }
            let value: f64 = without_commas.parse().map_err(|_| NumberError::NotANumber)?;
            Number::from_cell(value)
        }
        other => other,
    }
}

/// `1,234,567.8` without its commas, when each group is full.
fn grouped(text: &str) -> Option<String> {
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let full = groups.all(|group| group.len() == 3) && (1..=3).contains(&first.len());
    let fraction_is_plain = fraction.is_none_or(|fraction| !fraction.contains(','));
    (full && fraction_is_plain).then(|| text.replace(',', ""))
}

/// The decimal of at most 15 digits nearest to a fraction.
pub(crate) fn from_exact(exact: &Exact) -> Result<Number, NumberError> {
    let value = exact.to_f64().ok_or(NumberError::OutOfRange)?;
    Number::from_cell(value)
}

#[cfg(test)]
mod tests {
    use junheng_domain::Level;
    use junheng_standards::{Aggregation, Sharing, Unit};

    use super::*;

    fn measure(kind: MeasureKind) -> Measure {
        Measure {
            id: MeasureId::new("m").unwrap(),
            wording: Wording { zh: "量".into(), en: "M".into() },
            level: Level::Unit,
            kind,
            sharing: Sharing::None,
            aggregation: Aggregation::Sum,
            code_aliases: BTreeMap::new(),
            aliases: Vec::new(),
            personal: false,
            note: None,
        }
    }

    fn rule(measure: Measure, extras: RuleExtras<'_>) -> CellRule {
        CellRule::new(&measure, "列", extras)
    }

    fn number_rule(base: &[&str], ten: i8, whole: bool) -> CellRule {
        let powers: BTreeMap<String, i8> = base.iter().map(|base| ((*base).to_owned(), 1)).collect();
        rule(measure(MeasureKind::Number { unit: Unit { powers, ten }, whole }), RuleExtras::default())
    }

    fn outcome(rule: &CellRule, cell: &Cell) -> String {
        match rule.value(cell) {
            Ok(Value::Missing) => "missing".into(),
            Ok(value) => value.to_string(),
            Err(trouble) => trouble.code.into(),
        }
    }

    #[test]
    fn a_number_column_reads_numbers_and_nothing_else() {
        let rule = number_rule(&["m2"], 0, false);
        for (text, expected) in [
            ("12.5", "12.5"),
            (" 0 ", "0"),
            ("", "missing"),
            ("—", "missing"),
            ("－", "missing"),
            ("/", "missing"),
            ("１２３．５", "123.5"),
            ("1,234.5", "1234.5"),
            ("１，２３４", "1234"),
            ("12,34", "number-expected"),
            ("1.2.3", "number-expected"),
            ("12人", "number-expected"),
            ("约300", "number-expected"),
            ("1.5e3", "number-expected"),
            ("-3", "negative"),
            ("85%", "percent-not-expected"),
            ("1234567890123456", "too-many-digits"),
            ("0.17600000000000002", "0.176"),
            ("inf", "number-expected"),
            ("NaN", "number-expected"),
        ] {
            assert_eq!(outcome(&rule, &Cell::text(text)), expected, "{text}");
        }
        assert_eq!(outcome(&rule, &Cell::Number(0.1 + 0.2)), "0.3");
        assert_eq!(outcome(&rule, &Cell::Number(1e20)), "number-out-of-range");
        assert_eq!(outcome(&rule, &Cell::Bool(true)), "number-expected");
        assert_eq!(outcome(&rule, &Cell::Error("#N/A".into())), "cell-error");
        assert_eq!(outcome(&rule, &Cell::Unvalued), "formula-without-value");
        assert_eq!(outcome(&rule, &Cell::Empty), "missing");
    }

    #[test]
    fn whole_measures_refuse_decimals_and_percent_signs_follow_the_unit() {
        assert_eq!(outcome(&number_rule(&["pupil"], 0, true), &Cell::text("3.5")), "whole-expected");
        assert_eq!(outcome(&number_rule(&["pupil"], 0, true), &Cell::text("42.0")), "42");
        assert_eq!(outcome(&number_rule(&[], -2, false), &Cell::text("85.5%")), "85.5");
        assert_eq!(outcome(&number_rule(&[], 0, false), &Cell::text("85.5 ％")), "0.855");
        let percent = number_rule(&[], -2, false);
        let value = percent.value(&Cell::Number(0.85)).unwrap();
        assert_eq!(percent.doubt(&value).unwrap().code, "percent-or-share");
    }

    #[test]
    fn scales_value_maps_and_missing_codes_apply() {
        let kind = MeasureKind::Number {
            unit: Unit { powers: [("yuan".to_owned(), 1)].into(), ten: 0 },
            whole: false,
        };
        let values = [("无".to_owned(), "0".to_owned())];
        let extras = RuleExtras {
            missing: vec!["88888", "不详"],
            values: &values,
            scale: Some(Exact::from_integer(10_000.into())),
        };
        let rule = rule(measure(kind), extras);
        for (text, expected) in [
            ("12.3456", "123456"),
            ("88888", "missing"),
            ("88888.0", "missing"),
            ("不 详", "missing"),
            ("无", "0"),
        ] {
            assert_eq!(outcome(&rule, &Cell::text(text)), expected, "{text}");
        }
        assert_eq!(outcome(&rule, &Cell::Number(88888.0)), "missing");
    }

    #[test]
    fn a_code_column_takes_ids_and_names_and_hints_at_the_nearest() {
        let wording = |zh: &str, en: &str| Wording { zh: zh.into(), en: en.into() };
        let rule = rule(
            measure(MeasureKind::Code(vec![
                ("nine_year".into(), wording("九年一贯制学校", "Nine-year school")),
                ("yes".into(), wording("是", "Yes")),
            ])),
            RuleExtras::default(),
        );
        assert_eq!(outcome(&rule, &Cell::text("九年一贯制 学校")), "nine_year");
        assert_eq!(outcome(&rule, &Cell::text("NINE_YEAR")), "nine_year");
        assert_eq!(outcome(&rule, &Cell::Bool(true)), "yes");
        let trouble = rule.value(&Cell::text("九年制学校")).unwrap_err();
        assert_eq!(trouble, Trouble::new("code-unknown").with("hint", "九年一贯制学校"));
    }

    #[test]
    fn years_and_keys_are_read_without_guessing() {
        let rule = rule(measure(MeasureKind::Year), RuleExtras::default());
        for (text, expected) in [
            ("2010", "2010"),
            ("2010年", "2010"),
            ("2010-09-01", "2010"),
            ("10", "year-expected"),
            ("19990", "year-expected"),
        ] {
            assert_eq!(outcome(&rule, &Cell::text(text)), expected, "{text}");
        }
        let key =
            |cell: &Cell| key_text(cell).map(|key| key.map(Cow::into_owned)).map_err(|trouble| trouble.code);
        assert_eq!(key(&Cell::Number(3_162_012_300.0)), Ok(Some("3162012300".into())));
        assert_eq!(key(&Cell::Number(316_201_230_012.0)), Err("digits-lost"));
        assert_eq!(key(&Cell::text("3.16201E+11")), Err("digits-lost"));
        assert_eq!(key(&Cell::text("01E000")), Ok(Some("01E000".into())));
        assert_eq!(key(&Cell::text("３１６２")), Ok(Some("3162".into())));
        assert_eq!(key(&Cell::text(" ")), Ok(None));
        assert_eq!(key(&Cell::Number(1.5)), Err("code-expected"));
    }
}
