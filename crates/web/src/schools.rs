//! The table of schools: narrowed, ordered and written out as the address asks. All of its state is in the address.

mod asked;
mod export;
mod table;

#[cfg(test)]
mod tests;

use axum::extract::Query;
use junheng_app::{Overview, See};

use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{View, show};

use asked::Asked;
use table::SchoolsPage;
pub(crate) use table::standard_choice;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/schools", schools).get("/schools/export", export::export)
}

async fn schools(view: View, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let permit = view.permit::<See>()?;
    let office = &view.house.office;
    let asked = Asked::of(&pairs);
    let standard = office.standard_or_chosen(&view.permit::<Overview>()?, Some(&asked.standard)).await?;
    let judgement = office.judgement(&permit, view.year()?, &standard.id.0).await?;
    let found = judgement.seen_by(&permit).table(&asked.table);
    let page = view.page("web.schools.title", "schools");
    show(&SchoolsPage::new(page, asked, found, &standard, &office.standards_to_choose()))
}
