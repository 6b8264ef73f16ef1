//! Proposals of standards and publications, each with who, when and why.

use junheng_store::{ProposalState, StoreError};

use crate::support::{Place, change, county, year};

pub(crate) async fn an_approved_proposal_replaces_the_one_before(place: Place) {
    let store = place.open().await;
    assert!(matches!(
        store.propose(&county(), "county/own", "a", &change("")).await,
        Err(StoreError::ReasonNeeded)
    ));
    for body in ["first", "second", "third"] {
        store.propose(&county(), "county/own", body, &change("new target")).await.unwrap();
    }
    for (no, approve) in [(1, true), (2, false), (3, true)] {
        store.decide(&county(), no, approve, &change("seen")).await.unwrap();
    }
    let again = store.decide(&county(), 2, true, &change("seen")).await;
    assert!(matches!(again, Err(StoreError::UnknownProposal(2))));
    let states: Vec<_> = store.proposals(&county()).await.unwrap().into_iter().map(|one| one.state).collect();
    assert_eq!(states, [ProposalState::Replaced, ProposalState::Refused, ProposalState::Approved]);
    assert!(store.verify_audit().await.unwrap().is_ok());
}

pub(crate) async fn a_publication_is_withdrawn_once(place: Place) {
    let store = place.open().await;
    let no = store.publish(&county(), year(), "{}", &change("yearly report")).await.unwrap();
    store.withdraw_publication(&county(), no, &change("figure corrected")).await.unwrap();
    let twice = store.withdraw_publication(&county(), no, &change("x")).await;
    assert!(matches!(twice, Err(StoreError::UnknownPublication(1))));
    let [one] = store.publications(&county()).await.unwrap().try_into().unwrap();
    assert_eq!((one.body.as_str(), one.withdrawn.unwrap().why.as_str()), ("{}", "figure corrected"));
}
