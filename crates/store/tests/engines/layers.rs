//! Layers: saved, read back, taken back and brought again.

use junheng_domain::{CountyCode, ImportNo, Origin, Value};
use junheng_store::{Dependents, LayerStatus, RowCounts, StoreError};

use crate::support::{Place, Sheet, change, county, measure, number, unit, year};

pub(crate) async fn an_import_is_read_back_with_its_cells(place: Place) {
    let store = place.open().await;
    let sheet = Sheet::new(&["pupils", "name"])
        .line(unit("a"), &[number("120.5"), Value::text("第一\t小学")])
        .line(unit("b"), &[Value::Missing, Value::text("5")]);
    let no = sheet.save(&store).await;
    let store = {
        store.close().await.unwrap();
        place.open().await
    };
    let facts = store.snapshot(&county(), year()).await.unwrap();
    assert_eq!(facts.value(&unit("a"), &measure("pupils")), number("120.5"));
    assert_eq!(facts.value(&unit("a"), &measure("name")), Value::text("第一\t小学"));
    assert_eq!(facts.value(&unit("b"), &measure("pupils")), Value::Missing);
    assert_eq!(facts.value(&unit("b"), &measure("name")), Value::text("5"), "a text stays a text");
    let cell = Origin { import: no, row: 6, sheet: 0, column: 1 };
    assert_eq!(facts.origin(&unit("b"), &measure("pupils")), Some(cell), "a blank has its cell");
    assert_eq!(facts.import(no).unwrap().sheets, ["学校"]);
    let [import] = store.imports(&county()).await.unwrap().try_into().unwrap();
    assert_eq!((import.records, import.facts, import.counts.kept), (2, 4, 2));
    assert_eq!((import.info.by.as_str(), import.layout.id.as_str()), ("王芳", "county"));
    assert_eq!(import.findings["warning"], 1);
    assert_eq!(store.years(&county()).await.unwrap(), [year()]);
    assert_eq!(store.counties().await.unwrap(), [county()]);
}

pub(crate) async fn the_last_active_layer_that_states_a_fact_holds(place: Place) {
    let store = place.open().await;
    Sheet::new(&["pupils", "books"]).line(unit("a"), &[number("1"), number("2")]).save(&store).await;
    Sheet::new(&["books"]).line(unit("a"), &[Value::Missing]).save(&store).await;
    let facts = store.snapshot(&county(), year()).await.unwrap();
    assert_eq!(facts.value(&unit("a"), &measure("pupils")), number("1"));
    assert_eq!(facts.value(&unit("a"), &measure("books")), Value::Missing);
    assert_eq!(facts.origin(&unit("a"), &measure("books")).unwrap().import, ImportNo(2));
}

pub(crate) async fn an_undone_import_leaves_no_trace_in_the_facts(place: Place) {
    let store = place.open().await;
    Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    let before = store.snapshot(&county(), year()).await.unwrap();
    let no = Sheet::new(&["pupils", "books"])
        .line(unit("a"), &[number("2"), number("3")])
        .line(unit("c"), &[number("4"), number("5")])
        .save(&store)
        .await;
    assert!(matches!(store.undo(&county(), no, &change(" ")).await, Err(StoreError::ReasonNeeded)));
    assert_eq!(store.undo(&county(), no, &change("选错文件")).await.unwrap(), Dependents::default());
    assert_eq!(store.snapshot(&county(), year()).await.unwrap(), before);
    let status = store.import(&county(), no).await.unwrap().status;
    assert!(matches!(status, LayerStatus::Undone { why, .. } if why == "选错文件"));
    assert!(matches!(store.undo(&county(), no, &change("x")).await, Err(StoreError::AlreadyUndone(_))));
    let unknown = store.undo(&county(), ImportNo(9), &change("x")).await;
    assert!(matches!(unknown, Err(StoreError::UnknownImport(ImportNo(9)))));
}

pub(crate) async fn an_undo_after_later_edits_keeps_the_edits(place: Place) {
    let store = place.open().await;
    let first =
        Sheet::new(&["pupils", "books"]).line(unit("a"), &[number("1"), number("2")]).save(&store).await;
    Sheet::new(&["books"]).line(unit("a"), &[number("9")]).save(&store).await;
    store.undo(&county(), first, &change("重新上报")).await.unwrap();
    let facts = store.snapshot(&county(), year()).await.unwrap();
    assert_eq!(facts.origin(&unit("a"), &measure("pupils")), None);
    assert_eq!(facts.value(&unit("a"), &measure("books")), number("9"));
}

pub(crate) async fn an_undone_import_comes_back_at_its_old_place(place: Place) {
    let store = place.open().await;
    let first =
        Sheet::new(&["pupils", "books"]).line(unit("a"), &[number("1"), number("2")]).save(&store).await;
    Sheet::new(&["books"]).line(unit("a"), &[number("9")]).save(&store).await;
    let before = store.snapshot(&county(), year()).await.unwrap();
    assert!(matches!(store.redo(&county(), first, &change("x")).await, Err(StoreError::NotUndone(_))));
    store.undo(&county(), first, &change("x")).await.unwrap();
    store.redo(&county(), first, &change("并没有错")).await.unwrap();
    assert_eq!(store.snapshot(&county(), year()).await.unwrap(), before);
    assert_eq!(store.import(&county(), first).await.unwrap().status, LayerStatus::Active);
}

