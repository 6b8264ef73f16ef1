//! Importing in the browser: choose, hand over, preview, confirm, receipt; and taking back.

mod layer;
mod list;
mod new;
mod preview;
#[cfg(test)]
mod tests;
mod upload;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;

use crate::routes::Routes;

/// The entry of the main navigation.
const HERE: &str = "imports";

pub(crate) use upload::marked;

pub(crate) fn routes() -> Routes {
    // How large a body may be is said once for all routes; the extractor's own limit would refuse workbooks.
    let hand_over = new::hand_over.layer(DefaultBodyLimit::disable());
    Routes::new()
        .get("/imports", list::list)
        .get("/imports/new", new::form)
        .post("/imports/new", hand_over)
        .get("/imports/template", new::template)
        .get("/imports/{no}", layer::receipt)
        .get("/imports/{no}/undo", layer::ask_undo)
        .post("/imports/{no}/undo", layer::undo)
        .get("/imports/{no}/redo", layer::ask_redo)
        .post("/imports/{no}/redo", layer::redo)
        .get("/uploads/{no}", upload::page)
        .get("/uploads/{no}/marked", upload::marked)
        .post("/uploads/{no}/confirm", upload::confirm)
        .post("/uploads/{no}/check", upload::check_again)
        .post("/uploads/{no}/explain", upload::explain)
        .post("/uploads/{no}/discard", upload::discard)
}
