//! A day of a county, action by action: each leaves one record of each deed that it is, by whoever did it, also when it fails or
//! is refused, and what is no deed leaves none.
//!
//! What changes something is a deed, and so is what lets somebody in, what takes a file out of the system and what is refused to
//! somebody. Looking at a page or searching is none as long as no page shows fields more sensitive than the `personal` of
//! `rights.toml`, which are those of people in office and never of a child; printing is the browser's own doing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::http::{Request, header};
use junheng_app::{Role, restore};
use junheng_domain::{CountyCode, Level, MeasureId, Number, Origin, Value};
use junheng_store::{AuditEntry, Location, Store};
use junheng_testkit::provider::{CLIENT, SECRET, TestProvider};

use crate::sign_in::tests::{
    Browser, PASSWORD, between, code, operator, registered, to, without_second_factor,
};
use crate::testing::{Desk, Part, Read};

const OWN: &str = "2199000001";
const FOREIGN: &str = "2199000008";
const STANDARD: &str = "national/quality-balance-2017";
const NEW_PASSWORD: &str = "Bamboo-and-Tea-8";
const OWN_STANDARD: &str = "schema = 1\nid = \"county/own\"\nversion = \"1\"\n\
    extends = \"national/quality-balance-2017\"\nzh = \"本县口径\"\nen = \"Own terms\"\ndocument = \"通知\"\n\
    number = \"\"\nstatus = \"local\"\nremove = [\"V5\"]\n";

/// What an action is to be answered with, by whom its deeds are done, and which they are.
type Leaves<'t> = (u16, &'t str, &'t [&'t str]);

/// The county, its audit, and what did not go as written.
struct Day<'d> {
    desk: &'d Desk,
    store: Store,
    county: CountyCode,
    wrong: RefCell<Vec<String>>,
}

impl<'d> Day<'d> {
    async fn of(desk: &'d Desk) -> Self {
        let county = junheng_testkit::county::sample().code;
        Self { desk, store: desk.store().await, county, wrong: RefCell::default() }
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

    /// Has something done, and looks at what it left.
    async fn leaves(&self, what: &str, act: impl Future<Output = Read>, expected: Leaves<'_>) -> Read {
        let before = self.records().await.map(|chain| chain.len());
        let read = act.await;
        let after = self.records().await;
        let new: Vec<&AuditEntry> =
            after.iter().zip(before).flat_map(|(chain, before)| chain.iter().skip(before)).collect();
        let told = self.told(&new).await;
        let (status, by, deeds) = expected;
        let deeds: Vec<_> = deeds.iter().map(|deed| ((*deed).to_owned(), by.to_owned())).collect();
        if read.status.as_u16() != status || told != deeds {
            self.wrong.borrow_mut().push(format!("{what}: {} {told:?}, not {expected:?}", read.status));
        }
        read
    }

    /// Somebody who has signed in.
    async fn comes(&self, login: &str, role: Role) -> Browser<'d> {
        registered(self.desk.office(), login, role).await;
        let mut browser = Browser::new(self.desk);
        self.leaves("signs in", browser.sign_in(login, PASSWORD), (303, login, &["sign-in"])).await;
        browser
    }

    async fn at_the_door(&self, security: &mut Browser<'_>) {
        let desk = self.desk;
        let late = registered(desk.office(), "late", Role::Supervisor).await;
        let mut guest = Browser::new(desk);
        let failed: Leaves<'_> = (422, "late", &["sign-in-failed"]);
        for _ in 0..4 {
            self.leaves("a wrong password", guest.sign_in("late", "wrong"), failed).await;
        }
        let locking: Leaves<'_> = (422, "late", &["sign-in-failed", "lock-sign-in"]);
        self.leaves("one wrong password more", guest.sign_in("late", "wrong"), locking).await;
        self.leaves("the right one while it is locked", guest.sign_in("late", PASSWORD), failed).await;
        self.leaves("a login of nobody", guest.sign_in("nobody", "x"), (422, "-", &["sign-in-failed"])).await;
        let unlock = format!("/people/{late}/unlock");
        self.leaves("is unlocked", security.post(&unlock, &[]), (303, "sec", &["unlock-sign-in"])).await;
        self.leaves("signs in", guest.sign_in("late", PASSWORD), (303, "late", &["sign-in"])).await;

        let fields = [("old", "wrong"), ("new", NEW_PASSWORD), ("again", NEW_PASSWORD)];
        self.leaves("a wrong old password", guest.post("/account/password", &fields), failed).await;
        let fields = [("old", PASSWORD), ("new", NEW_PASSWORD), ("again", NEW_PASSWORD)];
        let set: Leaves<'_> = (303, "late", &["set-password"]);
        self.leaves("a new password", guest.post("/account/password", &fields), set).await;
        self.leaves("signs out", guest.post("/sign-out", &[]), (303, "late", &["sign-out"])).await;
        self.leaves("signs out again", guest.post("/sign-out", &[]), (303, "late", &[])).await;
    }