pub(crate) async fn an_undo_lists_what_stands_on_it(place: Place) {
    let store = place.open().await;
    let first = Sheet::new(&["pupils"])
        .line(unit("a"), &[number("1")])
        .line(unit("b"), &[number("2")])
        .save(&store)
        .await;
    Sheet::new(&["books"]).line(unit("a"), &[number("3")]).save(&store).await;
    Sheet::new(&["pupils"]).line(unit("c"), &[number("3")]).save(&store).await;
    let both = Sheet::new(&["books", "pupils"])
        .line(unit("a"), &[number("4"), number("5")])
        .line(unit("b"), &[number("4"), number("5")])
        .save(&store)
        .await;
    let undone = Sheet::new(&["pupils"]).line(unit("a"), &[number("7")]).save(&store).await;
    store.undo(&county(), undone, &change("x")).await.unwrap();
    let snapshot = store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    let expected = Dependents { layers: vec![(both, 2)], snapshots: vec![snapshot] };
    assert_eq!(store.dependents(&county(), first).await.unwrap(), expected);
}

pub(crate) async fn a_file_is_known_again_by_its_hash(place: Place) {
    let store = place.open().await;
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    let no = sheet.save(&store).await;
    let sha256 = sheet.import("a.xlsx").sha256;
    let found = store.find_import_by_hash(&county(), &sha256).await.unwrap();
    assert_eq!(found.iter().map(|import| import.info.no).collect::<Vec<_>>(), [no]);
    assert!(store.find_import_by_hash(&county(), "0").await.unwrap().is_empty());
}

pub(crate) async fn rows_that_do_not_add_up_are_refused(place: Place) {
    let store = place.open().await;
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    let mut import = sheet.import("a.xlsx");
    import.counts = RowCounts { read: 2, kept: 1, refused: 0, unchanged: 0 };
    let refused = store.save_import(&county(), import, &change("")).await;
    assert!(matches!(refused, Err(StoreError::RowsDoNotAddUp { read: 2, sum: 1 })));
}

pub(crate) async fn a_failed_import_changes_nothing(place: Place) {
    let store = place.open().await;
    let mut sheet = Sheet::new(&["pupils"]);
    for school in 0..700 {
        sheet = sheet.line(unit(&format!("s{school}")), &[number("1")]);
    }
    let sheet = sheet.line(unit("a"), &[]);
    let refused = store.save_import(&county(), sheet.import("a.xlsx"), &change("")).await;
    assert!(matches!(refused, Err(StoreError::RecordWidth { row: 705, found: 0, columns: 1 })));
    assert!(store.imports(&county()).await.unwrap().is_empty());
    assert_eq!(store.snapshot(&county(), year()).await.unwrap().facts().count(), 0);
    assert_eq!(Sheet::new(&["pupils"]).save(&store).await, ImportNo(1), "no number is used up");
}

pub(crate) async fn counties_do_not_see_each_other(place: Place) {
    let store = place.open().await;
    let other = CountyCode::new("310104").unwrap();
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    sheet.save(&store).await;
    let no = store.save_import(&other, sheet.import("b.xlsx"), &change("")).await.unwrap();
    assert_eq!(no, ImportNo(1), "numbers count within a county");
    store.undo(&other, no, &change("x")).await.unwrap();
    assert_eq!(store.snapshot(&county(), year()).await.unwrap().facts().count(), 1);
    assert_eq!(store.snapshot(&other, year()).await.unwrap().facts().count(), 0);
    assert_eq!(store.counties().await.unwrap(), [county(), other]);
}

pub(crate) async fn the_state_of_a_year_changes_with_every_layer_and_undo(place: Place) {
    let store = place.open().await;
    let mut states = vec![store.year_state(&county(), year()).await.unwrap()];
    let first = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    states.push(store.year_state(&county(), year()).await.unwrap());
    store.undo(&county(), first, &change("重新上报")).await.unwrap();
    states.push(store.year_state(&county(), year()).await.unwrap());
    store.redo(&county(), first, &change("误操作")).await.unwrap();
    states.push(store.year_state(&county(), year()).await.unwrap());
    for (at, state) in states.iter().enumerate() {
        assert!(!states[..at].contains(state), "{states:?}");
    }
    assert_eq!(store.year_state(&county(), year()).await.unwrap(), states[3]);
    let other = store.year_state(&county(), year().next()).await.unwrap();
    assert_eq!(other, states[0], "another year is not touched");
}

pub(crate) async fn the_facts_before_a_layer_are_those_of_the_layers_before_it(place: Place) {
    let store = place.open().await;
    let first = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    let before = store.snapshot(&county(), year()).await.unwrap();
    let last = Sheet::new(&["pupils"]).line(unit("a"), &[number("2")]).save(&store).await;
    assert_eq!(store.snapshot_before(&county(), year(), last).await.unwrap(), before);
    let nothing = store.snapshot_before(&county(), year(), first).await.unwrap();
    assert_eq!(nothing.facts().count(), 0);
}
