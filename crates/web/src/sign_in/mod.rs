//! Signing in and out, by password or through an identity provider, the first start, one-time links, and one's own account.

mod account;
mod code;
mod door;
mod enrol;
mod enter;
mod link;
mod own_link;
mod password;
mod provider;
mod set_up;
mod throttle;
mod tokens;

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod tests_of_providers;

use junheng_app::{PROVIDER_RETURN, Pending};

pub(crate) use door::{Door, secret_address};
pub(crate) use throttle::Throttle;

use crate::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", enter::show_form)
        .post("/sign-in", enter::sign_in)
        .post("/sign-out", enter::sign_out)
        .get("/sign-in/code", code::show_form)
        .post("/sign-in/code", code::give)
        .post("/sign-in/provider", provider::begin)
        .get(PROVIDER_RETURN, provider::come_back)
        .get("/set-up/{token}", set_up::show_form)
        .post("/set-up/{token}", set_up::set_up)
        .get("/link/{token}", link::show_form)
        .post("/link/{token}", link::set_password)
        .get("/account", account::show_account)
        .post("/account/sessions/{key}/end", account::end_session)
        .get("/account/password", password::show_form)
        .post("/account/password", password::change)
        .get("/account/second-factor", enrol::show_form)
        .post("/account/second-factor", enrol::set)
        .get("/account/tokens", tokens::list)
        .post("/account/tokens", tokens::make)
        .post("/account/tokens/{id}/end", tokens::end)
        .get("/account/provider", own_link::show_form)
        .post("/account/provider", own_link::begin)
        .post("/account/provider/end", own_link::end)
        .get("/account/proof", account::show_proof)
        .post("/account/proof", account::prove)
}

/// Where somebody goes who has something to do first.
pub(crate) fn path_of(pending: Pending) -> &'static str {
    match pending {
        Pending::SecondFactor => "/sign-in/code",
        Pending::Enrol => "/account/second-factor",
        Pending::ChangePassword => "/account/password",
    }
}
