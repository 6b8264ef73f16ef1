//! Jobs are done by one worker at a time, uploads are imported once, and a repeated request has one effect.

use junheng_store::{
    Change, Claim, Heard, JobEnd, JobNo, JobState, NewJob, NewUpload, Request, Seen, Store, StoreError,
    UploadNo, UploadState,
};

use crate::support::{Place, Sheet, change, county, number, unit, year};

const AT: &str = "2026-09-10T08:00:00+08:00";

fn claim(worker: &str, now: i64) -> Claim<'_> {
    Claim { worker, now, lease_until: now + 60 }
}

fn job<'a>(kind: &'a str, owner: &'a str) -> NewJob<'a> {
    NewJob { kind, input: "{}", owner, at: AT }
}

fn upload(stored: &str) -> NewUpload<'_> {
    NewUpload {
        year: year(),
        standard: "national/quality-balance-2017",
        name: "学校报表.xlsx",
        stored,
        sha256: "00",
        bytes: 5,
        kept_until: 1000,
    }
}

async fn keep(store: &Store, owner: &str) -> UploadNo {
    let check = |no: UploadNo| format!("{}", no.0);
    store.keep_upload(&county(), &upload("f1"), ("check", check), &Change::new(owner, AT, "")).await.unwrap()
}

pub(crate) async fn a_job_is_taken_by_one_worker(place: Place) {
    let store = place.open().await;
    // An upload makes the county known.
    let no = keep(&store, "p1").await;
    let first = store.claim_job(&county(), claim("a", 100)).await.unwrap().unwrap();
    assert_eq!((first.kind.as_str(), first.input.as_str(), first.attempts), ("check", "1", 1));
    assert_eq!(store.claim_job(&county(), claim("b", 101)).await.unwrap(), None);
    assert_eq!(store.report_job(&county(), first.no, claim("b", 101), 5).await.unwrap(), Heard::Lost);
    assert_eq!(store.report_job(&county(), first.no, claim("a", 101), 5).await.unwrap(), Heard::GoOn);
    let end = JobEnd { state: JobState::Done, outcome: "ok", at: AT };
    assert!(!store.end_job(&county(), first.no, "b", end).await.unwrap());
    assert!(store.end_job(&county(), first.no, "a", end).await.unwrap());
    let ended = store.job(&county(), first.no).await.unwrap();
    assert_eq!((ended.state, ended.steps_done, ended.outcome.as_str()), (JobState::Done, 5, "ok"));
    assert_eq!(store.upload(&county(), no).await.unwrap().job, first.no);
    assert!(matches!(store.job(&county(), JobNo(9)).await, Err(StoreError::UnknownJob(JobNo(9)))));
}

pub(crate) async fn workers_share_the_jobs(place: Place) {
    let store = place.open().await;
    for _ in 0..12 {
        keep(&store, "p1").await;
    }
    let take = async |worker: &str| {
        let mut taken = Vec::new();
        while let Some(job) = store.claim_job(&county(), claim(worker, 100)).await.unwrap() {
            taken.push(job.no.0);
        }
        taken
    };
    let (one, two, three) = tokio::join!(take("a"), take("b"), take("c"));
    let mut all = [one, two, three].concat();
    all.sort_unstable();
    assert_eq!(all, (1..=12).collect::<Vec<u32>>());
}

pub(crate) async fn an_abandoned_job_is_taken_up_again(place: Place) {
    let store = place.open().await;
    keep(&store, "p1").await;
    let first = store.claim_job(&county(), claim("a", 100)).await.unwrap().unwrap();
    assert_eq!(store.claim_job(&county(), claim("b", 159)).await.unwrap(), None, "the lease still runs");
    let again = store.claim_job(&county(), claim("b", 161)).await.unwrap().unwrap();
    assert_eq!((again.no, again.attempts), (first.no, 2));
    let end = JobEnd { state: JobState::Done, outcome: "", at: AT };
    assert!(
        !store.end_job(&county(), first.no, "a", end).await.unwrap(),
        "the first worker came back too late"
    );
}

pub(crate) async fn a_job_can_be_cancelled(place: Place) {
    let store = place.open().await;
    keep(&store, "p1").await;
    keep(&store, "p1").await;
    let running = store.claim_job(&county(), claim("a", 100)).await.unwrap().unwrap();
    assert!(store.cancel_job(&county(), running.no, AT).await.unwrap());
    assert_eq!(store.report_job(&county(), running.no, claim("a", 101), 1).await.unwrap(), Heard::Stop);
    assert!(store.cancel_job(&county(), JobNo(2), AT).await.unwrap());
    assert_eq!(store.job(&county(), JobNo(2)).await.unwrap().state, JobState::Cancelled);
    assert!(!store.cancel_job(&county(), JobNo(2), AT).await.unwrap(), "there is nothing more to stop");
    assert_eq!(store.claim_job(&county(), claim("b", 101)).await.unwrap(), None);
    let jobs = store.jobs(&county(), Some("p1"), 10).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.no.0).collect::<Vec<_>>(), [2, 1]);
    assert!(store.jobs(&county(), Some("p2"), 10).await.unwrap().is_empty());
}

