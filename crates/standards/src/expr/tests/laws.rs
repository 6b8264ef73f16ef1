//! Laws over random formulas and frames.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Level, MeasureId, Number};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use proptest::prelude::*;

use super::scene::{context, texts};
use crate::expr::ast::{Arithmetic, Comparison};
use crate::expr::print::{Piece, print};
use crate::expr::tree::{Code, Extreme, Leaf, Num, Over, Test};
use crate::expr::{Children, Collection, Columns, ErrorBound, Frame, FrameColumn};
use crate::{Condition, Formula, Measures, Standard};

fn id(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

/// A formula's leaves, in a unit (`inside` false) or in its classes.
fn leaf(inside: bool) -> BoxedStrategy<Num> {
    let literal = prop::sample::select(vec!["0", "1", "2", "3.25", "0.1", "100", "981", "0.000000001"])
        .prop_map(|text| Num::Literal(Number::parse(text).unwrap()));
    let own = prop::sample::select(if inside { vec!["size"] } else { vec!["a", "b", "c"] })
        .prop_map(|name| Num::Measure(Leaf { measure: id(name), up: 0 }));
    let outer = Just(Num::Measure(Leaf { measure: id("a"), up: 1 }));
    let param = Just(Num::Param("least".into()));
    if inside {
        prop_oneof![2 => literal, 4 => own, 1 => outer, 1 => param].boxed()
    } else {
        prop_oneof![2 => literal, 5 => own, 1 => param].boxed()
    }
}

fn number(depth: u32, inside: bool) -> BoxedStrategy<Num> {
    if depth == 0 {
        return leaf(inside);
    }
    let inner = || number(depth - 1, inside).prop_map(Box::new);
    let operator = prop::sample::select(vec![
        Arithmetic::Add,
        Arithmetic::Subtract,
        Arithmetic::Multiply,
        Arithmetic::Divide,
    ]);
    let extreme = || prop::sample::select(vec![Extreme::Least, Extreme::Greatest]);
    let one = prop::sample::select(vec![
        Num::Negate as fn(Box<Num>) -> Num,
        Num::Ceil,
        Num::Floor,
        Num::Abs,
        Num::OrZero,
        Num::Plain,
    ]);
    let flat = prop_oneof![
        3 => leaf(inside),
        6 => (operator, inner(), inner()).prop_map(|(operator, left, right)| Num::Binary(operator, left, right)),
        2 => (inner(), inner()).prop_map(|(part, whole)| Num::Plain(Box::new(Num::PerHundred(part, whole)))),
        2 => (truth(depth - 1, inside), inner(), inner())
            .prop_map(|(condition, then, otherwise)| Num::If(Box::new(condition), then, otherwise)),
        2 => (extreme(), prop::collection::vec(number(depth - 1, inside), 2..4))
            .prop_map(|(extreme, nodes)| Num::Extreme(extreme, nodes)),
        3 => (one, inner()).prop_map(|(wrap, inner)| wrap(inner)),
        1 => (inner(), inner()).prop_map(|(first, second)| Num::OrElse(first, second)),
    ];
    if inside {
        return flat.boxed();
    }
    let value = || number(depth - 1, true).prop_map(Box::new);
    prop_oneof![
        8 => flat,
        1 => over(depth - 1).prop_map(Num::Count),
        1 => (over(depth - 1), value()).prop_map(|(over, value)| Num::Sum(over, value)),
        1 => (extreme(), over(depth - 1), value())
            .prop_map(|(extreme, over, value)| Num::ExtremeOver(extreme, over, value)),
    ]
    .boxed()
}

fn over(depth: u32) -> impl Strategy<Value = Over> {
    prop::option::of(truth(depth, true))
        .prop_map(|filter| Over { collection: Collection::Classes, filter: filter.map(Box::new) })
}

/// An attribute of the school, which the frames of its units and classes carry too.
fn setting() -> Code {
    Code::Measure(Leaf { measure: id("setting"), up: 0 })
}

fn truth(depth: u32, inside: bool) -> BoxedStrategy<Test> {
    let comparison = prop::sample::select(vec![
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::More,
        Comparison::MoreOrEqual,
    ]);
    let below = depth.saturating_sub(1);
    let plain = prop_oneof![
        4 => (comparison, number(below, inside), number(below, inside))
            .prop_map(|(comparison, left, right)| Test::Compare(comparison, left, right)),
        1 => any::<bool>().prop_map(move |equal| Test::SameCode {
            left: setting(),
            right: Code::Literal("rural".into()),
            equal,
        }),
        1 => Just(Test::In(setting(), vec!["town".into(), "rural".into()])),
        1 => Just(Test::CodeMissing(setting())),
        1 => number(below, inside).prop_map(|node| Test::NumberMissing(Box::new(node))),
    ];
    if depth == 0 {
        return plain.boxed();
    }
    let inner = move || truth(below, inside).prop_map(Box::new);
    let joined = prop_oneof![
        4 => plain,
        2 => (inner(), inner()).prop_map(|(left, right)| Test::And(left, right)),
        2 => (inner(), inner()).prop_map(|(left, right)| Test::Or(left, right)),
        1 => inner().prop_map(Test::Not),
        1 => (inner(), inner(), inner()).prop_map(|(a, b, c)| Test::If(a, b, c)),
    ];
    if inside {
        return joined.boxed();
    }
    let member = move || truth(below, true).prop_map(Box::new);
    prop_oneof![
        6 => joined,
        1 => (over(below), member()).prop_map(|(over, test)| Test::All(over, test)),
        1 => (over(below), member()).prop_map(|(over, test)| Test::Any(over, test)),
    ]
    .boxed()
}

/// A reported number or none: few different ones, so that boundaries are hit.
fn cell() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => Just(f64::NAN),
        4 => (-3i32..4).prop_map(f64::from),
        3 => (0i32..2000).prop_map(|tenths| f64::from(tenths) / 10.0),
        1 => prop::sample::select(vec![1e-9, 999_999_999_999_999.0, 0.1, 123_456.789_012_345, 981.0]),
    ]
}

