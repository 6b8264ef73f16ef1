//! Backup and restore: everything comes back, on either engine, or nothing changes.

use std::fs;

use junheng_domain::Value::Missing;
use junheng_store::{BackupError, Location, RestoreError, SnapshotNo, Store};

use crate::support::{Engine, Place, Sheet, change, county, measure, number, unit, year};

/// A store with two imports, an undo, a lock, a setting; closed.
async fn filled(place: &Place) {
    let store = place.open().await;
    let mut sheet = Sheet::new(&["pupils", "name"]);
    for school in 0..1200 {
        let name = junheng_domain::Value::text(&format!("第{school}小学\t\u{1F3EB}\"\\"));
        sheet = sheet.line(unit(&format!("s{school}")), &[number("12.5"), name]);
    }
    sheet.save(&store).await;
    let no = sheet.save(&store).await;
    store.undo(&county(), no, &change("重复")).await.unwrap();
    store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    store.set_setting(&county(), "limit", "0.5", &change("")).await.unwrap();
    store.close().await.unwrap();
}

async fn back_up(place: &Place) -> std::path::PathBuf {
    let file = place.file("b.junheng");
    let store = place.open().await;
    let receipt = store.backup(&file, &change("每日备份")).await.unwrap();
    assert_eq!(Store::check_backup(&file).unwrap(), receipt);
    store.close().await.unwrap();
    file
}

async fn check_restored(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.open_findings(), []);
    let facts = store.snapshot(&county(), year()).await.unwrap();
    assert_eq!(facts.facts().count(), 2400);
    assert_eq!(facts.table(junheng_domain::Level::Unit).subjects.len(), 1200);
    assert_eq!(store.locked_snapshot(&county(), SnapshotNo(1)).await.unwrap(), facts);
    assert_eq!(store.setting(&county(), "limit").await.unwrap().as_deref(), Some("0.5"));
    assert_eq!(store.imports(&county()).await.unwrap().len(), 2);
    assert!(store.verify_audit().await.unwrap().is_ok());
    let system = store.audit_entries(None, 0, 100).await.unwrap();
    assert_eq!(system.last().unwrap().action, "restore");
    store.close().await.unwrap();
}

pub(crate) async fn a_backup_brings_everything_back(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let store = place.open().await;
    let added = Sheet::new(&["books"]).line(unit("z"), &[number("1")]);
    let correction = change("更正").as_correction();
    store.save_import(&county(), added.import("late.xlsx"), &correction).await.unwrap();
    store.close().await.unwrap();
    Store::restore(&place.location, &file, true, &change("误删")).await.unwrap();
    check_restored(&place).await;
    let store = place.open().await;
    assert_eq!(
        store.snapshot(&county(), year()).await.unwrap().value(&unit("z"), &measure("books")),
        Missing
    );
    store.set_setting(&county(), "a", "b", &change("")).await.unwrap();
    assert!(store.verify_audit().await.unwrap().is_ok(), "the chain goes on after a restore");
}

pub(crate) async fn a_backup_moves_to_the_other_engine(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let other = match place.location {
        Location::Folder(_) => Engine::Postgres,
        Location::Postgres { .. } => Engine::Sqlite,
    };
    let moved = Place::new(other).await;
    Store::restore(&moved.location, &file, false, &change("搬迁")).await.unwrap();
    check_restored(&moved).await;
    moved.remove().await;
}

pub(crate) async fn a_backup_is_never_overwritten(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let before = fs::read(&file).unwrap();
    let refused = place.open().await.backup(&file, &change("x")).await;
    assert!(
        matches!(refused, Err(BackupError::File(error)) if error.kind() == std::io::ErrorKind::AlreadyExists)
    );
    assert_eq!(fs::read(&file).unwrap(), before);
}

pub(crate) async fn a_damaged_backup_is_refused_and_nothing_changes(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let whole = fs::read_to_string(&file).unwrap();
    let damaged = place.file("damaged.junheng");
    let lines: Vec<&str> = whole.lines().collect();
    let without_a_row = [&lines[..40], &lines[41..], &[""]].concat().join("\n");
    for (text, name) in [
        (whole.replacen("12.5", "12.6", 1), "a value changed"),
        (without_a_row, "a row gone"),
        (whole[..whole.len() / 2].to_owned(), "cut in half"),
        (whole.trim_end().to_owned(), "the last line cut"),
        (format!("{whole}\n"), "something behind the end"),
        ("PK\u{3}\u{4}".to_owned(), "another kind of file"),
        (String::new(), "an empty file"),
    ] {
        fs::write(&damaged, text).unwrap();
        let refused = Store::restore(&place.location, &damaged, true, &change("x")).await;
        assert!(matches!(refused, Err(RestoreError::Backup(_))), "{name}: {refused:?}");
    }
    let store = place.open().await;
    assert_eq!(store.open_findings(), []);
    assert_eq!(store.audit_entries(None, 0, 9).await.unwrap().len(), 1, "the backup, and no restore");
    assert_eq!(store.snapshot(&county(), year()).await.unwrap().facts().count(), 2400);
}

pub(crate) async fn data_is_replaced_only_when_said_and_kept_aside(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let refused = Store::restore(&place.location, &file, false, &change("x")).await;
    assert!(matches!(refused, Err(RestoreError::NotEmpty)), "{refused:?}");
    Store::restore(&place.location, &file, true, &change("x")).await.unwrap();
    let kept: Vec<String> = fs::read_dir(place.location.folder().join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(kept.iter().any(|name| name.starts_with("replaced-1.") && !name.ends_with("anchor")), "{kept:?}");
    assert!(kept.contains(&"replaced-1.anchor".to_owned()), "{kept:?}");
    check_restored(&place).await;
}

pub(crate) async fn an_older_backup_is_brought_forward(place: Place) {
    filled(&place).await;
    place.make_older().await;
    place.open().await.close().await.unwrap();
    // The one that was made before the database was brought forward.
    let backups = place.location.folder().join("backups");
    let older = fs::read_dir(backups).unwrap().next().unwrap().unwrap().path();
    assert_eq!(Store::check_backup(&older).unwrap().schema, 1);
    Store::restore(&place.location, &older, true, &change("x")).await.unwrap();
    check_restored(&place).await;
}

pub(crate) async fn a_restore_needs_the_folder_alone(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    let _open = place.open().await;
    let refused = Store::restore(&place.location, &file, true, &change("x")).await;
    assert!(matches!(refused, Err(RestoreError::Held)), "{refused:?}");
}

pub(crate) async fn a_prepared_anchor_without_its_database_is_dropped(place: Place) {
    filled(&place).await;
    let prepared = place.location.folder().join("audit.anchor.restored");
    let anchor = fs::read_to_string(place.location.folder().join("audit.anchor")).unwrap();
    fs::write(&prepared, format!("{anchor}\t1\t{}\n", "a".repeat(64))).unwrap();
    let store = place.open().await;
    assert_eq!(store.open_findings(), []);
    assert!(!prepared.exists());
    assert!(store.verify_audit().await.unwrap().is_ok());
}

pub(crate) async fn a_file_that_is_no_database_can_be_replaced(place: Place) {
    filled(&place).await;
    let file = back_up(&place).await;
    if let Location::Folder(folder) = &place.location {
        fs::write(folder.join("junheng.db"), "not a database ".repeat(1000)).unwrap();
        assert!(Store::open(&place.location).await.is_err());
        Store::restore(&place.location, &file, true, &change("硬盘损坏")).await.unwrap();
        check_restored(&place).await;
    }
}
