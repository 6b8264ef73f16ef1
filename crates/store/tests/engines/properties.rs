//! Any sequence of imports, undos and redos leaves the facts of a plain replay of the active layers.

use junheng_domain::{Fact, ImportNo, Origin, SnapshotBuilder, Value};
use junheng_store::Store;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::{Place, Sheet, change, county, measure, number, unit, year};

const MEASURES: [&str; 4] = ["pupils", "books", "area", "name"];

#[derive(Debug, Clone)]
enum Step {
    Save(Sheet),
    /// Switches the layer with this index, counted around.
    Switch(usize),
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Missing),
        (-99_999_i32..99_999).prop_map(|n| number(&format!("{}", f64::from(n) / 100.0))),
        ".{0,6}".prop_map(|text| Value::text(&text)),
    ]
}

fn sheet() -> impl Strategy<Value = Sheet> {
    proptest::sample::subsequence(&MEASURES[..], 1..=4).prop_flat_map(|measures| {
        let line = (0..5_u8, vec(value(), measures.len()));
        vec(line, 0..6).prop_map(move |lines| {
            let start = Sheet::new(&measures);
            lines
                .iter()
                .fold(start, |sheet, (school, values)| sheet.line(unit(&format!("s{school}")), values))
        })
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![sheet().prop_map(Step::Save), (0..8_usize).prop_map(Step::Switch)]
}

/// The facts by the plainest means: every fact of every active layer, put one after another.
fn replay(layers: &[(Sheet, bool)]) -> Vec<Fact> {
    let mut builder = SnapshotBuilder::new(county(), year());
    for ((sheet, _), no) in layers.iter().zip(1..).filter(|((_, active), _)| *active) {
        for ((subject, values), row) in sheet.lines.iter().zip(5..) {
            for ((id, value), column) in sheet.measures.iter().zip(values).zip(1..) {
                let origin = Origin { import: ImportNo(no), row, sheet: 0, column };
                let (subject, value) = (subject.clone(), value.clone());
                builder.put(Fact { subject, measure: measure(id), value, origin });
            }
        }
    }
    builder.build().facts().collect()
}

async fn run(store: &Store, steps: &[Step]) {
    let mut layers: Vec<(Sheet, bool)> = Vec::new();
    for step in steps {
        let before = store.snapshot(&county(), year()).await.unwrap();
        match step {
            Step::Save(sheet) => {
                let no = sheet.save(store).await;
                store.undo(&county(), no, &change("x")).await.unwrap();
                assert_eq!(store.snapshot(&county(), year()).await.unwrap(), before, "undo is identity");
                store.redo(&county(), no, &change("x")).await.unwrap();
                layers.push((sheet.clone(), true));
            }
            Step::Switch(_) if layers.is_empty() => {}
            Step::Switch(index) => {
                let index = index % layers.len();
                let no = ImportNo(u32::try_from(index).unwrap() + 1);
                let switched = if layers[index].1 {
                    store.undo(&county(), no, &change("x")).await
                } else {
                    store.redo(&county(), no, &change("x")).await
                };
                switched.unwrap();
                layers[index].1 = !layers[index].1;
            }
        }
        let found: Vec<Fact> = store.snapshot(&county(), year()).await.unwrap().facts().collect();
        assert_eq!(found, replay(&layers));
    }
    assert!(store.verify_audit().await.unwrap().is_ok());
}

/// The cases are drawn with a fixed seed; each has a store of its own.
pub(crate) async fn undo_and_redo_are_exact_in_any_order(place: Place) {
    let mut runner = TestRunner::deterministic();
    for case in 0..12 {
        let steps = vec(step(), 1..10).new_tree(&mut runner).unwrap().current();
        let case_place = if case == 0 { place.clone() } else { Place::like(&place).await };
        let store = case_place.open().await;
        run(&store, &steps).await;
        store.close().await.unwrap();
        if case > 0 {
            case_place.remove().await;
        }
    }
}