    async fn with_a_second_factor(&self, security: &mut Browser<'_>) {
        let desk = self.desk;
        let person = registered(desk.office(), "two", Role::BureauOfficer).await;
        let mut browser = Browser::new(desk);
        self.leaves("signs in", browser.sign_in("two", PASSWORD), (303, "two", &["sign-in"])).await;
        let enrol = browser.get("/account/second-factor").await;
        let secret = between(&enrol.text, "name=\"secret\" value=\"", "\"").to_owned();
        let first = [("secret", secret.as_str()), ("code", &code(&secret))];
        let set = browser.post("/account/second-factor", &first);
        let set = self.leaves("a second factor", set, (200, "two", &["set-second-factor"])).await;
        let recovery: Vec<&str> = set.text.split("<li><code>").skip(1).collect();
        let recovery: Vec<&str> = recovery.iter().map(|rest| rest.split('<').next().unwrap()).collect();

        let mut again = Browser::new(desk);
        let begun: Leaves<'_> = (303, "two", &["begin-sign-in"]);
        self.leaves("the password alone", again.sign_in("two", PASSWORD), begun).await;
        let wrong = again.post("/sign-in/code", &[("code", "12345")]);
        self.leaves("a wrong code", wrong, (422, "two", &["sign-in-failed"])).await;
        let next = junheng_app::code_of(&secret, jiff::Timestamp::now().as_second() + 30).unwrap();
        let right = [("code", next.as_str())];
        let right = again.post("/sign-in/code", &right);
        self.leaves("the right code", right, (303, "two", &["sign-in"])).await;
        let proof = [("password", PASSWORD), ("code", recovery[0])];
        let proved: Leaves<'_> = (303, "two", &["use-recovery-code", "prove"]);
        self.leaves("a proof by a recovery code", again.post("/account/proof", &proof), proved).await;

        let remove = format!("/people/{person}/second-factor/remove");
        let removed: Leaves<'_> = (303, "sec", &["remove-second-factor"]);
        self.leaves("a lost factor", security.post(&remove, &[]), removed).await;
        let mut forced = Browser::new(desk);
        self.leaves("signs in without", forced.sign_in("two", PASSWORD), (303, "two", &["sign-in"])).await;
        let ends = security.get("/sessions").await;
        let (_, own) = ends.text.split_once(&format!("/people/{person}")).unwrap();
        let key = between(own, "action=\"/sessions/", "/end").to_owned();
        let end = format!("/sessions/{key}/end");
        self.leaves("a session is ended", security.post(&end, &[]), (303, "sec", &["end-session"])).await;
    }

