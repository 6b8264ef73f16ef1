//! Departments, the leading group, and who answers for what.

use std::fs;

use junheng_store::{NewDepartment, NewResponsibility, NewSeat, Store, StoreError};
use junheng_vault::Suite;

use crate::support::{Place, change, county};

const SUPERVISION: NewDepartment<'_> =
    NewDepartment { kind: "bureau_section", name: "督导股", telephone: "0310-1234567", ended_on: "" };
const HEAD: NewSeat<'_> = NewSeat {
    seat: "head",
    holder: "王芳canary",
    duty: "副县长",
    department: 1,
    from_on: "2026-09-01",
    to_on: "",
};

pub(crate) async fn a_department_has_a_name_of_its_own(place: Place) {
    let store = place.open().await;
    let add = async |new| store.add_department(&county(), new, &change("")).await;
    assert_eq!(add(SUPERVISION).await.unwrap(), 1);
    assert!(matches!(add(SUPERVISION).await, Err(StoreError::DepartmentTaken)));
    let finance = NewDepartment { kind: "county_office", name: "财政局", ..SUPERVISION };
    assert_eq!(add(finance).await.unwrap(), 2);
    let change_to = async |no, new| store.change_department(&county(), no, new, &change("")).await;
    assert!(matches!(change_to(2, SUPERVISION).await, Err(StoreError::DepartmentTaken)));
    assert!(matches!(change_to(9, finance).await, Err(StoreError::UnknownDepartment(9))));
    change_to(2, NewDepartment { ended_on: "2026-12-31", ..finance }).await.unwrap();
    let departments = store.departments(&county()).await.unwrap();
    let told: Vec<_> = departments.iter().map(|one| (&*one.name, &*one.ended_on)).collect();
    assert_eq!(told, [("督导股", ""), ("财政局", "2026-12-31")]);
    assert!(store.verify_audit().await.unwrap().is_ok());
}

/// Nor does a name stand in the clear in the database, its log or the audit.
pub(crate) async fn names_of_the_leading_group_are_sealed_and_come_through_a_new_key(place: Place) {
    let store = place.open().await;
    store.add_department(&county(), SUPERVISION, &change("")).await.unwrap();
    assert_eq!(store.add_seat(&county(), HEAD, &change("")).await.unwrap(), 1);
    let other = NewSeat { holder: "李明canary", to_on: "2027-08-31", ..HEAD };
    store.change_seat(&county(), 1, other, &change("")).await.unwrap();
    let unknown = store.change_seat(&county(), 2, other, &change("")).await;
    assert!(matches!(unknown, Err(StoreError::UnknownSeat(2))));
    store.close().await.unwrap();
    for entry in fs::read_dir(place.location.folder()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        let found = bytes.windows(6).any(|window| window == b"canary");
        assert!(!found, "a name in {}", path.display());
    }
    assert_eq!(Store::reseal(&place.location, Suite::Sm, &change("")).await.unwrap(), 1);
    let store = place.open().await;
    let seats = store.group_seats(&county()).await.unwrap();
    assert_eq!((&*seats[0].holder, &*seats[0].to_on), ("李明canary", "2027-08-31"));
    let entries = store.audit_entries(Some(&county()), 0, 100).await.unwrap();
    let changed = entries.iter().find(|entry| entry.action == "change-seat").unwrap();
    assert_eq!(changed.after["name_changed"], true);
    assert!(!serde_json::to_string(&entries).unwrap().contains("canary"));
}

fn said<'a>(matter: &'a str, owner: u32, helpers: &'a [u32]) -> NewResponsibility<'a> {
    let standard = "national/quality-balance-2017";
    NewResponsibility { standard, matter, owner, helpers, due_on: "2027-06-30", from_on: "2026-09-01" }
}

pub(crate) async fn who_answered_for_what_is_never_changed(place: Place) {
    let store = place.open().await;
    store.add_department(&county(), SUPERVISION, &change("")).await.unwrap();
    let assign = async |new| store.assign(&county(), new, &change("minutes 3")).await;
    assert_eq!(assign(said("indicator:R1", 1, &[])).await.unwrap(), 1);
    assert_eq!(assign(said("indicator:R1", 0, &[])).await.unwrap(), 2, "nobody any more");
    for new in [said("indicator:R1", 7, &[]), said("indicator:R1", 1, &[7])] {
        assert!(matches!(assign(new).await, Err(StoreError::UnknownDepartment(7))));
    }
    let all = store.responsibilities(&county()).await.unwrap();
    assert_eq!(all.iter().map(|one| (one.no, one.owner)).collect::<Vec<_>>(), [(1, 1), (2, 0)]);
    assert_eq!((&*all[0].why, &*all[0].due_on), ("minutes 3", "2027-06-30"));
    store.close().await.unwrap();
    place.refuses(&["UPDATE responsibility SET owner = 0", "DELETE FROM responsibility"]).await;
}

pub(crate) async fn departments_of_another_county_are_not_there(place: Place) {
    let store = place.open().await;
    let other = junheng_domain::CountyCode::new("130998").unwrap();
    store.add_department(&county(), SUPERVISION, &change("")).await.unwrap();
    assert_eq!(
        store.add_department(&other, SUPERVISION, &change("")).await.unwrap(),
        1,
        "names are free there"
    );
    store
        .change_department(&other, 1, NewDepartment { name: "督学室", ..SUPERVISION }, &change(""))
        .await
        .unwrap();
    assert_eq!(store.departments(&county()).await.unwrap()[0].name, "督导股");
    store.add_seat(&county(), HEAD, &change("")).await.unwrap();
    assert_eq!(store.group_seats(&other).await.unwrap(), []);
    let foreign = store.assign(&other, said("indicator:R1", 2, &[]), &change("")).await;
    assert!(matches!(foreign, Err(StoreError::UnknownDepartment(2))));
    assert_eq!(store.responsibilities(&other).await.unwrap(), []);
}

pub(crate) async fn keys_that_sealed_a_name_are_not_replaced(place: Place) {
    let store = place.open().await;
    store.add_seat(&county(), HEAD, &change("")).await.unwrap();
    store.close().await.unwrap();
    let key = place.location.folder().join("vault.key");
    fs::remove_file(&key).unwrap();
    let store = place.open().await;
    assert!(matches!(store.group_seats(&county()).await, Err(StoreError::Keys(_))));
    assert!(!key.exists());
}
