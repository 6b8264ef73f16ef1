//! `doctor` names what is wrong and stays quiet otherwise.

use std::fs;
use std::time::UNIX_EPOCH;

use junheng_domain::Severity;
use junheng_store::Location;

use crate::support::{Place, Sheet, change, county, number, unit, year};

async fn codes(place: &Place) -> Vec<(String, Severity)> {
    let findings = place.open().await.doctor().await.unwrap();
    // The server of the tests runs without fsync; the disk of the machine is its own business.
    let ours =
        findings.into_iter().filter(|f| f.code != "server-not-durable" && f.code != "disk-nearly-full");
    ours.map(|finding| (finding.code, finding.severity)).collect()
}

async fn fill(place: &Place) {
    let store = place.open().await;
    Sheet::new(&["pupils"]).line(unit("a"), &[number("1")]).save(&store).await;
    store.lock(&county(), year(), &change("年度评估")).await.unwrap();
    store.close().await.unwrap();
}

fn has(found: &[(String, Severity)], code: &str, severity: Severity) -> bool {
    found.contains(&(code.to_owned(), severity))
}

pub(crate) async fn a_healthy_store_has_only_notes(place: Place) {
    fill(&place).await;
    let found = codes(&place).await;
    assert!(has(&found, "store-version", Severity::Note) && has(&found, "audit-in-order", Severity::Note));
    assert!(found.iter().all(|(_, severity)| *severity == Severity::Note), "{found:?}");
}

pub(crate) async fn a_changed_record_and_a_removed_guard_are_found(place: Place) {
    fill(&place).await;
    place.unguard("record").await;
    place.unguard("snapshot_part").await;
    place.tamper(&["UPDATE record SET cells = '9'", "UPDATE snapshot_part SET body = body || 'x'"]).await;
    let found = codes(&place).await;
    for code in ["import-altered", "snapshot-altered", "guard-missing"] {
        assert!(has(&found, code, Severity::Error), "{code}: {found:?}");
    }
}

pub(crate) async fn an_import_moved_to_another_year_is_found(place: Place) {
    fill(&place).await;
    place.unguard("import").await;
    place.tamper(&["UPDATE import SET year = year - 1"]).await;
    assert!(has(&codes(&place).await, "import-altered", Severity::Error));
}

pub(crate) async fn an_unfinished_file_is_found(place: Place) {
    fill(&place).await;
    fs::create_dir_all(place.location.folder().join("backups")).unwrap();
    fs::write(place.location.folder().join("backups/b.junheng.77.partial"), "").unwrap();
    assert!(has(&codes(&place).await, "unfinished-file", Severity::Warning));
}

/// Ours as it is, and set wrong.
pub(crate) async fn clocks_that_are_apart_are_told(place: Place) {
    let store = place.open().await;
    let now = i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let told = async |now: i64| {
        let finding = store.clocks(now).await.unwrap();
        (finding.code, finding.severity)
    };
    let on_server = matches!(&place.location, Location::Postgres { .. });
    let agree = if on_server { "clocks-agree" } else { "clock-alone" };
    assert_eq!(told(now).await, (agree.into(), Severity::Note));
    for wrong in [now - 8, now + 60] {
        let apart = ("clocks-apart".into(), Severity::Warning);
        let expected = if on_server { apart } else { ("clock-alone".into(), Severity::Note) };
        assert_eq!(told(wrong).await, expected);
    }
}
