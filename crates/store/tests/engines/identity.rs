//! People, posts, attempts, links, sessions: sealed, recorded, and dead when they should be.

use std::fs;

use junheng_store::{
    Attempt, Change, LinkPurpose, LockRule, NewPerson, NewPost, NewSession, NewToken, OneTimeLink, Opening,
    PersonState, SessionStage, SessionWay, Store, StoreError,
};
use junheng_vault::{PasswordHash, Secret, Suite};

use crate::support::{Place, change, county};

const WANG: NewPerson<'_> = NewPerson { login: "wang.fang", name: "王芳canary", phone: "13812345678" };
const WHOLE: NewPost<'_> =
    NewPost { role: "bureau_leader", area: "\"county\"", from_on: "2026-09-01", to_on: "" };
const RULE: LockRule = LockRule { failures: 3, window_seconds: 900, lock_seconds: 900 };

async fn wang(store: &Store) -> String {
    store.add_person(&county(), WANG, &change("")).await.unwrap()
}

fn password(text: &str) -> PasswordHash {
    PasswordHash::of(text).unwrap()
}

async fn open_session(store: &Store, person: &str, digest: &str, now: i64) {
    let session = NewSession {
        digest,
        person,
        stage: SessionStage::Whole,
        way: SessionWay::Password,
        opening: Opening::SignIn,
        agent: "browser",
        address: "192.0.2.1",
    };
    store.open_session(&county(), session, None, (now, now - 86_400), &change("")).await.unwrap();
}

pub(crate) async fn a_person_is_found_by_login_in_any_case_and_width(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    for login in ["wang.fang", " WANG.Fang ", "ｗａｎｇ．fang"] {
        let found = store.person_of_login(&county(), login).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.name.as_str()), (id.as_str(), "王芳canary"), "{login}");
    }
    let again = NewPerson { login: "WANG.FANG", ..WANG };
    let refused = store.add_person(&county(), again, &change("")).await;
    assert!(matches!(refused, Err(StoreError::LoginTaken)));
    store.change_person(&county(), &id, NewPerson { name: "王小芳", ..again }, &change("")).await.unwrap();
    assert_eq!(store.person(&county(), &id).await.unwrap().unwrap().name, "王小芳");
}

/// What only the key file opens stands nowhere in the clear: not in the database, its log, a backup or the audit.
pub(crate) async fn nothing_personal_or_secret_stands_in_the_clear(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    let secret = Secret::generate().unwrap();
    let hash = password("Canary-Password-1");
    store.set_password(&county(), &id, (&hash, 1), None, &change("")).await.unwrap();
    let factor = Some((&secret, 1, &[junheng_vault::digest("RECOVERYCANARY12")][..]));
    store.set_second_factor(&county(), &id, factor, None, &change("")).await.unwrap();
    open_session(&store, &id, &junheng_vault::digest("session-canary"), 5).await;
    let link = OneTimeLink { purpose: LinkPurpose::Password { person: id }, expires_at: 99 };
    store.make_link(&county(), &junheng_vault::digest("link-canary"), &link, &change("")).await.unwrap();
    let backup = place.file("backup");
    store.backup(&backup, &change("")).await.unwrap();
    store.close().await.unwrap();
    let base32 = secret.base32().to_string();
    let canaries = [
        "wang.fang",
        "王芳canary",
        "13812345678",
        "Canary-Password-1",
        "RECOVERYCANARY12",
        "session-canary",
        "link-canary",
        &base32,
    ];
    let mut files = vec![backup];
    files.extend(fs::read_dir(place.location.folder()).unwrap().map(|entry| entry.unwrap().path()));
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file).unwrap();
        for canary in canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", file.display());
        }
    }
}

pub(crate) async fn a_post_written_behind_the_programs_back_gives_no_right(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    let clerk = NewPost { role: "school_clerk", ..WHOLE };
    assert_eq!(store.grant_post(&county(), &id, clerk, &change("")).await.unwrap(), 1);
    assert_eq!(store.grant_post(&county(), &id, clerk, &change("")).await.unwrap(), 2);
    assert!(store.end_post(&county(), &id, 2, &change("")).await.unwrap());
    assert!(!store.end_post(&county(), &id, 2, &change("")).await.unwrap(), "it ends once");
    assert!(store.posts(&county(), None).await.unwrap().iter().all(|post| post.authentic));
    store.close().await.unwrap();
    place
        .tamper(&[
            "UPDATE post SET role = 'bureau_leader' WHERE no = 1",
            "UPDATE post SET ended_at = '' WHERE no = 2",
        ])
        .await;
    let store = place.open().await;
    let posts = store.posts(&county(), Some(&id)).await.unwrap();
    assert!(posts.iter().all(|post| !post.authentic), "{posts:?}");
    let findings = store.doctor().await.unwrap();
    assert_eq!(findings.iter().filter(|finding| finding.code == "post-forged").count(), 2);
}

