//! A provider that keeps the rules is believed, and one that breaks any of them is not.
#![cfg(test)]

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use junheng_oidc::{Begun, OidcError, Provider, Registration};
use junheng_testkit::provider::{CLIENT, Fault, SECRET, TestProvider};

const REDIRECT: &str = "https://balance.example.org/sign-in/provider/return";

fn registration(provider: &TestProvider) -> Registration {
    Registration {
        issuer: provider.issuer(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned().into(),
        redirect: REDIRECT.to_owned(),
    }
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn code_in(back: &str) -> String {
    let (page, query) = back.split_once('?').unwrap();
    assert_eq!(page, REDIRECT);
    query.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned()
}

fn begun(provider: &TestProvider) -> (Provider, Begun) {
    let found = Provider::discover(&registration(provider)).unwrap();
    let begun = found.begin().unwrap();
    (found, begun)
}

/// A whole sign-in of `zhang`.
fn sign_in(provider: &TestProvider) -> Result<String, OidcError> {
    let (found, begun) = begun(provider);
    let code = code_in(&provider.consents(&begun.address, "zhang"));
    found.finish(&code, &begun.kept, now())
}

#[test]
fn a_provider_that_keeps_the_rules_is_believed() {
    let provider = TestProvider::start().unwrap();
    assert_eq!(sign_in(&provider).unwrap(), "zhang");
}

#[track_caller]
fn check(fault: Fault, is_it: fn(&OidcError) -> bool) {
    let provider = TestProvider::start().unwrap();
    provider.breaks(fault);
    let error = sign_in(&provider).unwrap_err();
    assert!(is_it(&error), "{fault:?}: {error:?}");
}

#[test]
fn an_answer_that_the_provider_did_not_sign_is_not_believed() {
    for fault in [
        Fault::StrangeKey,
        Fault::StrangeKeyName,
        Fault::Altered,
        Fault::Unsigned,
        Fault::SecretAsKey,
        Fault::NoToken,
    ] {
        check(fault, |error| matches!(error, OidcError::Untrusted(_)));
    }
}

#[test]
fn an_answer_to_somebody_elses_question_is_not_believed() {
    for fault in [Fault::WrongAudience, Fault::WrongIssuer] {
        check(fault, |error| matches!(error, OidcError::Untrusted(_)));
    }
    for fault in [Fault::WrongNonce, Fault::NoNonce] {
        check(fault, |error| matches!(error, OidcError::Nonce));
    }
}

#[test]
fn an_answer_of_another_time_is_not_believed() {
    for fault in [Fault::Expired, Fault::OfTheFuture] {
        check(fault, |error| matches!(error, OidcError::Clock(_)));
    }
}

#[test]
fn clocks_may_be_a_minute_apart_and_no_more() {
    let provider = TestProvider::start().unwrap();
    // Its tokens live for five minutes.
    for (ahead, fits) in [(40, true), (-330, true), (120, false), (-400, false)] {
        provider.clock_is_ahead(ahead);
        assert_eq!(sign_in(&provider).is_ok(), fits, "{ahead}");
    }
}

#[test]
fn a_code_opens_once_and_only_with_its_verifier() {
    let provider = TestProvider::start().unwrap();
    let (found, one) = begun(&provider);
    let code = code_in(&provider.consents(&one.address, "zhang"));
    assert_eq!(found.finish(&code, &one.kept, now()).unwrap(), "zhang");
    let again = found.finish(&code, &one.kept, now());
    assert!(matches!(&again, Err(OidcError::Code(said)) if said == "invalid_grant"), "{again:?}");

    let (_, other) = begun(&provider);
    let code = code_in(&provider.consents(&one.address, "zhang"));
    let stolen = found.finish(&code, &other.kept, now());
    assert!(matches!(stolen, Err(OidcError::Code(_))), "{stolen:?}");
}

#[test]
fn a_wrong_secret_is_told_as_the_provider_says_it() {
    let provider = TestProvider::start().unwrap();
    let wrong = Registration { client_secret: "guessed".to_owned().into(), ..registration(&provider) };
    let found = Provider::discover(&wrong).unwrap();
    let begun = found.begin().unwrap();
    let code = code_in(&provider.consents(&begun.address, "zhang"));
    let refused = found.finish(&code, &begun.kept, now());
    assert!(matches!(&refused, Err(OidcError::Code(said)) if said == "invalid_client"), "{refused:?}");
}

#[test]
fn a_provider_that_fails_or_leads_elsewhere_is_told_apart() {
    let provider = TestProvider::start().unwrap();
    provider.breaks(Fault::Down);
    let down = Provider::discover(&registration(&provider));
    assert!(matches!(down, Err(OidcError::Down(_))), "{down:?}");
    provider.breaks(Fault::WrongDescription);
    let other = Provider::discover(&registration(&provider));
    assert!(matches!(other, Err(OidcError::Description(_))), "{other:?}");
    provider.breaks(Fault::Elsewhere);
    let led = sign_in(&provider);
    assert!(led.is_err(), "a secret is not carried elsewhere: {led:?}");

    let nobody = Registration { issuer: "http://127.0.0.1:1".to_owned(), ..registration(&provider) };
    assert!(matches!(Provider::discover(&nobody), Err(OidcError::Down(_))));
    let clear = Registration { issuer: "http://id.example.org".to_owned(), ..registration(&provider) };
    assert!(matches!(Provider::discover(&clear), Err(OidcError::Address(_))));
}

#[test]
fn every_sign_in_has_a_state_a_nonce_and_a_verifier_of_its_own() {
    let provider = TestProvider::start().unwrap();
    let found = Provider::discover(&registration(&provider)).unwrap();
    let mut seen = BTreeMap::new();
    for _ in 0..20 {
        let begun = found.begin().unwrap();
        for value in [begun.state, begun.kept.nonce, begun.kept.verifier] {
            assert!(value.len() >= 22, "at least 128 bits");
            assert_eq!(seen.insert(value, ()), None);
        }
    }
}

#[test]
fn no_secret_is_shown_by_mistake() {
    let provider = TestProvider::start().unwrap();
    let (found, begun) = begun(&provider);
    let shown = format!("{:?} {:?} {begun:?} {:?}", registration(&provider), found, begun.kept);
    for secret in [SECRET, &begun.kept.nonce, &begun.kept.verifier, &begun.state] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
