//! The day at work: data, programs, a round of reporting, the bureau, the machine.

use axum::http::{Request, header};
use junheng_app::restore;
use junheng_domain::{Level, MeasureId, Number, Origin, Value};
use junheng_store::{ActingPost, Location, Store};

use super::{Day, FOREIGN, Leaves, OWN};
use crate::sign_in::tests::{Browser, between, operator, to};
use crate::testing::Part;

const STANDARD: &str = "national/quality-balance-2017";
const OWN_STANDARD: &str = "schema = 1\nid = \"county/own\"\nversion = \"1\"\n\
    extends = \"national/quality-balance-2017\"\nzh = \"本县口径\"\nen = \"Own terms\"\ndocument = \"通知\"\n\
    number = \"\"\nstatus = \"local\"\nremove = [\"V5\"]\n";

impl Day<'_> {
    pub(super) async fn looking_and_taking_out(&self, officer: &mut Browser<'_>, audit: &mut Browser<'_>) {
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

    pub(super) async fn of_the_data(&self, officer: &mut Browser<'_>) {
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

    pub(super) async fn by_a_program(&self, officer: &mut Browser<'_>, security: &mut Browser<'_>) {
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
        let list = security.get("/sessions").await;
        let id = between(&list.text, "action=\"/tokens/", "/end");
        self.through.replace(format!("token {id}"));
        let put = ask("PUT", r#"{"value":"东片","reason":"更正"}"#, tag);
        self.leaves("a program changes", put, (200, "off", &["edit"])).await;
        self.through.take();
        let end = format!("/tokens/{id}/end");
        self.leaves("its token ends", security.post(&end, &[]), (303, "sec", &["end-token"])).await;
        self.through.replace(format!("token {id}"));
        let again: Leaves<'_> = (401, "off", &["refuse"]);
        self.leaves("it comes again", ask("GET", "", "*"), again).await;
        self.leaves("and again at once", ask("GET", "", "*"), (401, "off", &[])).await;
        self.through.take();
    }

    pub(super) async fn of_a_round(
        &self,
        officer: &mut Browser<'_>,
        leader: &mut Browser<'_>,
        head: &mut Browser<'_>,
    ) {
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

    pub(super) async fn of_the_bureau(&self, officer: &mut Browser<'_>, leader: &mut Browser<'_>) {
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
        let reopen = leader.post("/snapshots/reopen", &lock);
        self.leaves("is reopened", reopen, (303, "lead", &["set"])).await;
        self.leaves("is locked again", leader.post("/snapshots/lock", &lock), (303, "lead", &["lock"])).await;
        self.leaves("locked twice", leader.post("/snapshots/lock", &lock), (303, "lead", &[])).await;
        let publish = [("statement", "全县"), ("why", "年度公开"), ("step", "publish")];
        let published = leader.post("/publication?year=2026", &publish);
        self.leaves("is published", published, (303, "lead", &["publish"])).await;
        let withdrawn = leader.post("/publication/1/withdrawal", &[("why", "更正")]);
        self.leaves("is withdrawn", withdrawn, (303, "lead", &["withdraw-publication"])).await;
    }

    pub(super) async fn of_the_machine(&self, system: &mut Browser<'_>) {
        self.leaves("how it is", system.get("/health"), (200, "sys", &[])).await;
        self.leaves("a backup", system.post("/backups", &[]), (303, "sys", &["backup"])).await;
        let mut backups = std::fs::read_dir(self.store.backup_folder()).unwrap();
        let (file, elsewhere) = (backups.next().unwrap().unwrap().path(), tempfile::tempdir().unwrap());
        let place = (elsewhere.path(), None);
        restore(&operator().permit(), place, &file, false, "2026-09-05T09:00:00+08:00").await.unwrap();
        let restored = Store::open(&Location::new(elsewhere.path(), None)).await.unwrap();
        let told = restored.audit_entries(None, 0, 100).await.unwrap();
        let posts = told.last().map(|entry| entry.capacity.posts.clone()).unwrap_or_default();
        assert_eq!(posts, [ActingPost { role: "operator".to_owned(), place: "county".to_owned() }]);
        let told: Vec<_> = told.iter().map(|entry| (entry.action.as_str(), entry.by.as_str())).collect();
        assert_eq!(told.iter().filter(|(action, _)| *action == "restore").count(), 1, "{told:?}");
        assert_eq!(told.last(), Some(&("restore", "op")), "{told:?}");
    }
}
