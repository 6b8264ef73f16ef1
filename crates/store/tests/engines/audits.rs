//! The audit: complete, insert-only, and honest about damage.

use std::fs;

use junheng_store::{ActingPost, AuditFault, Capacity, FaultKind, Location, Store, StoreError};
use sha2::{Digest as _, Sha256};

use crate::support::{Place, Sheet, change, county, number, unit, year};

/// A store with four records: import, import, undo, lock.
async fn four_records(place: &Place) -> Store {
    let store = place.open().await;
    let sheet = Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]);
    sheet.save(&store).await;
    let second = sheet.save(&store).await;
    store.undo(&county(), second, &change("重复")).await.unwrap();
    store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    store
}

async fn check_fault(place: &Place, seq: u64, kind: FaultKind) {
    let store = place.open().await;
    let found = store.verify_audit().await.unwrap();
    assert_eq!(found, Err(AuditFault { county: county().to_string(), seq, kind }));
}

fn anchor(place: &Place) -> std::path::PathBuf {
    place.location.folder().join("audit.anchor")
}

pub(crate) async fn every_change_has_its_record(place: Place) {
    let store = four_records(&place).await;
    assert_eq!(store.verify_audit().await.unwrap(), Ok(4));
    let entries = store.audit_entries(Some(&county()), 0, 10).await.unwrap();
    let told: Vec<_> = entries.iter().map(|e| (e.seq, e.action.as_str(), e.object.as_str())).collect();
    let expected = [
        (1, "import", "import 1"),
        (2, "import", "import 2"),
        (3, "undo", "import 2"),
        (4, "lock", "snapshot 1"),
    ];
    assert_eq!(told, expected);
    assert_eq!((entries[2].by.as_str(), entries[2].why.as_str()), ("王芳", "重复"));
    assert_eq!(entries[2].before["status"], "active");
    assert_eq!(entries[0].after["rows"]["kept"], 1);
    let page = store.audit_entries(Some(&county()), 2, 1).await.unwrap();
    assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3]);
    assert_eq!(fs::read_to_string(anchor(&place)).unwrap().lines().count(), 5, "what it is, and each record");
}

/// A record as it was written before capacities were kept.
const OLD: &str = r#"{"at":"2026-09-10T08:00:00+08:00","by":"王芳","action":"set","object":"setting a","before":null,"after":"b","why":""}"#;

pub(crate) async fn a_record_of_the_time_before_capacities_stays_whole(place: Place) {
    place.open().await.close().await.unwrap();
    let mut hasher = Sha256::new();
    for part in [county().as_str(), "1", "", OLD] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let insert = format!("INSERT INTO audit VALUES ('{}', 1, '', '{OLD}', '{hash}')", county());
    place.tamper(&[&insert]).await;
    let store = place.open().await;
    let post = ActingPost { role: "bureau_officer".to_owned(), place: "county".to_owned() };
    let capacity = Capacity { posts: vec![post], ..Capacity::from_address("192.0.2.1") };
    let later = change("").in_capacity(capacity.clone());
    store.set_setting(&county(), "a", "c", &later).await.unwrap();
    assert_eq!(store.verify_audit().await.unwrap(), Ok(2));
    let entries = store.audit_entries(Some(&county()), 0, 10).await.unwrap();
    assert_eq!((entries[0].by.as_str(), &entries[0].capacity), ("王芳", &Capacity::default()));
    assert_eq!(entries[1].capacity, capacity);
    let again = serde_json::to_string(&entries[0]).unwrap();
    assert_eq!(again, OLD, "a record without a capacity is written as ever");
}

pub(crate) async fn the_database_itself_refuses_to_change_a_record(place: Place) {
    four_records(&place).await.close().await.unwrap();
    place
        .refuses(&[
            "UPDATE audit SET entry = '{}' WHERE seq = 1",
            "DELETE FROM audit WHERE seq = 4",
            "UPDATE record SET cells = '9'",
            "DELETE FROM snapshot_part",
            "UPDATE snapshot SET why = 'x'",
            "DELETE FROM import",
        ])
        .await;
}

pub(crate) async fn an_altered_record_is_named(place: Place) {
    four_records(&place).await.close().await.unwrap();
    place.unguard("audit").await;
    place.tamper(&["UPDATE audit SET entry = replace(entry, '重复', '正常') WHERE seq = 3"]).await;
    check_fault(&place, 3, FaultKind::Altered).await;
}

pub(crate) async fn a_missing_record_is_named(place: Place) {
    four_records(&place).await.close().await.unwrap();
    place.unguard("audit").await;
    place.tamper(&["DELETE FROM audit WHERE seq = 2"]).await;
    check_fault(&place, 2, FaultKind::Missing).await;
}

