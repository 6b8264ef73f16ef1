//! Locked snapshots never change.

use junheng_store::{SnapshotNo, StoreError};

use crate::support::{Place, Sheet, change, county, measure, number, unit, year};

pub(crate) async fn a_locked_snapshot_outlives_an_undo(place: Place) {
    let store = place.open().await;
    let no = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    let before = store.snapshot(&county(), year()).await.unwrap();
    let locked = store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    store.undo(&county(), no, &change("更正").as_correction()).await.unwrap();
    assert_eq!(store.snapshot(&county(), year()).await.unwrap().facts().count(), 0);
    assert_eq!(store.locked_snapshot(&county(), locked).await.unwrap(), before);
    let [known] = store.locked(&county()).await.unwrap().try_into().unwrap();
    assert_eq!((known.no, known.layers, known.facts, known.year), (locked, vec![no], 1, year()));
    let unknown = store.locked_snapshot(&county(), SnapshotNo(7)).await;
    assert!(matches!(unknown, Err(StoreError::UnknownSnapshot(SnapshotNo(7)))));
}

pub(crate) async fn a_locked_year_takes_only_corrections_with_a_reason(place: Place) {
    let store = place.open().await;
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    let no = sheet.save(&store).await;
    store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    let locked = |result| matches!(result, Err(StoreError::YearLocked { snapshot: SnapshotNo(1), .. }));
    assert!(locked(store.save_import(&county(), sheet.import("b.xlsx"), &change("x")).await));
    assert!(matches!(store.undo(&county(), no, &change("x")).await, Err(StoreError::YearLocked { .. })));
    let silent = change("").as_correction();
    let refused = store.save_import(&county(), sheet.import("b.xlsx"), &silent).await;
    assert!(matches!(refused, Err(StoreError::ReasonNeeded)));
    let corrected = Sheet::new(&["pupils"]).line(unit("a"), &[number("2")]);
    let correction = change("漏报一人").as_correction();
    store.save_import(&county(), corrected.import("b.xlsx"), &correction).await.unwrap();
    let second = store.lock(&county(), year(), &change("更正后重新锁定")).await.unwrap();
    let value = |facts: junheng_domain::Snapshot| facts.value(&unit("a"), &measure("pupils"));
    assert_eq!(value(store.locked_snapshot(&county(), SnapshotNo(1)).await.unwrap()), number("1"));
    assert_eq!(value(store.locked_snapshot(&county(), second).await.unwrap()), number("2"));
}

pub(crate) async fn a_year_without_facts_is_not_locked(place: Place) {
    let store = place.open().await;
    let refused = store.lock(&county(), year(), &change("年度评估")).await;
    assert!(matches!(refused, Err(StoreError::NothingToLock(_))));
    assert!(matches!(store.lock(&county(), year(), &change("")).await, Err(StoreError::ReasonNeeded)));
}
