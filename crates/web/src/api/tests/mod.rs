//! The API as programs meet it.

mod changes;
mod once;
mod problems;

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;

use crate::testing::{Desk, Read};

/// Sends JSON with further headers.
async fn send(desk: &Desk, (method, path): (&str, &str), headers: &[(&str, &str)], body: &Value) -> Read {
    let mut request =
        Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn json(read: &Read) -> Value {
    serde_json::from_str(&read.text).unwrap_or_else(|_| panic!("{}", read.text))
}

fn tag(read: &Read) -> String {
    read.headers[header::ETAG].to_str().unwrap().to_owned()
}

/// The last school year of the sample county.
fn last_year() -> u16 {
    junheng_testkit::county::sample().years().last().unwrap().start()
}