pub(crate) async fn records_in_another_order_are_named(place: Place) {
    four_records(&place).await.close().await.unwrap();
    place.unguard("audit").await;
    place
        .tamper(&[
            "UPDATE audit SET seq = 9 WHERE seq = 2",
            "UPDATE audit SET seq = 2 WHERE seq = 3",
            "UPDATE audit SET seq = 3 WHERE seq = 9",
        ])
        .await;
    check_fault(&place, 2, FaultKind::Reordered).await;
}

pub(crate) async fn a_cut_off_tail_is_known_from_the_anchor(place: Place) {
    four_records(&place).await.close().await.unwrap();
    place.unguard("audit").await;
    place.tamper(&["DELETE FROM audit WHERE seq > 2"]).await;
    check_fault(&place, 3, FaultKind::CutOff).await;
    let store = place.open().await;
    assert_eq!(store.open_findings()[0].code, "audit-cut-off");
    assert_eq!(store.snapshot(&county(), year()).await.unwrap().facts().count(), 1, "reading goes on");
    let refused = store.set_setting(&county(), "a", "b", &change("")).await;
    assert!(matches!(refused, Err(StoreError::AuditBroken(AuditFault { seq: 3, .. }))), "writing does not");
}

pub(crate) async fn a_rewritten_chain_is_known_from_the_anchor(place: Place) {
    four_records(&place).await.close().await.unwrap();
    let lines = fs::read_to_string(anchor(&place)).unwrap();
    let (kept, last) = lines.trim_end().rsplit_once('\t').unwrap();
    fs::write(anchor(&place), format!("{kept}\t{}\n", last.replace(|c: char| c.is_ascii_digit(), "f")))
        .unwrap();
    check_fault(&place, 4, FaultKind::Rewritten).await;
}

pub(crate) async fn a_torn_anchor_line_is_caught_up(place: Place) {
    four_records(&place).await.close().await.unwrap();
    let whole = fs::read_to_string(anchor(&place)).unwrap();
    fs::write(anchor(&place), &whole[..whole.len() - 30]).unwrap();
    let store = place.open().await;
    assert_eq!(store.open_findings(), []);
    store.set_setting(&county(), "a", "b", &change("")).await.unwrap();
    assert_eq!(store.verify_audit().await.unwrap(), Ok(5));
    assert!(fs::read_to_string(anchor(&place)).unwrap().contains(whole.lines().last().unwrap()));
}

pub(crate) async fn a_lost_anchor_is_reported(place: Place) {
    four_records(&place).await.close().await.unwrap();
    let whole = fs::read_to_string(anchor(&place)).unwrap();
    fs::remove_file(anchor(&place)).unwrap();
    lost_and_written_anew(&place, &whole).await;
    fs::write(anchor(&place), "").unwrap();
    lost_and_written_anew(&place, &whole).await;
}

async fn lost_and_written_anew(place: &Place, whole: &str) {
    let store = place.open().await;
    assert_eq!(store.open_findings()[0].code, "audit-anchor-missing");
    assert_eq!(fs::read_to_string(anchor(place)).unwrap(), whole);
    store.close().await.unwrap();
}

/// Killed between the very first record and its anchor line.
pub(crate) async fn an_anchor_that_no_record_had_reached_is_not_lost(place: Place) {
    place.open().await.close().await.unwrap();
    let begun = fs::read_to_string(anchor(&place)).unwrap();
    four_records(&place).await.close().await.unwrap();
    let whole = fs::read_to_string(anchor(&place)).unwrap();
    fs::write(anchor(&place), &begun).unwrap();
    let store = place.open().await;
    assert_eq!(store.open_findings(), []);
    assert_eq!(fs::read_to_string(anchor(&place)).unwrap(), whole);
}

/// Where no record can be written, nothing is changed; what is there can still be read.
pub(crate) async fn without_its_record_no_change_is_made(place: Place) {
    let store = four_records(&place).await;
    let block = match &place.location {
        Location::Folder(_) => {
            "CREATE TRIGGER blocked BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        }
        Location::Postgres { .. } => "ALTER TABLE audit ADD CONSTRAINT blocked CHECK (seq < 5)",
    };
    place.tamper(&[block]).await;
    let refused = store.set_setting(&county(), "a", "b", &change("")).await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(store.setting(&county(), "a").await.unwrap(), None, "nothing was changed");
    let sheet = Sheet::new(&["pupils"]).line(unit("b"), &[number("2")]);
    assert!(store.save_import(&county(), sheet.import("b.xlsx"), &change("")).await.is_err());
    assert_eq!(store.imports(&county()).await.unwrap().len(), 2);
    assert_eq!(store.verify_audit().await.unwrap(), Ok(4));
}