fn column(rows: usize) -> impl Strategy<Value = FrameColumn> {
    let shares = prop::collection::btree_map(0..rows, (1i64..50, 1i64..50), 0..2);
    (prop::collection::vec(cell(), rows), shares).prop_map(|(numbers, shares)| {
        let mut column = FrameColumn { numbers: numbers.into(), ..FrameColumn::default() };
        for (row, (above, below)) in shares {
            let exact = Exact::new(BigInt::from(above), BigInt::from(below));
            column.numbers[row] = exact.to_f64().unwrap();
            column.exact.insert(row, exact);
        }
        column
    })
}

fn settings(rows: usize) -> impl Strategy<Value = FrameColumn> {
    prop::collection::vec(prop::sample::select(vec![None, Some("rural"), Some("urban")]), rows)
        .prop_map(|codes| texts(&codes))
}

fn frame() -> impl Strategy<Value = Frame> {
    let rows = 4;
    let members = prop::collection::vec(0usize..4, rows);
    let own = (column(rows), column(rows), column(rows), settings(rows));
    (own, members, column(16), settings(16)).prop_map(
        move |((a, b, c, places), members, size, child_places)| {
            let mut start = 0;
            let ranges = members.iter().map(|count| {
                let range = start..start + count;
                start += count;
                range
            });
            let ranges = ranges.collect();
            let children = Frame {
                rows: 16,
                columns: Columns::from_iter([(id("size"), size), (id("setting"), child_places)]),
                ..Frame::default()
            };
            Frame {
                rows,
                columns: Columns::from_iter([
                    (id("a"), a),
                    (id("b"), b),
                    (id("c"), c),
                    (id("setting"), places),
                ]),
                children: BTreeMap::from([(Collection::Classes, Children { frame: children, ranges })]),
                params: super::scene::params().into(),
                ..Frame::default()
            }
        },
    )
}

