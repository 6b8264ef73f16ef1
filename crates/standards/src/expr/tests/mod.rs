//! Tests of the language: tables of cases here, laws over random formulas and frames in `laws`.

mod laws;
mod scene;

use junheng_domain::{Exact, Level, Number};
use num_bigint::BigInt;

use super::{Collection, Value};
use crate::{Condition, Formula, Unit};
use scene::{context, school_frame, unit_frame};

/// A fraction from `7`, `4.2`, `-0.5` or `3616/981`.
fn fraction(text: &str) -> Exact {
    let decimal = |text: &str| Number::parse(text).unwrap().exact();
    text.split_once('/').map_or_else(|| decimal(text), |(above, below)| decimal(above) / decimal(below))
}

/// The value in row 0 of the unit frame: exactly, and within the bound in doubles.
fn check(text: &str, expected: &str) {
    check_at(Level::Unit, text, expected);
}

fn check_at(level: Level, text: &str, expected: &str) {
    let frame = if level == Level::Unit { unit_frame() } else { school_frame() };
    let formula =
        Formula::read(text, None, &context(level)).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    let found = formula.exact(&frame, 0);
    let wanted = (expected != "missing").then(|| fraction(expected));
    assert_eq!(found, wanted, "{text}");
    let approx = formula.approx(&frame);
    assert_eq!(approx.values.len(), frame.rows, "{text}");
    if approx.error_of(0).is_finite() || approx.values[0].is_nan() {
        assert_eq!(approx.values[0].is_nan(), wanted.is_none(), "{text}: {approx:?}");
    }
}

fn holds(text: &str, expected: Option<bool>) {
    let condition =
        Condition::read(text, &context(Level::Unit)).unwrap_or_else(|found| panic!("{text}: {found:?}"));
    assert_eq!(condition.holds(&unit_frame(), 0), expected, "{text}");
    assert_eq!(condition.holds_each(&unit_frame())[0], expected, "{text}");
}

/// The code of the first mistake and the text that it points at.
fn wrong(text: &str, code: &str, piece: &str) {
    wrong_in(&context(Level::Unit), text, None, code, piece);
}

fn wrong_in(context: &super::Context<'_>, text: &str, unit: Option<&str>, code: &str, piece: &str) {
    let unit = unit.map(|unit| Unit::parse(unit).unwrap());
    let found = match Condition::read(text, context) {
        Err(found) if unit.is_none() && found[0].code != "standard-condition-wanted" => found,
        _ => Formula::read(text, unit.as_ref(), context).expect_err(text),
    };
    assert_eq!((found[0].code, &text[found[0].span.clone()]), (code, piece), "{text}: {found:?}");
}

#[test]
fn arithmetic_is_exact_and_binds_as_on_paper() {
    check("teaching_area / pupils", "3616/981");
    check("1 + 2 * 3 - 4 / 8", "6.5");
    check("(1 + 2) * 3", "9");
    check("8 - 2 - 1", "5");
    check("-2 * -3", "6");
    check("--2", "2");
    check("0.1 + 0.2", "0.3");
    check("per_hundred(teachers, pupils)", "5300/981");
}

#[test]
fn functions_give_what_they_say() {
    check("min(3, 2, 5)", "2");
    check("max(pupils, 1000)", "1000");
    check("ceil(pupils / 12)", "82");
    check("floor(pupils / 12)", "81");
    check("ceil(-1.5)", "-1");
    check("abs(2 - 5)", "3");
    check("plain(pupils) + teachers", "1034");
    check("if pupils > 100 then 1 else 2", "1");
    check("if stage = 'junior' then 1 else if setting = 'rural' then 2 else 3", "2");
    check("(if pupils > 100 then 1 else 2) * 10", "10");
    check("min((classes), 3)", "3");
}

#[test]
fn missing_stays_missing_until_a_formula_says_otherwise() {
    check("books", "missing");
    check("books + 1", "missing");
    check("books * 0", "missing");
    check("pupils / (teachers - teachers)", "missing");
    check("pupils / zero", "missing");
    check("min(3, books)", "missing");
    check("if books > 1 then 1 else 2", "missing");
    check("or_zero(books)", "0");
    check("or_else(books, 7)", "7");
    check("or_else(zero, 7)", "0");
    holds("books > 1", None);
    holds("is_missing(books)", Some(true));
    holds("is_missing(zero)", Some(false));
    holds("is_missing(owner)", Some(true));
}

