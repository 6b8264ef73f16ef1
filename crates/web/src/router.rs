//! All areas put together, and what every request passes through.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::guard::guard;
use crate::headers;
use crate::house::House;
use crate::proxy;
use crate::refusal::{self, Refusal};
use crate::routes::Routes;

/// The largest request that is taken; workbooks of a whole county fit.
const LARGEST_BODY: usize = 66 << 20;

/// The longest that a request may take; what takes longer is a job.
const LONGEST: Duration = Duration::from_secs(60);

/// The routes of all areas, one line an area.
pub(crate) fn all_routes() -> Routes {
    let areas = [
        crate::admin::routes(),
        crate::api::routes(),
        crate::assets::routes(),
        crate::components::routes(),
        crate::county::routes(),
        crate::evidence::routes(),
        crate::forms::routes(),
        crate::home::routes(),
        crate::imports::routes(),
        crate::indicator::routes(),
        crate::items::routes(),
        crate::jobs::routes(),
        crate::organisation::routes(),
        crate::publication::routes(),
        crate::reporting::routes(),
        crate::school::routes(),
        crate::schools::routes(),
        crate::sign_in::routes(),
        crate::snapshots::routes(),
        crate::standards::routes(),
        crate::why::routes(),
    ];
    areas.into_iter().fold(Routes::new(), Routes::and)
}

/// The application: routes, and around them, innermost first, what holds for every form, what has one effect, the guard,
/// limits, the proxy, refusals and headers.
pub(crate) fn router(house: Arc<House>) -> Router {
    let (routes, _) = all_routes().into_parts();
    let secure = house.settings.secure();
    routes
        .route_layer(middleware::from_fn_with_state(house.clone(), crate::forms::hand_in))
        .route_layer(middleware::from_fn_with_state(house.clone(), crate::api::once))
        .route_layer(middleware::from_fn_with_state(house.clone(), guard))
        .fallback(async || Refusal::not_found())
        .method_not_allowed_fallback(async || Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "web-not-found"))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(|_| axum::response::IntoResponse::into_response(Refusal::internal())))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(middleware::from_fn_with_state(house.clone(), proxy::only_by_proxy))
        .layer(middleware::from_fn_with_state(house.clone(), refusal::show))
        .layer(middleware::from_fn(crate::api::tag))
        .layer(CompressionLayer::new())
        .layer(middleware::map_response(move |response| std::future::ready(headers::add(response, secure))))
        .with_state(house)
}
