//! Several programs at one data folder.

use crate::support::{Place, Sheet, county, number, unit};

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
