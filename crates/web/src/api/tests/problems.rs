//! What cannot be served, and what the document says of it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use junheng_app::Role;

use crate::api::openapi;
use crate::testing::Desk;

#[tokio::test]
async fn what_cannot_be_served_is_a_problem_document() {
    let desk = Desk::sample().await;
    let officer = desk.signed_in(Role::BureauOfficer);
    for (request, status, code) in [
        (desk.get("/api/v1/school-years").await, StatusCode::UNAUTHORIZED, "web-sign-in-first"),
        (officer.get("/api/v1/nothing").await, StatusCode::NOT_FOUND, "web-not-found"),
        (officer.get("/api/v1/school-years?year=soon").await, StatusCode::UNPROCESSABLE_ENTITY, "year-text"),
        (
            desk.signed_in(Role::Supervisor).get("/api/v1/uploads").await,
            StatusCode::FORBIDDEN,
            "web-no-right",
        ),
        (
            officer.json("POST", "/api/v1/imports/99/undo", r#"{"reason":"x"}"#).await,
            StatusCode::NOT_FOUND,
            "import",
        ),
        (
            officer.json("POST", "/api/v1/imports/1/undo", r#"{"reason":" "}"#).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "web-reason-needed",
        ),
        (
            officer.json("POST", "/api/v1/imports/1/undo", r#"{"role":"x"}"#).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "web-body",
        ),
        (officer.json("POST", "/api/v1/imports/x/undo", "{}").await, StatusCode::NOT_FOUND, "web-not-found"),
    ] {
        assert_eq!(request.status, status, "{}", request.text);
        assert_eq!(request.headers[header::CONTENT_TYPE], "application/problem+json", "{}", request.text);
        let problem: serde_json::Value = serde_json::from_str(&request.text).unwrap();
        assert_eq!(problem["code"], code, "{problem}");
    }
}

#[tokio::test]
async fn an_import_is_taken_back_and_brought_again() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    let undone = officer.json("POST", "/api/v1/imports/1/undo", r#"{"reason":"wrong file"}"#).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    let imports: serde_json::Value =
        serde_json::from_str(&officer.get("/api/v1/imports").await.text).unwrap();
    assert_eq!((&imports["items"][0]["no"], &imports["items"][0]["active"]), (&1.into(), &false.into()));
    let again = officer.json("POST", "/api/v1/imports/1/redo", r#"{"reason":"right after all"}"#).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    let request = Request::post("/api/v1/imports/1/undo").body(Body::from("reason=x")).unwrap();
    assert_eq!(officer.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn every_operation_tells_its_problems_and_who_it_is_for() {
    let document = serde_json::to_value(openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert!(!paths.is_empty());
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            for status in ["400", "401", "403", "404", "422", "500"] {
                assert!(operation["responses"].get(status).is_some(), "{method} {path} lacks {status}");
            }
            assert!(operation["summary"].is_string(), "{method} {path} says not what it does");
            let told: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|one| one["name"].as_str())
                .collect();
            let key = if method == "get" { "If-None-Match" } else { "Idempotency-Key" };
            assert!(told.contains(&key), "{method} {path}: {told:?}");
            assert!(
                operation["responses"].get("428").is_none() || told.contains(&"If-Match"),
                "{method} {path}"
            );
        }
    }
}