    async fn about_people(&self, system: &mut Browser<'_>, security: &mut Browser<'_>) {
        let form = [("login", "li.ming"), ("name", "李明")];
        let added: Leaves<'_> = (303, "sys", &["add-person"]);
        let added = self.leaves("a person", system.post("/people/new", &form), added).await;
        let person = to(&added).to_owned();
        let invite = format!("{person}/invitation");
        let made: Leaves<'_> = (200, "sys", &["make-link"]);
        let made = self.leaves("a one-time link", system.post(&invite, &[]), made).await;
        let link = format!("/link/{}", between(&made.text, "<code>/link/", "</code>"));
        let fields = [("password", PASSWORD), ("again", PASSWORD)];
        let mut new = Browser::new(self.desk);
        self.leaves("the link is used", new.post(&link, &fields), (303, "li.ming", &["set-password"])).await;
        self.leaves("the link again", new.post(&link, &fields), (410, "li.ming", &[])).await;

        let (posts, form) = (format!("{person}/posts"), [("role", "supervisor"), ("place", "county")]);
        self.leaves("grants without the right", system.post(&posts, &form), (403, "sys", &["refuse"])).await;
        self.leaves("a post", security.post(&posts, &form), (303, "sec", &["grant-post"])).await;
        let end = format!("{posts}/1/end");
        self.leaves("its end", security.post(&end, &[]), (303, "sec", &["end-post"])).await;
        let own = self.store.people(&self.county).await.unwrap();
        let own = own.into_iter().find(|person| person.login == "sec").unwrap().id;
        let own = format!("/people/{own}/posts");
        self.leaves("a post for oneself", security.post(&own, &form), (409, "sec", &["refuse"])).await;
        let reset = format!("{person}/reset");
        let made: Leaves<'_> = (200, "sec", &["make-link"]);
        self.leaves("a link for a lost password", security.post(&reset, &[]), made).await;
        let change = [("login", "li.ming"), ("name", "李明明")];
        self.leaves("another name", system.post(&person, &change), (303, "sys", &["change-person"])).await;
        let state = format!("{person}/state");
        self.leaves("is disabled", system.post(&state, &[]), (303, "sys", &["disable-person"])).await;

        let policy = [("idle_minutes", "20")];
        self.leaves("a policy", security.post("/policies", &policy), (303, "sec", &["set"])).await;
        let loose = [("idle_minutes", "999")];
        self.leaves("one out of range", security.post("/policies", &loose), (422, "sec", &[])).await;
        let provider = TestProvider::start().unwrap();
        let issuer = provider.issuer();
        let form = [
            ("issuer", issuer.as_str()),
            ("client", CLIENT),
            ("secret", SECRET),
            ("label", "县认证"),
            ("address", "https://balance.example.org"),
        ];
        let set: Leaves<'_> = (303, "sec", &["set-provider"]);
        self.leaves("an identity provider", security.post("/provider", &form), set).await;
    }

    async fn looking_and_taking_out(&self, officer: &mut Browser<'_>, audit: &mut Browser<'_>) {
        let (school, facts) = (format!("/schools/{OWN}"), format!("/schools/{OWN}/facts"));
        for page in ["/", "/schools?q=hz", &school, &facts, "/snapshots", "/imports/1"] {
            self.leaves(page, officer.get(page), (200, "off", &[])).await;
        }
        for page in ["/audit", "/people", "/audit?action=refuse"] {
            self.leaves(page, audit.get(page), (200, "aud", &[])).await;
        }
        for file in ["/schools/export?format=csv", "/imports/template"] {
            self.leaves(file, officer.get(file), (200, "off", &["export"])).await;
        }
        self.leaves("rights", audit.get("/people/export"), (200, "aud", &["export"])).await;
        self.leaves("no right", officer.get("/people/export"), (403, "off", &["refuse"])).await;
    }

    async fn of_the_data(&self, officer: &mut Browser<'_>) {
        let year = junheng_testkit::county::sample().years().last().unwrap().to_string();
        let workbook = self.workbook();
        let parts = [
            Part::field("for", &year),
            Part::field("standard", STANDARD),
            Part::file("file", "清河.xlsx", &workbook),
        ];
        let upload = officer.hand_over("/imports/new", &parts);
        let sent = self.leaves("an upload", upload, (303, "off", &["upload"])).await.location();
        let address = sent.split('?').next().unwrap().to_owned();
        let checked = async {
            self.desk.work().await;
            officer.get(&address).await
        };
        let page = self.leaves("it is checked", checked, (200, "off", &[])).await;
        let seen = between(&page.text, "name=\"seen\" value=\"", "\"").to_owned();
        let confirmed = async {
            let read = officer.post(&format!("{address}/confirm"), &[("seen", &seen)]).await;
            self.desk.work().await;
            read
        };
        self.leaves("it is confirmed", confirmed, (303, "off", &["import"])).await;
        let no = self.desk.layers().await;
        for way in ["undo", "redo"] {
            let address = format!("/imports/{no}/{way}");
            let done = officer.post(&address, &[("reason", "重复")]);
            self.leaves(way, done, (303, "off", &[way])).await;
        }
        let again = officer.hand_over("/imports/new", &parts).await;
        let discard = format!("{}/discard", to(&again).split('?').next().unwrap());
        let discarded: Leaves<'_> = (303, "off", &["discard-upload"]);
        self.leaves("another is dropped", officer.post(&discard, &[]), discarded).await;

        let page = officer.get(&format!("/schools/{OWN}/facts?stage=primary&measure=teachers")).await;
        let version = between(&page.text, "name=\"version\" value=\"", "\"").to_owned();
        let form = [
            ("stage", "primary"),
            ("measure", "teachers"),
            ("value", "41"),
            ("reason", "更正"),
            ("version", &version),
        ];
        let facts = format!("/schools/{OWN}/facts");
        self.leaves("a fact", officer.post(&facts, &form), (303, "off", &["edit"])).await;

        let shelf = format!("/schools/{OWN}/evidence");
        let parts = [Part::field("note", ""), Part::file("file", "批复.pdf", b"%PDF-1.7\n")];
        let added: Leaves<'_> = (303, "off", &["add-evidence"]);
        self.leaves("evidence", officer.hand_over(&shelf, &parts), added).await;
        self.leaves("is taken out", officer.get("/evidence/1"), (200, "off", &["export"])).await;
        let withdraw = officer.post("/evidence/1/withdraw", &[("reason", "错误")]);
        self.leaves("is taken back", withdraw, (303, "off", &["withdraw-evidence"])).await;
    }