#[test]
fn and_and_or_are_three_valued() {
    holds("books > 1 and pupils > 0", None);
    holds("books > 1 and pupils < 0", Some(false));
    holds("pupils < 0 and books > 1", Some(false));
    holds("books > 1 or pupils > 0", Some(true));
    holds("pupils < 0 or books > 1", None);
    holds("not (books > 1)", None);
    holds("not pupils < 0 and pupils > 0", Some(true));
}

#[test]
fn codes_are_compared_and_listed() {
    holds("setting = 'rural'", Some(true));
    holds("setting != 'rural'", Some(false));
    holds("setting in ('town', 'rural')", Some(true));
    holds("setting not in ('town', 'rural')", Some(false));
    holds("stage = 'primary'", Some(true));
    holds("owner = 'public'", None);
    holds("param.place = setting", Some(true));
    holds("pupils >= param.least", Some(true));
}

#[test]
fn a_boundary_is_decided_exactly() {
    holds("pupils >= 981", Some(true));
    holds("pupils > 981", Some(false));
    holds("teaching_area / pupils * pupils = teaching_area", Some(true));
    holds("0.1 + 0.2 = 0.3", Some(true));
}

#[test]
fn children_are_counted_summed_and_compared() {
    let check = |text, expected| check_at(Level::School, text, expected);
    check("count(classes)", "3");
    check("count(classes where class_pupils > 45)", "1");
    check("sum(rooms where room_use = 'music', room_area)", "173.5");
    check("min(classes, class_pupils)", "40");
    check("max(classes, class_pupils)", "46");
    check("count(rooms where room_use = 'art')", "0");
    check("sum(rooms where room_use = 'art', room_area)", "0");
    check("max(rooms where room_use = 'art', room_area)", "missing");
    check("sum(units, pupils)", "missing");
    check("count(classes where class_pupils > least_size)", "1");
    check("if all(classes, class_pupils <= 45) then 1 else 0", "0");
    check("if any(classes, class_pupils > 45) then 1 else 0", "1");
}

#[test]
fn a_missing_child_makes_its_aggregate_missing() {
    let check = |text, expected| check_at(Level::School, text, expected);
    check("sum(rooms, room_area)", "missing");
    check("count(rooms where room_area > 90)", "missing");
    check("sum(rooms, or_zero(room_area))", "173.5");
}

#[test]
fn the_first_wrong_piece_is_pointed_at() {
    wrong("pupils +", "standard-formula-ends", "");
    wrong("", "standard-formula-empty", "");
    wrong("pupils pupils", "standard-unexpected", "pupils");
    wrong("(pupils", "standard-formula-ends", "");
    wrong("pupils # 3", "standard-character", "#");
    wrong("1 < pupils < 3", "standard-comparison-chained", "<");
    wrong("setting = 'rural", "standard-code-not-closed", "'rural");
    wrong("1.2.3", "standard-number-literal", "1.2.3");
    wrong("12345678901234567", "standard-number-literal", "12345678901234567");
    wrong("if pupils > 3 then 1", "standard-formula-ends", "");
}

#[test]
fn names_are_checked_with_the_nearest_as_a_hint() {
    wrong("pupil / classes", "standard-unknown-measure-near", "pupil");
    wrong("giraffes", "standard-unknown-measure", "giraffes");
    wrong("cel(pupils)", "standard-unknown-function-near", "cel");
    wrong("setting = 'rurl'", "standard-unknown-code-near", "'rurl'");
    wrong("setting in ('town', 'moon')", "standard-unknown-code", "'moon'");
    wrong("pupils > param.lest", "standard-unknown-param-near", "param.lest");
    wrong("count(schools)", "standard-collection-level", "schools");
    wrong("county_budget + room_area", "standard-measure-level", "room_area");
    wrong("target * 2", "standard-target-outside", "target");
    wrong("last(pupils)", "standard-last-outside", "last(pupils)");
    wrong("ceil(1, 2)", "standard-arguments", "ceil(1, 2)");
    wrong("sum(pupils)", "standard-collection-wanted", "sum(pupils)");
}

#[test]
fn types_are_checked() {
    wrong("setting + 1", "standard-number-wanted", "setting");
    wrong("pupils and classes", "standard-condition-wanted", "pupils");
    wrong("setting > 'rural'", "standard-codes-ordered", "setting > 'rural'");
    wrong("pupils = 'rural'", "standard-types-differ", "pupils = 'rural'");
    wrong("pupils in ('a')", "standard-code-wanted", "pupils");
}

