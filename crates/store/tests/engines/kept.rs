//! Drafts come back to whom they belong, and evidence as it was handed over, also from a backup and under another key.

use std::fs;

use junheng_store::{Change, Draft, EvidencePlace, NewEvidence, Store, StoreError};
use junheng_vault::Suite;

use crate::support::{Place, change, county, year};

fn draft(form: &str, fields: &str, kept_at: i64) -> Draft {
    Draft { form: form.to_owned(), page: "/p".to_owned(), fields: fields.to_owned(), kept_at }
}

fn item() -> EvidencePlace {
    EvidencePlace {
        year: year(),
        school: String::new(),
        standard: "national/quality-balance-2017".to_owned(),
        item: "G1".to_owned(),
    }
}

async fn add(store: &Store, replaces: Option<u32>, content: &[u8]) -> Result<u32, StoreError> {
    let place = item();
    let new =
        NewEvidence { place: &place, replaces, name: "批复canary.pdf", note: "", kind: "pdf", content };
    store.add_evidence(&county(), new, &change("")).await
}

/// Longer than a part, and not of a length that parts divide.
fn long() -> Vec<u8> {
    (0..1_200_007_u32).map(|index| (index % 251) as u8).collect()
}

pub(crate) async fn a_draft_is_kept_for_its_owner_and_form_and_forgotten_when_stale(place: Place) {
    let store = place.open().await;
    for (person, draft) in [
        ("p1", draft("/a", "old=1", 100)),
        ("p1", draft("/a", "new=1", 200)),
        ("p1", draft("/b", "b=1", 150)),
        ("p2", draft("/a", "other=1", 160)),
    ] {
        store.keep_draft(&county(), person, &draft, 0).await.unwrap();
    }
    let fields = async |person| {
        let drafts = store.drafts(&county(), person).await.unwrap();
        drafts.into_iter().map(|draft| draft.fields).collect::<Vec<_>>()
    };
    assert_eq!(fields("p1").await, ["new=1", "b=1"], "newest first, one a form");
    assert!(store.drop_draft(&county(), "p1", "/a").await.unwrap());
    assert!(!store.drop_draft(&county(), "p1", "/a").await.unwrap());
    assert_eq!(fields("p2").await, ["other=1"]);
    store.keep_draft(&county(), "p2", &draft("/c", "c=1", 300), 155).await.unwrap();
    assert_eq!(fields("p1").await, Vec::<String>::new(), "too old");
    for index in 0..60 {
        store.keep_draft(&county(), "p3", &draft(&format!("/{index}"), "x", 300 + index), 0).await.unwrap();
    }
    let many = store.drafts(&county(), "p3").await.unwrap();
    assert_eq!((many.len(), many[0].form.as_str()), (50, "/59"), "the oldest give way");
}

pub(crate) async fn evidence_comes_back_byte_for_byte_with_its_versions(place: Place) {
    let store = place.open().await;
    let content = long();
    assert_eq!(add(&store, None, &content).await.unwrap(), 1);
    assert_eq!(add(&store, Some(1), b"second").await.unwrap(), 2);
    assert_eq!(add(&store, Some(1), b"third").await.unwrap(), 3, "whichever version is named");
    assert_eq!(store.evidence_content(&county(), 1).await.unwrap(), content);
    let all = store.evidence(&county(), year()).await.unwrap();
    let versions: Vec<_> = all.iter().map(|one| (one.no, one.first, one.version)).collect();
    assert_eq!(versions, [(3, 1, 3), (2, 1, 2), (1, 1, 1)]);
    let elsewhere = EvidencePlace { item: "G2".to_owned(), ..item() };
    let moved =
        NewEvidence { place: &elsewhere, replaces: Some(1), name: "a", note: "", kind: "pdf", content: b"x" };
    let refused = store.add_evidence(&county(), moved, &change("")).await;
    assert!(matches!(refused, Err(StoreError::UnknownEvidence(1))), "{refused:?}");
}