    /// The county's workbook with one fact changed.
    fn workbook(&self) -> Vec<u8> {
        let county = junheng_testkit::county::sample();
        let mut snapshot = county.snapshot(county.years().last().unwrap());
        let books = MeasureId::new("books").unwrap();
        let table = snapshot.table(Level::Unit);
        let row = (0..table.subjects.len()).find(|row| table.value(*row, &books).number().is_some()).unwrap();
        let (subject, now) = (table.subjects[row].clone(), table.value(row, &books).number().unwrap());
        let more = Value::Number(Number::from(now.approx() as u32 + 1));
        assert!(snapshot.set(&subject, &books, &more, Origin::default()));
        self.desk.workbook(STANDARD, &snapshot)
    }

    async fn by_a_program(&self, officer: &mut Browser<'_>, security: &mut Browser<'_>) {
        let form = [("name", "sync"), ("post", "0"), ("days", "30")];
        let made: Leaves<'_> = (200, "off", &["make-token"]);
        let made = self.leaves("a token", officer.post("/account/tokens", &form), made).await;
        let token = format!("junheng_{}", between(&made.text, "<code>junheng_", "</code>"));
        let path = format!("/api/v1/schools/{OWN}/facts/cluster");
        let ask = async |method: &str, body: &'static str, tag: &str| {
            let request = Request::builder().method(method).uri(&path);
            let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            let request = request.header(header::CONTENT_TYPE, "application/json");
            self.desk.send(request.header(header::IF_MATCH, tag).body(body.into()).unwrap()).await
        };
        let seen = self.leaves("a program looks", ask("GET", "", "*"), (200, "off", &[])).await;
        let tag = seen.headers.get(header::ETAG).map_or("*", |tag| tag.to_str().unwrap());
        let put = ask("PUT", r#"{"value":"东片","reason":"更正"}"#, tag);
        self.leaves("a program changes", put, (200, "off", &["edit"])).await;
        let list = security.get("/sessions").await;
        let end = format!("/tokens/{}/end", between(&list.text, "action=\"/tokens/", "/end"));
        self.leaves("its token ends", security.post(&end, &[]), (303, "sec", &["end-token"])).await;
        self.leaves("it comes again", ask("GET", "", "*"), (401, "off", &[])).await;
    }

    async fn of_a_round(&self, officer: &mut Browser<'_>, leader: &mut Browser<'_>, head: &mut Browser<'_>) {
        let year = junheng_testkit::county::sample().years().last().unwrap().to_string();
        let form = [
            ("for", year.as_str()),
            ("standard", STANDARD),
            ("opens_on", "2000-01-01"),
            ("deadline_on", "2999-12-31"),
            ("note", ""),
        ];
        let made: Leaves<'_> = (303, "off", &["make-round"]);
        self.leaves("a round", officer.post("/reporting/new", &form), made).await;
        let form = format!("/reporting/1/schools/{OWN}");
        let (hand_in, decide) = (format!("{form}/hand-in"), format!("{form}/decide"));
        let one = |by: &'static str| -> Leaves<'_> { (303, by, &["hand-in"]) };
        self.leaves("hands in", head.post(&hand_in, &[("form", "school:0")]), one("head")).await;
        let back = [("form", "school:1"), ("act", "return"), ("why", "缺页")];
        self.leaves("is returned", leader.post(&decide, &back), one("lead")).await;
        self.leaves("hands in again", head.post(&hand_in, &[("form", "school:2")]), one("head")).await;
        let own = [("form", "school:3"), ("act", "accept")];
        self.leaves("accepts the own", head.post(&decide, &own), (403, "head", &["refuse"])).await;
        self.leaves("is accepted", leader.post(&decide, &own), one("lead")).await;
        self.leaves("reminds", officer.post("/reporting/1/remind", &[]), one("off")).await;
        let export: Leaves<'_> = (200, "head", &["export"]);
        self.leaves("the board as a file", head.get("/reporting/1/export"), export).await;
        let foreign = format!("/reporting/1/schools/{FOREIGN}");
        self.leaves("another school's", head.get(&foreign), (404, "head", &["refuse"])).await;
        let hand_in = format!("{foreign}/hand-in");
        let foreign = head.post(&hand_in, &[("form", "school:0")]);
        self.leaves("and handing it in", foreign, (404, "head", &["refuse"])).await;
    }

