//! Older databases are brought forward, newer ones are left alone.

use junheng_store::{MigrateError, OpenError, Store};

use crate::support::{Place, Sheet, change, county, number, unit, year};

pub(crate) async fn an_older_database_is_brought_forward_after_a_backup(place: Place) {
    let store = place.open().await;
    Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    let before = store.snapshot(&county(), year()).await.unwrap();
    store.close().await.unwrap();
    place.make_older().await;
    let store = place.open().await;
    assert_eq!(store.snapshot(&county(), year()).await.unwrap(), before);
    store.set_setting(&county(), "a", "b", &change("")).await.unwrap();
    store.close().await.unwrap();
    let backup = place.location.folder().join("backups/before-v6-1.junheng");
    assert_eq!(Store::check_backup(&backup).unwrap().schema, 1);
    place.open().await.close().await.unwrap();
    assert!(!place.location.folder().join("backups/before-v6-2.junheng").exists(), "once is enough");
}

pub(crate) async fn a_newer_database_is_refused(place: Place) {
    place.open().await.close().await.unwrap();
    place.tamper(&["INSERT INTO schema_version (version) VALUES (99)"]).await;
    let refused = Store::open(&place.location).await;
    assert!(matches!(refused, Err(OpenError::Migrate(MigrateError::Newer { found: 99, .. }))), "{refused:?}");
}
