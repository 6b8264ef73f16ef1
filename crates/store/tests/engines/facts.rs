//! One fact through its layers, and a change made only when the fact is still the one that was seen.

use junheng_domain::{ImportNo, Origin, Value};
use junheng_store::{FactSeen, LayerStatus, Store, StoreError};

use crate::support::{Place, Sheet, change, county, measure, number, unit, year};

async fn history(store: &Store) -> Vec<(u32, Value, bool)> {
    let stated = store.fact_history(&county(), year(), &unit("a"), &measure("books")).await.unwrap();
    let told = stated.into_iter();
    told.map(|stated| (stated.layer.info.no.0, stated.value, stated.layer.status == LayerStatus::Active))
        .collect()
}

pub(crate) async fn a_fact_is_told_layer_by_layer(place: Place) {
    let store = place.open().await;
    Sheet::new(&["pupils", "books"]).line(unit("a"), &[number("1"), number("2")]).save(&store).await;
    Sheet::new(&["pupils"]).line(unit("a"), &[number("3")]).save(&store).await;
    let third = Sheet::new(&["books"]).line(unit("a"), &[Value::Missing]).save(&store).await;
    Sheet::new(&["books"]).line(unit("b"), &[number("7")]).save(&store).await;
    store.undo(&county(), third, &change("误报")).await.unwrap();
    assert_eq!(history(&store).await, [(1, number("2"), true), (3, Value::Missing, false)]);
}

pub(crate) async fn a_cell_tells_the_facts_that_it_states(place: Place) {
    let store = place.open().await;
    let no = Sheet::new(&["pupils", "name"])
        .line(unit("a"), &[number("1"), Value::text("一\t小")])
        .line(unit("b"), &[number("2"), Value::text("=SUM(A1)")])
        .save(&store)
        .await;
    let cell = |row, column| Origin { import: no, row, sheet: 0, column };
    let facts = store.facts_of_cell(&county(), cell(5, 2)).await.unwrap();
    assert_eq!(facts, [(unit("a"), measure("name"), Value::text("一\t小"))]);
    let facts = store.facts_of_cell(&county(), cell(6, 1)).await.unwrap();
    assert_eq!(facts, [(unit("b"), measure("pupils"), number("2"))]);
    assert!(store.facts_of_cell(&county(), cell(6, 9)).await.unwrap().is_empty());
    assert!(store.facts_of_cell(&county(), cell(99, 1)).await.unwrap().is_empty());
}

pub(crate) async fn a_fact_changed_meanwhile_is_not_overwritten(place: Place) {
    let store = place.open().await;
    let (subject, books) = (unit("a"), measure("books"));
    let seen =
        |layer: Option<u32>| FactSeen { subject: &subject, measure: &books, layer: layer.map(ImportNo) };
    let sheet = |value: &str| Sheet::new(&["books"]).line(unit("a"), &[number(value)]);
    let (first, second) = (sheet("2"), sheet("3"));
    let save = |sheet: Sheet, layer: Option<u32>| {
        let (store, seen) = (&store, seen(layer));
        async move {
            store.save_import_seen(&county(), sheet.import("a.xlsx"), &change("核实"), Some(seen)).await
        }
    };
    assert_eq!(save(first.clone(), None).await.unwrap(), ImportNo(1));
    let late = save(second.clone(), None).await;
    assert!(matches!(late, Err(StoreError::FactChanged { now: Some(ImportNo(1)) })), "{late:?}");
    assert_eq!(save(second, Some(1)).await.unwrap(), ImportNo(2));
    store.undo(&county(), ImportNo(2), &change("误报")).await.unwrap();
    let stale = save(first.clone(), Some(2)).await;
    assert!(matches!(stale, Err(StoreError::FactChanged { now: Some(ImportNo(1)) })), "{stale:?}");
    assert_eq!(history(&store).await.len(), 2, "what was refused left nothing");
}
