//! The page of the whole organisation.

use std::collections::BTreeMap;

use askama::Template;
use junheng_app::{DepartmentView, Overview, SeatView, See, TownshipView};

use super::{HERE, may_assign};
use crate::links::Links;
use crate::page::Page;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "organisation/organisation.html")]
struct Organisation {
    page: Page,
    links: Links,
    townships: Vec<TownshipView>,
    /// Those that are there, and those that are not any more.
    departments: [Vec<DepartmentView>; 2],
    /// Seats that are held, and those that were given up or are still to come.
    seats: [Vec<SeatView>; 2],
    names: BTreeMap<u32, String>,
    may_assign: bool,
}

pub(super) async fn show_all(view: View) -> Answer {
    let (permit, see, now) = (view.permit::<Overview>()?, view.permit::<See>().ok(), view.house.now());
    let office = &view.house.office;
    let townships = match view.year {
        Some(year) => office.townships(&permit, see.as_ref(), year).await?,
        None => Vec::new(),
    };
    let departments = office.departments(&permit, &now).await?;
    let names = departments.iter().map(|one| (one.no, one.name.clone())).collect();
    let (there, ended) = departments.into_iter().partition(|one| one.in_force);
    let (held, other) = office.leading_group(&permit, &now).await?.into_iter().partition(|one| one.in_force);
    let page = view.page("web.organisation.title", HERE);
    show(&Organisation {
        links: Links::new(&page, None),
        townships,
        departments: [there, ended],
        seats: [held, other],
        names,
        may_assign: may_assign(&view),
        page,
    })
}

impl Organisation {
    fn kind(&self, department: &DepartmentView) -> String {
        self.page.t(format!("department-kind.{}", department.kind.as_str()))
    }

    fn seat(&self, seat: &SeatView) -> String {
        self.page.t(format!("seat.{}", seat.seat.as_str()))
    }

    fn department(&self, no: &u32) -> &str {
        self.names.get(no).map_or("", String::as_str)
    }

    fn answers_for(&self, no: &u32) -> String {
        self.page.to(&format!("/responsibilities?department={no}"))
    }
}