fn formula(node: &Num) -> Formula {
    let text = print(Piece::Number(node), &mut |_| None);
    Formula::read(&text, None, &context(Level::Unit)).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

/// Whether the approximate value of a row says nothing false.
fn is_sound(formula: &Formula, frame: &Frame) -> Result<(), TestCaseError> {
    let approx = formula.approx(frame);
    for row in 0..frame.rows {
        let exact = formula.exact(frame, row);
        let value = approx.values[row];
        if value.is_nan() {
            prop_assert_eq!(exact, None, "{} row {}", formula.text, row);
            continue;
        }
        if approx.error_of(row).is_infinite() {
            continue;
        }
        let float = |value: f64| Exact::from_float(value).unwrap();
        let allowed = match &approx.error {
            ErrorBound::Relative(share) => float(*share) * float(value).abs(),
            ErrorBound::Each(errors) => float(errors[row]),
        };
        let Some(exact) = exact else {
            return Err(TestCaseError::fail(format!("{} row {row} is missing, not {value}", formula.text)));
        };
        let off = (float(value) - &exact).abs();
        prop_assert!(off <= allowed, "{} row {}: {} is {} off {}", formula.text, row, value, off, exact);
    }
    Ok(())
}

/// Words of the language in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = vec![
        "a",
        "b",
        "classes",
        "rooms",
        "setting",
        "stage",
        "target",
        "param",
        ".",
        "least",
        "and",
        "or",
        "not",
        "in",
        "if",
        "then",
        "else",
        "where",
        "sum",
        "count",
        "min",
        "per_hundred",
        "is_missing",
        "all",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "=",
        "!=",
        "<=",
        "'rural'",
        "1",
        "0.5",
        "100",
        "'",
        "小学",
    ];
    prop::collection::vec(prop::sample::select(words), 0..20).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_the_same(node in number(3, false), test in truth(3, false)) {
        let again = formula(&node);
        prop_assert_eq!(again.node(), Some(&node));
        let text = print(Piece::Truth(&test), &mut |_| None);
        let again = Condition::read(&text, &context(Level::Unit)).unwrap();
        prop_assert_eq!(again.node(), Some(&test), "{}", text);
    }

    #[test]
    fn an_approximate_value_is_within_its_bound(node in number(3, false), frame in frame()) {
        is_sound(&formula(&node), &frame)?;
    }

    #[test]
    fn conditions_in_columns_agree_with_exact_ones(test in truth(3, false), frame in frame()) {
        let text = print(Piece::Truth(&test), &mut |_| None);
        let condition = Condition::read(&text, &context(Level::Unit)).unwrap();
        let exact: Vec<_> = (0..frame.rows).map(|row| condition.holds(&frame, row)).collect();
        prop_assert_eq!(condition.holds_each(&frame), exact, "{}", text);
    }

    #[test]
    fn a_trace_never_fails(node in number(3, false), frame in frame()) {
        let trace = formula(&node).trace(&frame, 0, None);
        prop_assert!(!trace.text.is_empty());
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_span_inside_it(text in prop_oneof![soup(), any::<String>()]) {
        for level in [Level::Unit, Level::School] {
            match Formula::read(&text, None, &context(level)) {
                Ok(formula) => {
                    let again = Formula::read(&formula.typed.to_string(), None, &context(level)).unwrap();
                    prop_assert_eq!(again.typed, formula.typed);
                }
                Err(mistakes) => {
                    prop_assert!(!mistakes.is_empty());
                    for mistake in mistakes {
                        prop_assert!(text.get(mistake.span.clone()).is_some(), "{:?}", mistake);
                    }
                }
            }
            let _ = Condition::read(&text, &context(level));
        }
    }

    #[test]
    fn any_text_is_a_standard_or_has_problems(text in prop_oneof![toml_soup(), any::<String>()]) {
        let measures = Measures::read("measures.toml", "schema = 1").unwrap();
        if let Err(problems) = Measures::read("m.toml", &text) {
            prop_assert!(!problems.is_empty());
        }
        if let Err(problems) = Standard::read(&[("s.toml", &text)], &measures) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(!problem.render("cause", "action").is_empty());
            }
        }
    }
}

/// Lines that stand in files of standards, in any order.
fn toml_soup() -> impl Strategy<Value = String> {
    let lines = vec![
        "schema = 1",
        "id = \"a\"",
        "[[measure]]",
        "[[indicator]]",
        "[[group]]",
        "[[scope]]",
        "[params.x]",
        "default = 1",
        "level = \"unit\"",
        "formula = { primary = \"a\", junior = 3 }",
        "formula = \"小 +\"",
        "rule = { count_met = 6 }",
        "at_least = { primary = 4.2 }",
        "at_least = \"1/0\"",
        "floor = 2",
        "zh = '''\na'''",
        "en = 1",
        "[[indicator.example]]",
        "given = { a = 1, classes = [{ b = 2 }] }",
        "value = 1e999",
        "codes = [1, {}]",
        "remove = [\"a\"]",
        "extends = \"b\"",
        "[indicator.shortfall]",
        "when = \"x in ('a'\"",
        "= 3",
        "unit = \"m2/pupl\"",
        "[[composite]]",
        "of = [\"a\"]",
        "[split]",
        "primary = -1",
        "choices = [\"a\"]",
        "valid_from = \"2026-9-1\"",
        "status = \"seen\"",
        "document = \"d\"",
    ];
    prop::collection::vec(prop::sample::select(lines), 0..25).prop_map(|lines| lines.join("\n"))
}
