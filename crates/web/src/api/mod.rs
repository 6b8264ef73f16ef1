//! The REST API below `/api/v1`: the same use cases as the pages, as JSON. Its OpenAPI document is made from the
//! handlers. Errors are problem documents (RFC 9457).

mod asked;
mod figures;
mod layers;
mod problem;
mod schools;
mod standards;
mod tag;
mod years;

use std::sync::Arc;

use axum::Json;
use axum::http::Method;
use utoipa::openapi::path::PathItem;
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::house::House;
use crate::routes::Routes;

pub(crate) use asked::{Asked, Body, Named};
pub(crate) use problem::{Problem, Problems};
pub(crate) use tag::tag;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Junheng 均衡",
        description = "What the pages show and do, for programs. Numbers that are judged are decimal texts, since they are exact.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem)),
    modifiers(&Tokens),
    security(("token" = [])),
)]
struct Document;

/// How a program signs in.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_default().add_security_scheme("token", token);
    }
}

/// All operations, one line an area.
fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(years::operations())
        .merge(figures::operations())
        .merge(standards::operations())
        .merge(layers::operations())
        .merge(schools::operations())
}

/// The OpenAPI 3.1 document of the API.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    operations().into_openapi()
}

pub(crate) fn routes() -> Routes {
    let (router, document) = operations().split_for_parts();
    let listed: Vec<(Method, String)> = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| methods(item).map(move |method| (method, path.clone())))
        .collect();
    let document = Arc::new(document);
    Routes::new().with(router, listed).get("/api/v1/openapi.json", async move || Json((*document).clone()))
}

fn methods(item: &PathItem) -> impl Iterator<Item = Method> {
    let there = [
        (&item.get, Method::GET),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.patch, Method::PATCH),
        (&item.delete, Method::DELETE),
    ];
    there.into_iter().filter(|(operation, _)| operation.is_some()).map(|(_, method)| method)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use junheng_app::Role;

    use super::*;
    use crate::testing::Desk;

    #[tokio::test]
    async fn what_cannot_be_served_is_a_problem_document() {
        let desk = Desk::sample().await;
        let officer = desk.signed_in(Role::BureauOfficer);
        for (request, status, code) in [
            (desk.get("/api/v1/school-years").await, StatusCode::UNAUTHORIZED, "web-sign-in-first"),
            (officer.get("/api/v1/nothing").await, StatusCode::NOT_FOUND, "web-not-found"),
            (
                officer.get("/api/v1/school-years?year=soon").await,
                StatusCode::UNPROCESSABLE_ENTITY,
                "year-text",
            ),
            (
                desk.signed_in(Role::Supervisor).get("/api/v1/imports").await,
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
                StatusCode::CONFLICT,
                "reason-needed",
            ),
            (
                officer.json("POST", "/api/v1/imports/1/undo", r#"{"role":"x"}"#).await,
                StatusCode::UNPROCESSABLE_ENTITY,
                "web-body",
            ),
            (
                officer.json("POST", "/api/v1/imports/x/undo", "{}").await,
                StatusCode::NOT_FOUND,
                "web-not-found",
            ),
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
        assert_eq!((&imports[0]["no"], &imports[0]["active"]), (&1.into(), &false.into()));
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
            }
        }
    }
}
