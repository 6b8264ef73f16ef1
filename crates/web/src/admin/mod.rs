//! Administration: people and their posts, roles, policy, identity provider, sessions, audit, health.

mod audit;
mod health;
mod people;
mod person;
mod policies;
mod provider;
mod rights_list;
mod roles;
mod sessions;

#[cfg(test)]
mod tests;

use axum::response::{IntoResponse, Redirect, Response};
use junheng_app::Proof;

use crate::links::encoded;
use crate::routes::Routes;
use crate::sign_in::Door;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/people", people::list)
        .get("/people/export", rights_list::export)
        .get("/people/new", people::show_form)
        .post("/people/new", people::add)
        .get("/people/{id}", person::show_person)
        .post("/people/{id}", person::change)
        .post("/people/{id}/state", person::set_state)
        .post("/people/{id}/invitation", person::invite)
        .post("/people/{id}/reset", person::reset)
        .post("/people/{id}/posts", person::grant)
        .post("/people/{id}/posts/{no}/end", person::end_post)
        .post("/people/{id}/unlock", person::unlock)
        .post("/people/{id}/second-factor/remove", person::remove_second_factor)
        .post("/people/{id}/identity/end", person::end_link)
        .get("/roles", roles::show_roles)
        .get("/policies", policies::show_form)
        .post("/policies", policies::set)
        .get("/provider", provider::show_form)
        .post("/provider", provider::set)
        .get("/sessions", sessions::list)
        .post("/sessions/{key}/end", sessions::end)
        .post("/tokens/{id}/end", sessions::end_token)
        .get("/audit", audit::search)
        .get("/health", health::show_health)
        .post("/backups", health::back_up)
}

/// The proof for something sensitive, or the page that asks for it and leads back to `to`.
fn proof(door: &Door, to: &str) -> Result<Proof, Response> {
    let proof = door.visit.as_ref().and_then(junheng_app::Visit::proof);
    proof.ok_or_else(|| Redirect::to(&format!("/account/proof?to={}", encoded(to))).into_response())
}
