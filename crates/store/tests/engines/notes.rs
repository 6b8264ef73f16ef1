//! What a county notes beside its facts: school events, explained warnings, settings.

use junheng_domain::{Exact, Lineage, SchoolCode, SchoolEvent, SchoolEventKind, SchoolYear};
use junheng_store::StoreError;

use crate::support::{Place, change, county, unit, year};

pub(crate) async fn school_events_make_a_lineage(place: Place) {
    let store = place.open().await;
    let school = |code: &str| SchoolCode::new(code).unwrap();
    let third = Exact::new(1.into(), 3.into());
    let event = |to: &str, share: &Exact| SchoolEvent {
        kind: SchoolEventKind::Split,
        year: year(),
        from: school("a"),
        to: school(to),
        share: share.clone(),
    };
    for event in
        [event("b", &third), event("a", &(Exact::from_integer(1.into()) - &third)), event("c", &third)]
    {
        store.add_school_event(&county(), &event, "2026-08-20", &change("分校独立")).await.unwrap();
    }
    store.withdraw_school_event(&county(), 3, &change("登记错误")).await.unwrap();
    let twice = store.withdraw_school_event(&county(), 3, &change("x")).await;
    assert!(matches!(twice, Err(StoreError::UnknownEvent(3))));
    let recorded = store.school_events(&county()).await.unwrap();
    assert_eq!(recorded.iter().map(|one| one.withdrawn).collect::<Vec<_>>(), [false, false, true]);
    let in_force: Vec<_> = recorded.into_iter().filter(|one| !one.withdrawn).map(|one| one.event).collect();
    let lineage = Lineage::new(&in_force).unwrap();
    let before = SchoolYear::parse("2025").unwrap();
    let ancestors = lineage.ancestors(&school("b"), before, year());
    assert_eq!(ancestors[0], (school("a"), third));
}

pub(crate) async fn an_explained_warning_keeps_its_reason(place: Place) {
    let store = place.open().await;
    let explain = |why| {
        let store = &store;
        async move { store.explain_finding(&county(), year(), "pupils-jump", &unit("a"), &change(why)).await }
    };
    assert!(matches!(explain("").await, Err(StoreError::ReasonNeeded)));
    explain("学校扩建").await.unwrap();
    explain("学校扩建，已核实").await.unwrap();
    let [one] = store.explained_findings(&county(), year()).await.unwrap().try_into().unwrap();
    assert_eq!(
        (one.rule.as_str(), one.why.as_str(), one.subject),
        ("pupils-jump", "学校扩建，已核实", unit("a"))
    );
    let entries = store.audit_entries(Some(&county()), 0, 9).await.unwrap();
    assert_eq!(entries[1].before["why"], "学校扩建");
    for was_explained in [true, false] {
        let (subject, reason) = (unit("a"), change("解释有误"));
        let done = store.unexplain_finding(&county(), year(), "pupils-jump", &subject, &reason).await;
        assert_eq!(done.unwrap(), was_explained);
    }
    assert_eq!(store.explained_findings(&county(), year()).await.unwrap(), []);
}

pub(crate) async fn a_setting_is_kept_with_its_history(place: Place) {
    let store = place.open().await;
    assert_eq!(store.setting(&county(), "standard").await.unwrap(), None);
    for value in ["a", "b"] {
        store.set_setting(&county(), "standard", value, &change("")).await.unwrap();
    }
    assert_eq!(store.setting(&county(), "standard").await.unwrap().as_deref(), Some("b"));
    let entries = store.audit_entries(Some(&county()), 0, 9).await.unwrap();
    assert_eq!((&entries[1].before, &entries[1].after), (&"a".into(), &"b".into()));
}