    async fn of_the_bureau(&self, officer: &mut Browser<'_>, leader: &mut Browser<'_>) {
        let department = [("kind", "county_office"), ("name", "财政局")];
        let department = leader.post("/organisation/departments/new", &department);
        self.leaves("a department", department, (303, "lead", &["add-department"])).await;
        let seat = [("seat", "head"), ("holder", "赵一"), ("department", "1")];
        let seat = leader.post("/organisation/seats/new", &seat);
        self.leaves("a seat", seat, (303, "lead", &["add-seat"])).await;
        let assign = leader.post("/responsibilities/indicator%3AR1", &[("owner", "1")]);
        self.leaves("who answers", assign, (303, "lead", &["assign"])).await;
        let card = leader.post("/county", &[("name", "青禾县"), ("telephone", "0310-1234567")]);
        self.leaves("the county's card", card, (303, "lead", &["set"])).await;

        let own = [("text", OWN_STANDARD), ("why", "local target")];
        let proposed: Leaves<'_> = (303, "off", &["propose-standard"]);
        self.leaves("a proposal", officer.post("/proposals", &own), proposed).await;
        let decision = [("decision", "approve"), ("why", "fits")];
        let alone = officer.post("/proposals/1/decision", &decision);
        self.leaves("approves the own", alone, (403, "off", &["refuse"])).await;
        let approved = leader.post("/proposals/1/decision", &decision);
        self.leaves("is approved", approved, (303, "lead", &["decide-standard"])).await;

        let lock = [("for", "2026"), ("reason", "年度评估")];
        self.leaves("a lock", leader.post("/snapshots/lock", &lock), (303, "lead", &["lock"])).await;
        self.leaves("locked twice", leader.post("/snapshots/lock", &lock), (303, "lead", &[])).await;
        let publish = [("statement", "全县"), ("why", "年度公开"), ("step", "publish")];
        let published = leader.post("/publication?year=2026", &publish);
        self.leaves("is published", published, (303, "lead", &["publish"])).await;
        let withdrawn = leader.post("/publication/1/withdrawal", &[("why", "更正")]);
        self.leaves("is withdrawn", withdrawn, (303, "lead", &["withdraw-publication"])).await;
    }

    async fn of_the_machine(&self, system: &mut Browser<'_>) {
        self.leaves("how it is", system.get("/health"), (200, "sys", &[])).await;
        self.leaves("a backup", system.post("/backups", &[]), (303, "sys", &["backup"])).await;
        let mut backups = std::fs::read_dir(self.store.backup_folder()).unwrap();
        let (file, elsewhere) = (backups.next().unwrap().unwrap().path(), tempfile::tempdir().unwrap());
        let place = (elsewhere.path(), None);
        restore(&operator().permit(), place, &file, false, "2026-09-05T09:00:00+08:00").await.unwrap();
        let restored = Store::open(&Location::new(elsewhere.path(), None)).await.unwrap();
        let told = restored.audit_entries(None, 0, 100).await.unwrap();
        let told: Vec<_> = told.iter().map(|entry| (entry.action.as_str(), entry.by.as_str())).collect();
        assert_eq!(told.iter().filter(|(action, _)| *action == "restore").count(), 1, "{told:?}");
        assert_eq!(told.last(), Some(&("restore", "op")), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_action_of_a_day_leaves_its_record() {
    let desk = Desk::sample().await;
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
    let wrong = day.wrong.into_inner();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(day.store.verify_audit().await.unwrap().is_ok());
}
