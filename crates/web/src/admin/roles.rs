//! Roles and the rights that each brings: the table of the program itself, to be read.

use askama::Template;
use junheng_app::{RightName, Role};

use crate::page::Page;
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct RolesPage {
    page: Page,
    roles: Vec<String>,
    /// Each right, what it is for, and whether each role brings it.
    rows: Vec<(String, Vec<bool>)>,
}

pub(super) async fn show_roles(view: View) -> Answer {
    let page = view.page("web.roles.title", "roles");
    let row = |right: RightName| {
        let brings = Role::ALL.iter().map(|role| role.brings(right)).collect();
        (page.t(format!("right.{}", right.as_str())), brings)
    };
    let roles = Role::ALL.iter().map(|role| page.t(format!("role.{}", role.as_str()))).collect();
    show(&RolesPage { roles, rows: RightName::ALL.iter().copied().map(row).collect(), page })
}