#[test]
fn units_are_checked() {
    wrong("teaching_area + pupils", "standard-units-differ", "teaching_area + pupils");
    wrong("equipment > equipment_wan", "standard-units-differ", "equipment > equipment_wan");
    let declared = |text, unit| {
        Formula::read(text, Some(&Unit::parse(unit).unwrap()), &context(Level::Unit))
            .map(|_| ())
            .map_err(|found| found[0].code)
    };
    assert_eq!(declared("teaching_area / pupils", "m2/pupil"), Ok(()));
    assert_eq!(declared("per_hundred(teachers, pupils)", "teacher/100pupil"), Ok(()));
    assert_eq!(declared("100 * teachers / pupils", "teacher/100pupil"), Ok(()));
    assert_eq!(declared("teachers / pupils", "teacher/100pupil"), Err("standard-unit-declared"));
    assert_eq!(declared("teachers / pupils * 100", "teacher/100pupil"), Ok(()));
    assert_eq!(declared("equipment / pupils", "m2/pupil"), Err("standard-unit-declared"));
    assert_eq!(declared("equipment_wan * 10000 / pupils", "yuan/pupil"), Ok(()));
    assert_eq!(declared("equipment_wan / pupils", "yuan/pupil"), Err("standard-unit-declared"));
    assert_eq!(declared("100 * teachers / teachers", "percent"), Ok(()));
    assert_eq!(declared("count(classes) / 12", "room"), Ok(()));
}

#[test]
fn all_mistakes_of_a_formula_are_found_together() {
    let found = Formula::read("pupil + clases * setting", None, &context(Level::Unit)).unwrap_err();
    let codes: Vec<_> = found.iter().map(|mistake| mistake.code).collect();
    assert_eq!(
        codes,
        ["standard-unknown-measure-near", "standard-unknown-measure-near", "standard-number-wanted"]
    );
}

#[test]
fn a_formula_prints_with_the_brackets_that_it_needs() {
    for (text, printed) in [
        ("((pupils))", "pupils"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "1 - 2 - 3"),
        ("-(1+2)*3", "-(1 + 2) * 3"),
        ("2*(if pupils>1 then 1 else 2)", "2 * (if pupils > 1 then 1 else 2)"),
        ("max((classes), 2)", "max((classes), 2)"),
        (
            "sum( classes where class_pupils>45 , class_pupils )",
            "sum(classes where class_pupils > 45, class_pupils)",
        ),
    ] {
        let formula = Formula::read(text, None, &context(Level::Unit)).unwrap();
        assert_eq!(formula.typed.to_string(), printed);
    }
    let condition = "not (setting = 'rural' or is_missing(owner)) and setting in ('town')";
    assert_eq!(Condition::read(condition, &context(Level::Unit)).unwrap().typed.to_string(), condition);
}

#[test]
fn a_trace_puts_numbers_in_and_lists_the_facts() {
    let formula =
        Formula::read("100 * teachers / (pupils - or_zero(last_year))", None, &context(Level::Unit)).unwrap();
    let trace = formula.trace(&unit_frame(), 0, None);
    assert_eq!(trace.text, "100 * 53 / (981 - or_zero(?))");
    let leaves: Vec<_> =
        trace.leaves.iter().map(|leaf| (leaf.measure.as_str(), leaf.value.clone())).collect();
    let number = |value: i32| Value::Number(Exact::from_integer(BigInt::from(value)));
    assert_eq!(leaves, [("teachers", number(53)), ("pupils", number(981)), ("last_year", Value::Missing)]);
    let formula =
        Formula::read("sum(rooms where room_use = 'music', room_area)", None, &context(Level::School));
    let trace = formula.unwrap().trace(&school_frame(), 0, None);
    assert_eq!(trace.text, "173.5");
    assert_eq!(trace.leaves.iter().filter(|leaf| leaf.measure.as_str() == "room_area").count(), 2);
    assert!(trace.leaves.iter().all(|leaf| matches!(leaf.child, Some((Collection::Rooms, _)))));
}

#[test]
fn a_formula_knows_what_it_reads() {
    let formula = Formula::read(
        "sum(rooms where room_use = 'music', room_area) / built_year",
        None,
        &context(Level::School),
    );
    let formula = formula.unwrap();
    let reads: Vec<_> = formula.measures().iter().map(|(from, id)| (*from, id.as_str())).collect();
    assert_eq!(
        reads,
        [(None, "built_year"), (Some(Collection::Rooms), "room_area"), (Some(Collection::Rooms), "room_use")]
    );
}
