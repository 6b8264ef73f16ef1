//! A school beside those that are like it.

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{Compared, See, SimilarPage};

use super::{ByStandard, crumbs, page, school, tabs};
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Link, Mark};
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "school/similar.html")]
struct Similar {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    found: SimilarPage,
}

pub(super) async fn show_similar(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<ByStandard>,
) -> Answer {
    let code = school(&code)?;
    let standard = asked.of(&view).await?;
    let permit = view.permit::<See>()?;
    let found = view.house.office.similar_schools(&permit, view.year()?, &standard.id.0, &code).await?;
    let page = page(&view, &found.school);
    let links = Links::new(&page, asked.asked());
    let tabs = tabs(&page, &links, code.as_str(), "similar");
    show(&Similar { crumbs: crumbs(&page), tabs, links, found, page })
}

impl Similar {
    fn mark(&self, row: &Compared) -> Mark {
        row.standing.into()
    }

    /// A letter for a similar school, which heads its column.
    fn letter(&self, index: &usize) -> char {
        u8::try_from(*index).ok().and_then(|index| b'A'.checked_add(index)).map_or('?', char::from)
    }
}
