//! How cells become values.

use junheng_domain::Level;
use junheng_standards::{Aggregation, Sharing, Unit};

use super::super::key::key_text;
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

fn rule(measure: &Measure, extras: RuleExtras<'_>) -> CellRule {
    CellRule::new(measure, "列", extras)
}

fn number_rule(base: &[&str], ten: i8, whole: bool) -> CellRule {
    let powers: BTreeMap<String, i8> = base.iter().map(|base| ((*base).to_owned(), 1)).collect();
    rule(&measure(MeasureKind::Number { unit: Unit { powers, ten }, whole }), RuleExtras::default())
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
    let kind =
        MeasureKind::Number { unit: Unit { powers: [("yuan".to_owned(), 1)].into(), ten: 0 }, whole: false };
    let values = [("无".to_owned(), "0".to_owned())];
    let extras = RuleExtras {
        missing: vec!["88888", "不详"],
        values: &values,
        scale: Some(Exact::from_integer(10_000.into())),
    };
    let rule = rule(&measure(kind), extras);
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
        &measure(MeasureKind::Code(vec![
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
    let rule = rule(&measure(MeasureKind::Year), RuleExtras::default());
    for (text, expected) in [
        ("2010", "2010"),
        ("2010年", "2010"),
        ("2010/9/1", "2010"),
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