pub(crate) async fn a_login_is_locked_after_its_failures_whether_or_not_it_exists(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    for (login, person) in [("wang.fang", Some(id.as_str())), ("nobody", None)] {
        for now in 0..3 {
            let attempt = store.begin_attempt(&county(), login, RULE, 1000 + now).await.unwrap();
            assert_eq!(attempt, Attempt::Counted, "{login} {now}");
            store.attempt_failed(&county(), login, person, (RULE, 1000 + now), &change("")).await.unwrap();
        }
        let at = async |now| store.begin_attempt(&county(), login, RULE, now).await.unwrap();
        assert_eq!(at(1010).await, Attempt::Locked);
        assert_eq!(at(1901).await, Attempt::Locked);
        assert_eq!(at(1903).await, Attempt::Counted, "the lock ends after its time");
        store.attempt_succeeded(&county(), login).await.unwrap();
    }
}

/// Attempts are counted before the password is looked at.
pub(crate) async fn many_attempts_at_once_are_no_more_than_one_after_another(place: Place) {
    let store = place.open().await;
    let mut counted = 0;
    for _ in 0..10 {
        let attempt = store.begin_attempt(&county(), "wang", RULE, 1000).await.unwrap();
        counted += usize::from(attempt == Attempt::Counted);
    }
    assert_eq!(counted, 3, "none of them has failed yet");
}

pub(crate) async fn an_unlocked_login_may_be_tried_again(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    for _ in 0..3 {
        store.begin_attempt(&county(), "wang.fang", RULE, 1000).await.unwrap();
        store.attempt_failed(&county(), "wang.fang", Some(&id), (RULE, 1000), &change("")).await.unwrap();
    }
    assert_eq!(store.locked_people(&county(), 1001).await.unwrap(), [(id.clone(), 1900)]);
    assert!(store.unlock(&county(), (&id, "wang.fang"), &change("")).await.unwrap());
    let attempt = store.begin_attempt(&county(), "wang.fang", RULE, 1001).await.unwrap();
    assert_eq!(attempt, Attempt::Counted);
    let entries = store.audit_entries(Some(&county()), 0, 100).await.unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    let failed = "sign-in-failed";
    assert_eq!(actions, ["add-person", failed, failed, failed, "lock-sign-in", "unlock-sign-in"]);
}

pub(crate) async fn a_link_opens_once_and_a_new_one_ends_the_old(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    let link = OneTimeLink { purpose: LinkPurpose::Password { person: id }, expires_at: 100 };
    for digest in ["first", "second"] {
        store.make_link(&county(), digest, &link, &change("")).await.unwrap();
    }
    assert_eq!(store.link(&county(), "first", 50).await.unwrap(), None);
    assert_eq!(store.link(&county(), "second", 50).await.unwrap().as_ref(), Some(&link));
    assert_eq!(store.link(&county(), "second", 100).await.unwrap(), None, "it is too old");
    assert!(store.use_link(&county(), "second", 50).await.unwrap());
    assert!(!store.use_link(&county(), "second", 50).await.unwrap());
}

pub(crate) async fn a_county_is_set_up_once(place: Place) {
    let store = place.open().await;
    let first = NewPost { role: "system_administrator", ..WHOLE };
    let set_up = OneTimeLink { purpose: LinkPurpose::SetUp, expires_at: 100 };
    store.make_link(&county(), "set", &set_up, &change("")).await.unwrap();
    let twice = [(WANG, first), (WANG, WHOLE)];
    assert!(matches!(store.set_up(&county(), &twice, &change("")).await, Err(StoreError::LoginTaken)));
    assert!(!store.is_set_up(&county()).await.unwrap(), "all or none");
    store.set_up(&county(), &[(WANG, first)], &change("")).await.unwrap();
    assert_eq!(store.link(&county(), "set", 1).await.unwrap(), None, "the link is used up");
    let other = NewPerson { login: "other", ..WANG };
    let again = store.set_up(&county(), &[(other, first)], &change("")).await;
    assert!(matches!(again, Err(StoreError::SetUpAlready)));
    let link = store.make_link(&county(), "more", &set_up, &change("")).await;
    assert!(matches!(link, Err(StoreError::SetUpAlready)));
}

