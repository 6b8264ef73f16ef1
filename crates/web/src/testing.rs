//! What tests of pages share: the sample county behind the whole router, and a visitor in any role.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use junheng_app::{Area, Branch, Office, Operator, Post, Role, RoundForm, Visitor, Workshop};
use junheng_domain::Snapshot;
use junheng_store::{Location, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::house::{House, Settings, Transport};
use crate::jobs;
use crate::router::router;

/// The application with the sample county, as one visitor meets it.
pub(crate) struct Desk {
    router: Router,
    house: Arc<House>,
    visitor: Option<Visitor>,
    /// The machine that requests come from, as the network knows it.
    machine: Option<IpAddr>,
    place: Arc<Place>,
}

/// Where the county of a test lives: a folder, and beside it, when `JUNHENG_TEST_ENGINE` is `postgres`, a database of its
/// own on the server of `JUNHENG_TEST_POSTGRES`.
struct Place {
    folder: TempDir,
    database: Option<Database>,
}

struct Database {
    server: String,
    name: String,
}

impl Place {
    fn new() -> Self {
        let database = match std::env::var("JUNHENG_TEST_ENGINE").unwrap_or_default().as_str() {
            "" | "sqlite" => None,
            "postgres" => Some(Database::new()),
            other => panic!("JUNHENG_TEST_ENGINE is sqlite or postgres, not {other}"),
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    fn url(&self) -> Option<String> {
        self.database.as_ref().map(Database::url)
    }

    async fn office(&self, county: Option<&str>) -> Office {
        Office::open(self.folder.path(), self.url().as_deref(), county).await.unwrap()
    }
}

impl Database {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let server = std::env::var("JUNHENG_TEST_POSTGRES").expect("scripts/with-postgres runs the tests");
        let name = format!("junheng_web_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name };
        assert!(database.told("createdb", &[]), "a database is made");
        database
    }

    fn told(&self, program: &str, arguments: &[&str]) -> bool {
        let server = format!("--maintenance-db={}", self.server);
        let told = Command::new(program).arg(server).args(arguments).arg(&self.name).status();
        told.is_ok_and(|status| status.success())
    }

    /// The name stands between the last `/` and `?`.
    fn url(&self) -> String {
        let (base, query) =
            self.server.split_once('?').map_or((&*self.server, ""), |(base, query)| (base, query));
        let (host, _) = base.rsplit_once('/').unwrap();
        format!("{host}/{}?{query}", self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.told("dropdb", &["--force"]);
    }
}

/// A part of a form with files.
pub(crate) struct Part<'p> {
    name: &'p str,
    file: Option<&'p str>,
    bytes: &'p [u8],
}

impl<'p> Part<'p> {
    pub(crate) fn field(name: &'p str, value: &'p str) -> Self {
        Self { name, file: None, bytes: value.as_bytes() }
    }

    pub(crate) fn file(name: &'p str, file: &'p str, bytes: &'p [u8]) -> Self {
        Self { name, file: Some(file), bytes }
    }
}

/// A form with files as a browser sends it: its content type and its bytes.
pub(crate) fn multipart(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    const EDGE: &str = "----edge-of-a-part";
    let mut body = Vec::new();
    for Part { name, file, bytes } in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={EDGE}"), body)
}

/// The program that reads foreign files; `cargo test` of this crate alone has not built it.
fn reader() -> PathBuf {
    static READER: OnceLock<PathBuf> = OnceLock::new();
    let made = READER.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let target = test.ancestors().nth(3).unwrap();
        let build = ["build", "--quiet", "-p", "junheng-exchange", "--bin", "junheng-read", "--target-dir"];
        let built = Command::new(env!("CARGO")).args(build).arg(target).status().unwrap();
        assert!(built.success(), "the reading program is built");
        target.join("debug").join("junheng-read")
    });
    made.clone()
}

/// A response, read whole.
pub(crate) struct Read {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Read {
    /// Where it leads.
    pub(crate) fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}

impl Desk {
    /// The sample county, and nobody signed in.
    pub(crate) async fn sample() -> Self {
        Self::reached(Transport::Plain).await
    }

    /// The same, as browsers reach it otherwise.
    pub(crate) async fn reached(transport: Transport) -> Self {
        Self::administered(&[], transport).await
    }

    /// The same, with administration from some networks only.
    pub(crate) async fn administered(networks: &[&str], transport: Transport) -> Self {
        let place = Arc::new(Place::new());
        let county = junheng_testkit::county::sample();
        let url = place.url();
        junheng_testkit::filled::fill(place.folder.path(), url.as_deref(), &county).await.unwrap();
        let office = place.office(Some(county.code.as_str())).await;
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            transport,
            admin_networks: networks.iter().map(|network| network.parse().unwrap()).collect(),
            reader: reader(),
            clock: junheng_app::LocalTime::default(),
        };
        let house = Arc::new(House::new(office, settings));
        Self { router: router(house.clone()), house, visitor: None, machine: None, place }
    }

    /// The office behind the pages.
    pub(crate) fn office(&self) -> &Office {
        &self.house.office
    }

    /// The same application, met by somebody with one role for the whole county.
    pub(crate) fn signed_in(&self, role: Role) -> Self {
        self.with_posts(vec![Post { role, area: Area::of(Branch::County) }])
    }

    pub(crate) fn with_posts(&self, posts: Vec<Post>) -> Self {
        self.as_person("p1", posts)
    }

    /// The same application, met by a person with these posts.
    pub(crate) fn as_person(&self, person: &str, posts: Vec<Post>) -> Self {
        let visitor = Some(Visitor::new(person, "李 <b>明</b>", posts));
        let (router, house, place) = (self.router.clone(), self.house.clone(), self.place.clone());
        Self { router, house, visitor, machine: self.machine, place }
    }

    /// The same application, met from a machine that gives itself out for another one's proxy.
    pub(crate) fn reached_from(self, address: &str) -> Self {
        Self { machine: address.parse().ok(), ..self }
    }

    /// Does all jobs that wait.
    pub(crate) async fn work(&self) {
        let shop = Workshop { reader: self.house.settings.reader.clone(), worker: "test".to_owned() };
        while jobs::turn(&self.house, &shop).await.unwrap() {}
    }

    /// How many imports and edits there are.
    pub(crate) async fn layers(&self) -> usize {
        let operator = Operator::at_the_machine("test");
        self.house.office.imports(&operator.see()).await.unwrap().len()
    }

    /// How many uploaded files lie in the data folder.
    pub(crate) fn stored_uploads(&self) -> usize {
        std::fs::read_dir(self.place.folder.path().join("uploads")).unwrap().count()
    }

    /// The template of a standard, filled with a snapshot.
    pub(crate) fn workbook(&self, standard: &str, snapshot: &Snapshot) -> Vec<u8> {
        let file = self.place.folder.path().join(format!("{standard}.xlsx").replace('/', "-"));
        let standard = self.house.office.standard_by_id(standard).unwrap();
        junheng_app::write_filled(&standard, snapshot, junheng_labels::Lang::Zh, &file).unwrap();
        std::fs::read(&file).unwrap()
    }

    /// Begins a round of reporting that ends on a day, as an officer of the bureau would.
    pub(crate) async fn make_round(&self, deadline_on: &str, township_first: bool) -> u32 {
        let officer = self
            .as_person("officer", vec![Post { role: Role::BureauOfficer, area: Area::of(Branch::County) }]);
        let year = junheng_testkit::county::sample().years().last().unwrap();
        let form = RoundForm {
            year,
            standard: junheng_testkit::filled::STANDARD,
            opens_on: "2000-01-01",
            deadline_on,
            township_first,
            note: "",
        };
        let permit = officer.visitor.as_ref().unwrap().permit().unwrap();
        self.house.office.make_round(&permit, form, &self.house.now()).await.unwrap()
    }

    /// Sends a form with files.
    pub(crate) async fn hand_over(&self, path: &str, parts: &[Part<'_>]) -> Read {
        let (kind, body) = multipart(parts);
        let request =
            Request::post(path).header(header::CONTENT_TYPE, kind).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// The store behind the pages, opened a second time.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&Location::new(self.place.folder.path(), self.place.url().as_deref())).await.unwrap()
    }

    /// Locks a school year, as a head of the bureau would.
    pub(crate) async fn lock(&self, year: &str) {
        let office = self.place.office(None).await;
        let operator = junheng_app::Operator::at_the_machine("leader");
        let year = junheng_app::read_year(year).unwrap();
        office.lock(&operator.settle(), year, junheng_testkit::filled::AT, "final").await.unwrap();
    }

    pub(crate) async fn get(&self, path: &str) -> Read {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, its fields already encoded.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Read {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// Sends JSON, as a program would.
    pub(crate) async fn json(&self, method: &str, path: &str, body: &str) -> Read {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Read {
        if let Some(visitor) = &self.visitor {
            request.extensions_mut().insert(visitor.clone());
        }
        if let Some(machine) = self.machine {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(machine, 40_000)));
            request.headers_mut().insert("x-forwarded-for", HeaderValue::from_static("203.0.113.66"));
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Read { status: parts.status, headers: parts.headers, text }
    }
}
