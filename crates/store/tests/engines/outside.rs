//! Signing in through an identity provider: its registration, links to it, sign-ins under way.

use std::fs;

use junheng_store::{
    NewPerson, NewProvider, NewSession, Opening, OutsideSignIn, SessionStage, SessionWay, Store, StoreError,
};
use junheng_vault::Suite;

use crate::support::{Place, change, county};

const ISSUER: &str = "https://id.example.org";
const PROVIDER: NewProvider<'_> = NewProvider {
    issuer: ISSUER,
    client: "junheng-county",
    secret: "secret-canary",
    label: "县统一身份认证",
    address: "https://balance.example.org",
    on: true,
};

async fn person(store: &Store, login: &str) -> String {
    store.add_person(&county(), NewPerson { login, name: "王芳", phone: "" }, &change("")).await.unwrap()
}

async fn open_session(store: &Store, person: &str, digest: &str, way: SessionWay) {
    let session = NewSession {
        digest,
        person,
        stage: SessionStage::Whole,
        way,
        opening: Opening::SignIn,
        agent: "browser",
        address: "",
    };
    store.open_session(&county(), session, None, (1000, 0), &change("")).await.unwrap();
}

async fn link(store: &Store, subject: &str, person: &str) -> Result<(), StoreError> {
    store.link_identity(&county(), (ISSUER, subject), person, &change("")).await
}

/// Whose account it is, if the link counts.
async fn linked(store: &Store, subject: &str) -> Option<String> {
    let found = store.outside_identity(&county(), (ISSUER, subject)).await.unwrap();
    found.filter(|found| found.authentic).map(|found| found.person)
}

fn begun(browser: &str) -> OutsideSignIn {
    OutsideSignIn {
        browser: browser.to_owned(),
        nonce: "nonce-canary".to_owned(),
        verifier: "verifier-canary".to_owned(),
        person: String::new(),
        page: "/schools".to_owned(),
        expires_at: 100,
    }
}

pub(crate) async fn what_a_provider_tells_is_kept_sealed(place: Place) {
    let store = place.open().await;
    assert!(store.provider(&county()).await.unwrap().is_none());
    let id = person(&store, "wang.fang").await;
    store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
    link(&store, "subject-canary", &id).await.unwrap();
    store.begin_outside(&county(), "state", &begun("browser"), 1).await.unwrap();
    let kept = store.provider(&county()).await.unwrap().unwrap();
    assert_eq!((kept.secret.as_str(), kept.on, kept.authentic), ("secret-canary", true, true));
    let backup = place.file("backup");
    store.backup(&backup, &change("")).await.unwrap();
    let entries = store.audit_entries(Some(&county()), 0, 100).await.unwrap();
    let recorded = format!("{entries:?}");
    assert!(recorded.contains("set-provider") && recorded.contains("link-identity"), "{recorded}");
    store.close().await.unwrap();
    let mut files = vec![backup];
    files.extend(fs::read_dir(place.location.folder()).unwrap().map(|entry| entry.unwrap().path()));
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file).unwrap();
        for canary in ["secret-canary", "subject-canary", "nonce-canary", "verifier-canary"] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", file.display());
        }
    }
    assert!(["secret-canary", "subject-canary"].iter().all(|canary| !recorded.contains(canary)));
}

pub(crate) async fn what_was_written_behind_the_programs_back_lets_nobody_in(place: Place) {
    let store = place.open().await;
    let (one, two) = (person(&store, "one").await, person(&store, "two").await);
    store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
    link(&store, "zhang", &one).await.unwrap();
    assert_eq!(linked(&store, "zhang").await, Some(one));
    store.close().await.unwrap();
    place
        .tamper(&[
            &format!("UPDATE outside_identity SET person = '{two}'"),
            "UPDATE provider SET issuer = 'https://evil.example.org'",
        ])
        .await;
    let store = place.open().await;
    assert_eq!(linked(&store, "zhang").await, None);
    assert!(!store.provider(&county()).await.unwrap().unwrap().authentic);
    let findings = store.doctor().await.unwrap();
    for code in ["identity-forged", "provider-forged"] {
        assert!(findings.iter().any(|finding| finding.code == code), "{code}");
    }
}