fn sheet() -> Sheet {
    Sheet::new(&["pupils"]).line(unit("s1"), &[number("7")])
}

pub(crate) async fn an_upload_is_imported_once(place: Place) {
    let store = place.open().await;
    let no = keep(&store, "p1").await;
    let seen = store.upload(&county(), no).await.unwrap().job;
    let basis = store.facts_version(&county(), year()).await.unwrap();
    assert!(store.keep_preview(&county(), no, seen, (&basis, "preview")).await.unwrap());
    let confirm = job("import", "p1");
    let one = store.queue_upload_job(&county(), no, seen, &confirm).await.unwrap();
    let two = store.queue_upload_job(&county(), no, seen, &confirm).await.unwrap();
    assert!(one.is_some() && two.is_none(), "a double confirmation has one effect");
    let sheet = sheet();
    let first = store.import_upload(&county(), no, sheet.import("a.xlsx"), &change("")).await.unwrap();
    let again = store.import_upload(&county(), no, sheet.import("a.xlsx"), &change("")).await.unwrap();
    assert_eq!(first, again, "a job that is done again finds its work done");
    assert_eq!(store.imports(&county()).await.unwrap().len(), 1);
    assert_eq!(store.upload(&county(), no).await.unwrap().state, UploadState::Imported(first));
    assert_eq!(store.queue_upload_job(&county(), no, one.unwrap(), &confirm).await.unwrap(), None);
}

pub(crate) async fn what_was_previewed_on_other_facts_is_not_imported(place: Place) {
    let store = place.open().await;
    let no = keep(&store, "p1").await;
    let seen = store.upload(&county(), no).await.unwrap().job;
    let basis = store.facts_version(&county(), year()).await.unwrap();
    store.keep_preview(&county(), no, seen, (&basis, "preview")).await.unwrap();
    let other = sheet().save(&store).await;
    let refused = store.import_upload(&county(), no, sheet().import("a.xlsx"), &change("")).await;
    assert!(matches!(refused, Err(StoreError::FactsChanged(_))), "{refused:?}");
    let then = store.facts_version(&county(), year()).await.unwrap();
    store.undo(&county(), other, &change("错")).await.unwrap();
    let now = store.facts_version(&county(), year()).await.unwrap();
    assert!(basis != then && then != now && basis != now, "{basis} {then} {now}");
}

pub(crate) async fn an_upload_that_is_too_old_is_given_up(place: Place) {
    let store = place.open().await;
    let no = keep(&store, "p1").await;
    assert!(store.expire_uploads(&county(), 1000, &change("")).await.unwrap().is_empty());
    assert_eq!(store.expire_uploads(&county(), 1001, &change("")).await.unwrap(), ["f1"]);
    assert_eq!(store.upload(&county(), no).await.unwrap().state, UploadState::Discarded);
    let other = keep(&store, "p1").await;
    assert_eq!(store.discard_upload(&county(), other, &change("")).await.unwrap().as_deref(), Some("f1"));
    assert_eq!(store.discard_upload(&county(), other, &change("")).await.unwrap(), None);
    assert_eq!(store.uploads(&county(), "p1").await.unwrap().len(), 2);
    assert!(store.uploads(&county(), "p2").await.unwrap().is_empty());
    let actions = store.audit_entries(Some(&county()), 0, 10).await.unwrap();
    let actions: Vec<_> = actions.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["upload", "discard-upload", "upload", "discard-upload"]);
}

pub(crate) async fn a_repeated_request_is_known_again(place: Place) {
    let store = place.open().await;
    let request = Request { asked_by: "p1", key: "k", fingerprint: "f" };
    let other = Request { fingerprint: "g", ..request };
    let begin = async |request, now| store.begin_request(&county(), request, now, now + 10).await.unwrap();
    assert_eq!(begin(request, 100).await, Seen::First);
    assert_eq!(begin(request, 101).await, Seen::UnderWay);
    store.end_request(&county(), request, Some("201")).await.unwrap();
    assert_eq!(begin(request, 102).await, Seen::Answered("201".to_owned()));
    assert_eq!(begin(other, 102).await, Seen::OtherRequest);
    assert_eq!(begin(Request { asked_by: "p2", ..request }, 102).await, Seen::First);
    assert_eq!(begin(request, 111).await, Seen::First, "its time has passed");
    store.end_request(&county(), request, None).await.unwrap();
    assert_eq!(begin(request, 112).await, Seen::First, "it failed, so it may come again");
}
