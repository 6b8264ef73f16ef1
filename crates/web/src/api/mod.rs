//! The REST API below `/api/v1`: the same use cases as the pages, as JSON. Its OpenAPI document is made from the
//! handlers. Errors are problem documents (RFC 9457).

mod asked;
mod document;
mod facts;
mod figures;
mod jobs;
mod layers;
mod once;
mod paging;
mod preview;
mod problem;
mod rounds;
mod schools;
mod snapshots;
mod standards;
mod tag;
#[cfg(test)]
mod tests;
mod uploads;
mod years;

use std::sync::Arc;

use axum::Json;
use axum::http::Method;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::house::House;
use crate::routes::Routes;

pub(crate) use asked::{Asked, Body, Named, Reason};
pub(crate) use once::once;
pub(crate) use problem::{Problem, Problems, TagNeeded};
pub(crate) use tag::{IfMatch, SeenTag, tag};

/// All operations, one line an area.
fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::with_openapi(document::Document::openapi())
        .merge(years::operations())
        .merge(figures::operations())
        .merge(standards::operations())
        .merge(layers::operations())
        .merge(uploads::operations())
        .merge(jobs::operations())
        .merge(schools::operations())
        .merge(facts::operations())
        .merge(rounds::operations())
        .merge(snapshots::operations())
}

/// The OpenAPI document of the API.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::complete(operations().into_openapi())
}

pub(crate) fn routes() -> Routes {
    let (router, document) = operations().split_for_parts();
    let document = Arc::new(document::complete(document));
    let listed: Vec<(Method, String)> = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            document::methods(item).into_iter().map(move |method| (method, path.clone()))
        })
        .collect();
    Routes::new().with(router, listed).get("/api/v1/openapi.json", async move || Json((*document).clone()))
}