pub(crate) async fn a_disabled_person_has_no_session_and_no_link(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    open_session(&store, &id, "one", 1000).await;
    open_session(&store, &id, "two", 1001).await;
    let link = OneTimeLink { purpose: LinkPurpose::Password { person: id.clone() }, expires_at: 9999 };
    store.make_link(&county(), "link", &link, &change("")).await.unwrap();
    store.set_person_state(&county(), &id, PersonState::Disabled, &change("")).await.unwrap();
    assert_eq!(store.sessions(&county(), None).await.unwrap(), []);
    assert_eq!(store.link(&county(), "link", 1).await.unwrap(), None);
}

pub(crate) async fn a_new_password_ends_other_sessions_and_keeps_the_old_hashes(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    open_session(&store, &id, "here", 1000).await;
    open_session(&store, &id, "there", 1000).await;
    let (one, two) = (password("one"), password("two"));
    for (hash, keeping) in [(&one, Some("here")), (&two, Some("here"))] {
        store.set_password(&county(), &id, (hash, 7), keeping, &change("")).await.unwrap();
    }
    let credential = store.credential(&county(), &id).await.unwrap();
    assert!(credential.password.unwrap().matches("two") && credential.previous[0].matches("one"));
    let sessions = store.sessions(&county(), Some(&id)).await.unwrap();
    assert_eq!(sessions.iter().map(|session| session.digest.as_str()).collect::<Vec<_>>(), ["here"]);
}

pub(crate) async fn a_code_and_a_recovery_code_open_once(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    let secret = Secret::generate().unwrap();
    let codes = ["a".to_owned(), "b".to_owned()];
    store.set_second_factor(&county(), &id, Some((&secret, 5, &codes)), None, &change("")).await.unwrap();
    assert!(!store.use_code_step(&county(), &id, 5).await.unwrap());
    assert!(store.use_code_step(&county(), &id, 6).await.unwrap());
    assert!(!store.use_code_step(&county(), &id, 6).await.unwrap());
    assert!(store.use_recovery_code(&county(), &id, "a", &change("")).await.unwrap());
    assert!(!store.use_recovery_code(&county(), &id, "a", &change("")).await.unwrap());
    assert_eq!(store.credential(&county(), &id).await.unwrap().codes_left, 1);
}

pub(crate) async fn resealing_changes_the_key_and_nothing_else(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    store.grant_post(&county(), &id, WHOLE, &change("")).await.unwrap();
    let secret = Secret::generate().unwrap();
    store.set_second_factor(&county(), &id, Some((&secret, 5, &[])), None, &change("")).await.unwrap();
    let token = NewToken { digest: "t", person: &id, name: "sync", post: "{}", expires_at: 9 };
    store.make_token(&county(), token, &change("")).await.unwrap();
    let held = Store::reseal(&place.location, Suite::Sm, &change("")).await;
    assert!(held.is_err(), "while the store is open, nobody changes its keys");
    store.close().await.unwrap();
    assert_eq!(Store::reseal(&place.location, Suite::Sm, &change("")).await.unwrap(), 3);
    let store = place.open().await;
    assert_eq!(store.person_of_login(&county(), "wang.fang").await.unwrap().unwrap().id, id);
    assert!(store.posts(&county(), None).await.unwrap()[0].authentic);
    assert!(store.token(&county(), "t").await.unwrap().unwrap().authentic);
    let again = store.credential(&county(), &id).await.unwrap().totp.unwrap();
    assert_eq!(again.code_at(60), secret.code_at(60));
}

pub(crate) async fn a_lost_key_file_is_told_and_not_replaced(place: Place) {
    let store = place.open().await;
    wang(&store).await;
    store.close().await.unwrap();
    let key = place.location.folder().join("vault.key");
    fs::remove_file(&key).unwrap();
    let store = place.open().await;
    let found = store.people(&county()).await;
    assert!(matches!(found, Err(StoreError::Keys(_))), "{found:?}");
    assert!(store.doctor().await.unwrap().iter().any(|finding| finding.code == "vault-key-missing"));
    assert!(!key.exists());
}

pub(crate) async fn a_backup_brings_people_back_but_no_session(place: Place) {
    let store = place.open().await;
    let id = wang(&store).await;
    open_session(&store, &id, "here", 1000).await;
    let backup = place.file("backup");
    store.backup(&backup, &change("")).await.unwrap();
    store.close().await.unwrap();
    let by = Change::new("op", "2026-09-05T09:00:00+08:00", "drill");
    Store::restore(&place.location, &backup, true, &by).await.unwrap();
    let store = place.open().await;
    assert_eq!(store.people(&county()).await.unwrap().len(), 1);
    assert_eq!(store.sessions(&county(), None).await.unwrap(), []);
}
