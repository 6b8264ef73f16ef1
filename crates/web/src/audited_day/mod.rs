//! A day of a county, action by action: each leaves one record of each deed that it is, by whoever did it, also when it fails or
//! is refused, and what is no deed leaves none. Each record says in which capacity it was done: under which post, from where, and
//! through what.
//!
//! What changes something is a deed, and so is what lets somebody in, what takes a file out of the system and what is refused to
//! somebody. Looking at a page or searching is none as long as no page shows fields more sensitive than the `personal` of
//! `rights.toml`, which are those of people in office and never of a child; printing is the browser's own doing.

mod people;
mod work;

use std::cell::RefCell;
use std::collections::BTreeMap;

use junheng_app::Role;
use junheng_domain::CountyCode;
use junheng_store::{ActingPost, AuditEntry, Capacity, Store};
use junheng_testkit::provider::SECRET;

use crate::sign_in::tests::{Browser, PASSWORD, registered, without_second_factor};
use crate::testing::{Desk, Read};

const OWN: &str = "2199000001";
const FOREIGN: &str = "2199000008";
/// Where the browsers of the day are.
const MACHINE: &str = "198.51.100.20";
/// Deeds of somebody who is not in yet, and so acts under no post.
const BEFORE_THE_DOOR: [&str; 4] = ["sign-in", "begin-sign-in", "sign-in-failed", "lock-sign-in"];

/// What an action is to be answered with, by whom its deeds are done, and which they are.
type Leaves<'t> = (u16, &'t str, &'t [&'t str]);

/// The county, its audit, and what did not go as written.
struct Day<'d> {
    desk: &'d Desk,
    store: Store,
    county: CountyCode,
    wrong: RefCell<Vec<String>>,
    /// The post that each login holds.
    posts: RefCell<BTreeMap<String, ActingPost>>,
    /// What acts on behalf of a person just now.
    through: RefCell<String>,
}

impl<'d> Day<'d> {
    async fn of(desk: &'d Desk) -> Self {
        let county = junheng_testkit::county::sample().code;
        let (wrong, posts, through) = Default::default();
        Self { desk, store: desk.store().await, county, wrong, posts, through }
    }

    /// The records of the county, and of what belongs to no county.
    async fn records(&self) -> [Vec<AuditEntry>; 2] {
        let county = self.store.audit_entries(Some(&self.county), 0, 10_000).await.unwrap();
        [county, self.store.audit_entries(None, 0, 10_000).await.unwrap()]
    }

    /// Each deed of these records, with the login of who did it.
    async fn told(&self, records: &[&AuditEntry]) -> Vec<(String, String)> {
        let people = self.store.people(&self.county).await.unwrap();
        let logins: BTreeMap<_, _> = people.into_iter().map(|person| (person.id, person.login)).collect();
        let by = |entry: &AuditEntry| logins.get(&entry.by).unwrap_or(&entry.by).clone();
        records.iter().map(|entry| (entry.action.clone(), by(entry))).collect()
    }

    /// What a record says of its capacity that it should not.
    fn capacity_is_wrong(
        &self,
        (action, by): &(String, String),
        status: u16,
        capacity: &Capacity,
    ) -> Option<String> {
        let posts = self.posts.borrow();
        let holds: Vec<ActingPost> = posts.get(by).cloned().into_iter().collect();
        let dead_token = action == "refuse" && status == 401;
        let outside = BEFORE_THE_DOOR.contains(&action.as_str()) && capacity.posts.is_empty() || dead_token;
        let (address, through) = (MACHINE.to_owned(), self.through.borrow().clone());
        let posts = if outside { Vec::new() } else { holds };
        let expected = Capacity { posts, address, through };
        (*capacity != expected).then(|| format!("{action} by {by}: {capacity:?}, not {expected:?}"))
    }

    /// Has something done, and looks at what it left.
    async fn leaves(&self, what: &str, act: impl Future<Output = Read>, expected: Leaves<'_>) -> Read {
        let before = self.records().await.map(|chain| chain.len());
        let read = act.await;
        let after = self.records().await;
        let new: Vec<&AuditEntry> =
            after.iter().zip(before).flat_map(|(chain, before)| chain.iter().skip(before)).collect();
        let told = self.told(&new).await;
        for (told, entry) in told.iter().zip(&new) {
            self.wrong.borrow_mut().extend(self.capacity_is_wrong(
                told,
                read.status.as_u16(),
                &entry.capacity,
            ));
        }
        let (status, by, deeds) = expected;
        let deeds: Vec<_> = deeds.iter().map(|deed| ((*deed).to_owned(), by.to_owned())).collect();
        if read.status.as_u16() != status || told != deeds {
            self.wrong.borrow_mut().push(format!("{what}: {} {told:?}, not {expected:?}", read.status));
        }
        read
    }

    /// Somebody with a password and a post.
    async fn registers(&self, login: &str, role: Role) -> String {
        let place = if role == Role::Principal { format!("school {OWN}") } else { "county".to_owned() };
        let post = ActingPost { role: role.as_str().to_owned(), place };
        self.posts.borrow_mut().insert(login.to_owned(), post);
        registered(self.desk.office(), login, role).await
    }

    /// Somebody who has signed in.
    async fn comes(&self, login: &str, role: Role) -> Browser<'d> {
        self.registers(login, role).await;
        let mut browser = Browser::new(self.desk);
        self.leaves("signs in", browser.sign_in(login, PASSWORD), (303, login, &["sign-in"])).await;
        browser
    }
}

/// Names, logins, codes and secrets that were typed in the course of the day.
const TYPED: [&str; 9] =
    ["李明", "王小芳", "赵一", "li.ming", "\"late\"", "批复", PASSWORD, people::NEW_PASSWORD, SECRET];

#[tokio::test(flavor = "multi_thread")]
async fn each_action_of_a_day_leaves_its_record() {
    let desk = Desk::sample().await.reached_from(MACHINE);
    without_second_factor(desk.office()).await;
    let day = Day::of(&desk).await;
    let mut system = day.comes("sys", Role::SystemAdministrator).await;
    let mut security = day.comes("sec", Role::SecurityAdministrator).await;
    let mut audit = day.comes("aud", Role::AuditAdministrator).await;
    let mut leader = day.comes("lead", Role::BureauLeader).await;
    let mut officer = day.comes("off", Role::BureauOfficer).await;
    let mut head = day.comes("head", Role::Principal).await;
    day.at_the_door(&mut security).await;
    day.with_a_second_factor(&mut security).await;
    day.about_people(&mut system, &mut security).await;
    day.looking_and_taking_out(&mut officer, &mut audit).await;
    day.of_the_data(&mut officer).await;
    day.by_a_program(&mut officer, &mut security).await;
    day.of_a_round(&mut officer, &mut leader, &mut head).await;
    day.of_the_bureau(&mut officer, &mut leader).await;
    day.of_the_machine(&mut system).await;
    let wrong = day.wrong.take();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for entry in day.records().await.iter().flatten() {
        let text = serde_json::to_string(entry).unwrap();
        assert!(TYPED.iter().all(|typed| !text.contains(typed)), "{text}");
    }
    assert!(day.store.verify_audit().await.unwrap().is_ok());
}