pub(crate) async fn a_sign_in_under_way_is_taken_once_by_its_own_browser(place: Place) {
    let store = place.open().await;
    let take =
        async |state, browser, now| store.take_outside(&county(), (state, browser), now).await.unwrap();
    store.begin_outside(&county(), "one", &begun("mine"), 1).await.unwrap();
    store.begin_outside(&county(), "two", &begun("mine"), 1).await.unwrap();
    assert_eq!(take("one", "another", 50).await, None, "it is of another browser");
    assert_eq!(take("three", "mine", 50).await, None);
    assert_eq!(take("two", "mine", 100).await, None, "it is too old");
    assert_eq!(take("one", "mine", 99).await, Some(begun("mine")));
    assert_eq!(take("one", "mine", 99).await, None, "it opens once");
    store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
    assert_eq!(take("two", "mine", 50).await, None, "it was asked of another registration");
}

pub(crate) async fn an_identity_is_of_one_account_and_an_account_of_one_identity(place: Place) {
    let store = place.open().await;
    let (one, two) = (person(&store, "one").await, person(&store, "two").await);
    link(&store, "zhang", &one).await.unwrap();
    for (subject, person) in [("zhang", &two), ("li", &one), ("zhang", &one)] {
        let refused = link(&store, subject, person).await;
        assert!(matches!(refused, Err(StoreError::IdentityTaken)), "{subject}: {refused:?}");
    }
    assert!(matches!(link(&store, "li", "nobody").await, Err(StoreError::UnknownPerson(_))));
    assert_eq!(linked(&store, "ZHANG").await, None, "subjects are compared letter by letter");
    open_session(&store, &one, "came-by-it", SessionWay::Provider).await;
    open_session(&store, &one, "came-otherwise", SessionWay::Password).await;
    assert!(store.unlink_identity(&county(), &one, &change("")).await.unwrap());
    assert!(!store.unlink_identity(&county(), &one, &change("")).await.unwrap());
    let left = store.sessions(&county(), None).await.unwrap();
    assert_eq!(left.iter().map(|one| one.digest.as_str()).collect::<Vec<_>>(), ["came-otherwise"]);
    link(&store, "zhang", &two).await.unwrap();
    assert_eq!(linked(&store, "zhang").await, Some(two));
}

pub(crate) async fn what_a_provider_opened_ends_when_it_is_switched_off_or_replaced(place: Place) {
    let store = place.open().await;
    let id = person(&store, "one").await;
    store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
    let proved = async |digest| store.session(&county(), digest).await.unwrap().map(|one| one.proved_at);
    open_session(&store, &id, "password", SessionWay::Password).await;
    for (digest, new, ends) in [
        ("label", NewProvider { label: "Another", ..PROVIDER }, false),
        ("off", NewProvider { on: false, ..PROVIDER }, true),
        ("replaced", NewProvider { issuer: "https://other.example.org", ..PROVIDER }, true),
    ] {
        store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
        open_session(&store, &id, digest, SessionWay::Provider).await;
        assert_eq!(proved(digest).await, Some(0), "nothing was proved here");
        store.set_provider(&county(), new, &change("")).await.unwrap();
        assert_eq!(proved(digest).await.is_none(), ends, "{digest}");
    }
    assert_eq!(proved("password").await, Some(1000));
}

pub(crate) async fn a_new_key_and_a_backup_keep_provider_and_links(place: Place) {
    let store = place.open().await;
    let id = person(&store, "one").await;
    store.set_provider(&county(), PROVIDER, &change("")).await.unwrap();
    link(&store, "zhang", &id).await.unwrap();
    store.begin_outside(&county(), "state", &begun("mine"), 1).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(Store::reseal(&place.location, Suite::Sm, &change("")).await.unwrap(), 3);
    let store = place.open().await;
    let holds = async |store: &Store| {
        let provider = store.provider(&county()).await.unwrap().unwrap();
        assert!(provider.authentic && provider.secret.as_str() == "secret-canary");
        assert_eq!(linked(store, "zhang").await, Some(id.clone()));
        assert_eq!(store.take_outside(&county(), ("state", "mine"), 50).await.unwrap(), None);
    };
    holds(&store).await;
    let backup = place.file("backup");
    store.backup(&backup, &change("")).await.unwrap();
    store.close().await.unwrap();
    Store::restore(&place.location, &backup, true, &change("drill")).await.unwrap();
    holds(&place.open().await).await;
}
