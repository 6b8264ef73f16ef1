//! The county's rules of signing in, on one page.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse, Redirect};
use junheng_app::{Directory, Policy, SecondFactorRule, Secure};

use super::proof;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors};
use crate::refusal::Answer;
use crate::sign_in::Door;
use crate::view::View;

#[derive(Template)]
#[template(path = "admin/policies.html")]
struct PoliciesPage {
    page: Page,
    errors: FieldErrors,
    numbers: Vec<Number>,
    second_factor: Vec<Choice>,
    may_set: bool,
}

impl PoliciesPage {
    fn lead(&self) -> &'static str {
        "web.policies.lead"
    }
}

struct Number {
    name: &'static str,
    label: String,
    hint: String,
    value: String,
}

fn policies_page(view: &View, door: &Door, policy: &Policy, typed: &Typed, errors: &FieldErrors) -> Answer {
    let mut page = view.page("web.policies.title", "policies");
    page.refused = !errors.is_empty();
    let number = |(name, value, low, high): (&'static str, u32, u32, u32)| Number {
        name,
        label: page.t(format!("web.policies.{}", name.replace('_', "-"))),
        hint: format!("{low}–{high}"),
        value: typed.get(name).cloned().unwrap_or_else(|| value.to_string()),
    };
    let rule = |name: &str, rule: SecondFactorRule| {
        Choice::new(name, page.t(format!("web.policies.factor-{name}")), policy.second_factor == rule)
    };
    let template = PoliciesPage {
        numbers: policy.numbers().map(number).into(),
        second_factor: vec![
            rule("required", SecondFactorRule::Required),
            rule("optional", SecondFactorRule::Optional),
        ],
        may_set: view.permit::<Secure>().is_ok(),
        errors: errors.clone(),
        page,
    };
    door.form(&template, errors)
}

/// What was typed, by field.
type Typed = BTreeMap<String, String>;

pub(super) async fn show_form(view: View, door: Door) -> Answer {
    view.permit::<Directory>()?;
    let policy = view.house.office.policy().await?;
    policies_page(&view, &door, &policy, &Typed::new(), &FieldErrors::default())
}

/// The policy that was typed. What is no number is far out of every range, and told there.
fn read(typed: &Typed, old: &Policy) -> Policy {
    let number =
        |name: &str, old: u32| typed.get(name).map_or(old, |text| text.trim().parse().unwrap_or(u32::MAX));
    Policy {
        password_length: number("password_length", old.password_length),
        password_kinds: number("password_kinds", old.password_kinds),
        password_days: number("password_days", old.password_days),
        passwords_remembered: number("passwords_remembered", old.passwords_remembered),
        lock_failures: number("lock_failures", old.lock_failures),
        lock_window_minutes: number("lock_window_minutes", old.lock_window_minutes),
        lock_minutes: number("lock_minutes", old.lock_minutes),
        idle_minutes: number("idle_minutes", old.idle_minutes),
        session_hours: number("session_hours", old.session_hours),
        proof_minutes: number("proof_minutes", old.proof_minutes),
        link_hours: number("link_hours", old.link_hours),
        dormant_days: number("dormant_days", old.dormant_days),
        second_factor: match typed.get("second_factor").map(String::as_str) {
            Some("optional") => SecondFactorRule::Optional,
            Some("required") => SecondFactorRule::Required,
            _ => old.second_factor,
        },
    }
}

pub(super) async fn set(view: View, door: Door, Form(typed): Form<Typed>) -> Answer {
    let permit = view.permit::<Secure>()?;
    let proof = match proof(&door, "/policies") {
        Ok(proof) => proof,
        Err(asked) => return Ok(asked),
    };
    let office = &view.house.office;
    let policy = read(&typed, &office.policy().await?);
    match office.set_policy(&permit, &proof, &policy, &view.house.now()).await {
        Ok(()) => Ok(Redirect::to("/policies").into_response()),
        Err(trouble) => {
            let errors = door.errors(trouble)?;
            policies_page(&view, &door, &policy, &typed, &errors)
        }
    }
}
