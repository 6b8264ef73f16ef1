//! A sign-in costs the same whoever it is for, counted in hashes and in records: never by the clock. One test, since the
//! count is of the whole process.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use junheng_app::{
    Attempted, AuditAsked, Client, Inspect, NewPersonForm, Office, Operator, Policy, SecondFactorRule,
};
use junheng_vault::hashes_computed;

const PASSWORD: &str = "Lotus-and-Kite-7";
const AT: &str = "2026-09-05T09:00:00+08:00";
const CLIENT: Client<'_> = Client { agent: "browser", address: "192.0.2.1" };

async fn person(office: &Office, login: &str, with_password: bool) -> String {
    let operator = Operator::at_the_machine("op");
    let form = NewPersonForm { login, name: "王芳", phone: "" };
    let person = office.add_person(&operator.permit(), form, AT).await.unwrap();
    if with_password {
        let link = office.invite(&operator.permit(), &person, AT).await.unwrap();
        let token = link.path.strip_prefix("/link/").unwrap();
        assert!(office.use_link(token, (PASSWORD, PASSWORD), CLIENT, AT).await.unwrap());
    }
    person
}

async fn last_record(office: &Office) -> u64 {
    let permit = Operator::at_the_machine("op").permit::<Inspect>();
    let found = office.search_audit(&permit, AuditAsked::default()).await.unwrap();
    found.lines.first().map_or(0, |line| line.seq)
}

/// Hashes computed and records written by one sign-in, and whether it let somebody in.
async fn cost(office: &Office, login: &str, password: &str) -> (u64, u64, bool) {
    let (hashes, records) = (hashes_computed(), last_record(office).await);
    let opened = office.sign_in(Attempted { login, password }, CLIENT, None, AT).await.unwrap();
    (hashes_computed() - hashes, last_record(office).await - records, opened.is_some())
}

#[tokio::test]
async fn an_unknown_login_a_locked_one_and_a_wrong_password_take_the_same_work() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), None, Some("990101")).await.unwrap();
    let operator = Operator::at_the_machine("op");
    let policy = Policy { second_factor: SecondFactorRule::Optional, ..Policy::default() };
    office.set_policy(&operator.permit(), &operator.proof(), &policy, AT).await.unwrap();
    for login in ["known", "locked", "disabled"] {
        person(&office, login, true).await;
    }
    person(&office, "invited", false).await;
    let disabled = office.people(&operator.permit(), AT).await.unwrap();
    let disabled = disabled.iter().find(|person| person.login == "disabled").unwrap();
    office.set_active(&operator.permit(), &disabled.id, false, AT).await.unwrap();
    for login in ["locked", "unknown-and-locked"] {
        for failure in 1..=5 {
            // The last failure that is allowed is recorded with the lock that it brings.
            let records = if failure == 5 { 2 } else { 1 };
            assert_eq!(
                cost(&office, login, "wrong-Password-1").await,
                (1, records, false),
                "{login} {failure}"
            );
        }
    }
    for (login, password) in [
        ("unknown", PASSWORD),
        ("known", "wrong-Password-1"),
        ("known", ""),
        ("locked", "wrong-Password-1"),
        ("locked", PASSWORD),
        ("unknown-and-locked", PASSWORD),
        ("disabled", PASSWORD),
        ("invited", PASSWORD),
        ("", ""),
    ] {
        assert_eq!(cost(&office, login, password).await, (1, 1, false), "{login}");
    }
    let long = "x".repeat(1 << 20);
    for login in ["known", "unknown", "locked"] {
        assert_eq!(cost(&office, login, &long).await, (0, 1, false), "too long to be hashed: {login}");
    }
    assert_eq!(cost(&office, "known", PASSWORD).await, (1, 1, true));
}