pub(crate) async fn evidence_is_taken_back_once_and_stays_on_record(place: Place) {
    let store = place.open().await;
    add(&store, None, b"one").await.unwrap();
    let refused = store.withdraw_evidence(&county(), 1, &change("")).await;
    assert!(matches!(refused, Err(StoreError::ReasonNeeded)));
    store.withdraw_evidence(&county(), 1, &change("wrong file")).await.unwrap();
    let again = store.withdraw_evidence(&county(), 1, &change("wrong file")).await;
    assert!(matches!(again, Err(StoreError::UnknownEvidence(1))));
    let known = store.one_evidence(&county(), 1).await.unwrap();
    assert_eq!(known.withdrawn.unwrap().why, "wrong file");
    assert_eq!(store.evidence_content(&county(), 1).await.unwrap(), b"one");
    let entries = store.audit_entries(Some(&county()), 0, 100).await.unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["add-evidence", "withdraw-evidence"]);
    assert_eq!(altered(&store).await, 0);
}

pub(crate) async fn evidence_put_in_anothers_place_is_not_handed_out(place: Place) {
    let store = place.open().await;
    add(&store, None, b"one").await.unwrap();
    add(&store, None, b"two").await.unwrap();
    store.close().await.unwrap();
    let swap = "UPDATE evidence_part SET content = (SELECT content FROM evidence_part WHERE evidence_no = 2) \
                WHERE evidence_no = 1";
    place.tamper(&[swap, "DELETE FROM evidence_part WHERE evidence_no = 2"]).await;
    let store = place.open().await;
    assert!(matches!(store.evidence_content(&county(), 1).await, Err(StoreError::Sealed(_))));
    assert!(matches!(store.evidence_content(&county(), 2).await, Err(StoreError::EvidenceAltered(2))));
    assert_eq!(altered(&store).await, 2);
}

/// How many documents `doctor` finds altered.
async fn altered(store: &Store) -> usize {
    store.doctor().await.unwrap().iter().filter(|finding| finding.code == "evidence-altered").count()
}

pub(crate) async fn a_backup_carries_evidence_and_no_drafts(place: Place) {
    let store = place.open().await;
    let content = long();
    add(&store, None, &content).await.unwrap();
    store.keep_draft(&county(), "p1", &draft("/a", "reason=draftcanary", 9), 0).await.unwrap();
    let backup = place.file("backup");
    store.backup(&backup, &change("")).await.unwrap();
    store.close().await.unwrap();
    let files = fs::read_dir(place.location.folder()).unwrap().map(|entry| entry.unwrap().path());
    for file in files.chain([backup.clone()]).filter(|file| file.is_file()) {
        let bytes = fs::read(&file).unwrap();
        for canary in ["批复canary", "draftcanary"] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", file.display());
        }
    }
    let by = Change::new("op", "2026-09-05T09:00:00+08:00", "drill");
    Store::restore(&place.location, &backup, true, &by).await.unwrap();
    let store = place.open().await;
    assert_eq!(store.evidence_content(&county(), 1).await.unwrap(), content);
    assert_eq!(store.drafts(&county(), "p1").await.unwrap(), []);
}

pub(crate) async fn evidence_and_drafts_open_under_a_new_key(place: Place) {
    let store = place.open().await;
    let content = long();
    add(&store, None, &content).await.unwrap();
    store.keep_draft(&county(), "p1", &draft("/a", "a=1", 9), 0).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(Store::reseal(&place.location, Suite::Sm, &change("")).await.unwrap(), 2);
    let store = place.open().await;
    assert_eq!(store.evidence_content(&county(), 1).await.unwrap(), content);
    assert_eq!(store.one_evidence(&county(), 1).await.unwrap().name, "批复canary.pdf");
    assert_eq!(store.drafts(&county(), "p1").await.unwrap()[0].fields, "a=1");
}
