//! What tests of pages share: the sample county behind the whole router, and a visitor in any role.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use junheng_app::{Area, Branch, Office, Post, Role, Visitor};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::house::{House, Settings, Transport};
use crate::router::router;

/// The application with the sample county, as one visitor meets it.
pub(crate) struct Desk {
    router: Router,
    visitor: Option<Visitor>,
    folder: Arc<TempDir>,
}

/// A response, read whole.
pub(crate) struct Read {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Desk {
    /// The sample county, and nobody signed in.
    pub(crate) async fn sample() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let county = junheng_testkit::county::sample();
        junheng_testkit::filled::fill(folder.path(), None, &county).await.unwrap();
        let office = Office::open(folder.path(), None, Some(county.code.as_str())).await.unwrap();
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            transport: Transport::Plain,
            reader: PathBuf::from("junheng"),
        };
        let router = router(Arc::new(House::new(office, settings)));
        Self { router, visitor: None, folder: folder }
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
        Self { router: self.router.clone(), visitor, folder: self.folder.clone() }
    }

    /// Locks a school year, as a head of the bureau would.
    pub(crate) async fn lock(&self, year: &str) {
        let office = Office::open(self.folder.path(), None, None).await.unwrap();
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
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Read { status: parts.status, headers: parts.headers, text }
    }
}
