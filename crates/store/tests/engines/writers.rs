//! Several programs at one data folder.

use junheng_store::Store;

use crate::support::{Place, Sheet, change, county, number, unit, year};

pub(crate) async fn many_may_open_a_new_store_at_once(place: Place) {
    let opened = tokio::join!(place.open(), place.open(), place.open(), place.open(), place.open());
    assert_eq!(opened.0.counties().await.unwrap(), []);
    Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&opened.4).await;
    assert_eq!(opened.0.counties().await.unwrap(), [county()]);
}

/// A server runs each request on whichever thread is free.
pub(crate) async fn work_on_the_store_moves_between_threads(place: Place) {
    fn movable<T: Send>(work: T) -> T {
        work
    }
    let store = movable(place.open()).await;
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    let (county, change) = (county(), change("x"));
    let no = movable(store.save_import(&county, sheet.import("a.xlsx"), &change)).await.unwrap();
    movable(store.snapshot(&county, year())).await.unwrap();
    movable(store.lock(&county, year(), &change)).await.unwrap();
    movable(store.undo(&county, no, &change.clone().as_correction())).await.unwrap();
    movable(store.backup(&place.file("b.junheng"), &change)).await.unwrap();
    movable(store.doctor()).await.unwrap();
    movable(store.close()).await.unwrap();
    let file = place.file("b.junheng");
    movable(Store::restore(&place.location, &file, true, &change)).await.unwrap();
}

pub(crate) async fn two_writers_take_turns(place: Place) {
    let (one, two) = (place.open().await, place.open().await);
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    let five = async |store| {
        let mut numbers = Vec::new();
        for _ in 0..5 {
            numbers.push(sheet.save(store).await.0);
        }
        numbers
    };
    let (first, second) = tokio::join!(five(&one), five(&two));
    let mut numbers = [first, second].concat();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    assert_eq!(one.verify_audit().await.unwrap(), Ok(10));
    assert_eq!(two.imports(&county()).await.unwrap().len(), 10);
}
