//! Standards: what is required by which clause and who meets it, and the county's own, proposed and approved.

mod browse;
mod propose;

use crate::routes::Routes;

pub(crate) use browse::mark_of;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/standards", browse::list)
        .get("/standards/{family}/{name}", browse::standard)
        .get("/proposals/new", propose::form)
        .post("/proposals", propose::hand_in)
        .get("/proposals/{no}", propose::proposal)
        .post("/proposals/{no}/decision", propose::decide)
}
