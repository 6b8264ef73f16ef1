//! `[params]`, `[[scope]]`, `[[group]]` and `[[composite]]`.

use junheng_domain::{Exact, Level};
use num_traits::{One, Signed, Zero};

use super::chain::{Entry, Scene};
use super::fields::{Fields, Text, exact_of};
use super::measures::condition;
use crate::expr::{Value, is_name};
use crate::nearest::nearest;
use crate::{
    Composite, Effect, Grade, Group, GroupRule, Indicator, IndicatorLevel, Param, PerStage, ScopeRule,
};

/// An id: letters, digits, `-`, `_`, `.` and `/`.
pub(super) fn id(fields: &Fields<'_>, text: &Text<'_>) -> Option<String> {
    let sound =
        text.text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/'));
    if !sound {
        fields.report(&text.span, "standard-id", &[("piece", &text.text)]);
    }
    sound.then(|| text.text.to_owned())
}

/// The parameters of all files of a chain; later ones replace earlier ones of the same name.
pub(super) fn params<'d>(files: impl Iterator<Item = &'d Fields<'d>>) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for table in files.filter_map(|fields| fields.table("params")) {
        for (name, item) in table.entries() {
            let toml::de::DeValue::Table(entries) = item.get_ref() else {
                let args: &[(&str, &dyn std::fmt::Display)] = &[("key", &name.text), ("expected", &"{ … }")];
                table.report(&item.span(), "standard-value-type", args);
                continue;
            };
            let Some(param) = param(&name, &Fields::new(table.reader, entries, name.span.clone())) else {
                continue;
            };
            match params.iter_mut().find(|known| known.name == param.name) {
                Some(known) => *known = param,
                None => params.push(param),
            }
        }
    }
    params
}

fn param(name: &Text<'_>, fields: &Fields<'_>) -> Option<Param> {
    if !is_name(name.text) {
        fields.report(&name.span, "standard-id", &[("piece", &name.text)]);
    }
    let choices: Vec<String> = fields.texts("choices").iter().map(|text| text.text.to_owned()).collect();
    let wording = fields.wording();
    let default = match fields.raw("default") {
        None => fields.lacks("default"),
        Some(item) => match item.get_ref().as_str() {
            Some(code) => {
                if !choices.is_empty() && !choices.iter().any(|choice| choice == code) {
                    let list = choices.join(", ");
                    fields.report(&item.span(), "standard-choice", &[("piece", &code), ("choices", &list)]);
                }
                Some(Value::Code(code.into()))
            }
            None => fields.number("default").map(Value::Number),
        },
    };
    fields.finish();
    Some(Param { name: name.text.to_owned(), default: default?, choices, wording })
}

pub(super) fn scope(entry: &Entry<'_>, scene: &Scene<'_>) -> Option<ScopeRule> {
    let fields = &entry.fields;
    let effects = [
        ("leave_out", Effect::LeaveOut),
        ("merge_into_mother", Effect::MergeIntoMother),
        ("keep", Effect::Keep),
    ];
    let effect = fields.needed("effect").and_then(|_| fields.choice("effect", &effects));
    let when = fields.needed("when").and_then(|text| condition(fields, &text, &scene.context(Level::Unit)));
    let (reason, clause) = (fields.wording(), entry.clause());
    fields.finish();
    Some(ScopeRule { id: entry.id.clone(), when: when?, effect: effect?, reason, clause })
}

pub(super) fn group(entry: &Entry<'_>) -> Option<Group> {
    let fields = &entry.fields;
    let (wording, clause) = (fields.wording(), entry.clause());
    let rule = match fields.raw("rule") {
        None => fields.lacks("rule"),
        Some(item) if item.get_ref().is_str() => {
            fields.choice("rule", &[("all", 0), ("veto", 1), ("show", 2)]).map(|rule| match rule {
                0 => GroupRule::All,
                1 => GroupRule::Veto,
                _ => GroupRule::Show,
            })
        }
        Some(_) => fields.table("rule").and_then(|rule| {
            let read = group_rule(&rule);
            rule.finish();
            read
        }),
    };
    fields.finish();
    Some(Group { id: entry.id.clone(), wording, rule: rule?, clause })
}

fn group_rule(rule: &Fields<'_>) -> Option<GroupRule> {
    if let Some(met_at_least) = rule.count("count_met") {
        return Some(GroupRule::CountMet { met_at_least });
    }
    if let Some(at_least) = rule.number("share") {
        if !at_least.is_positive() || at_least > Exact::one() {
            rule.report(&rule.span_of("share"), "standard-share", &[("key", &"share")]);
        }
        return Some(GroupRule::Share { at_least });
    }
    if let Some(pass) = rule.number("pass") {
        let full = rule.number("full").or_else(|| rule.lacks("full"))?;
        if pass > full || pass.is_negative() {
            rule.report(&rule.span_of("pass"), "standard-score", &[]);
        }
        return Some(GroupRule::Score { pass, full });
    }
    if rule.has("grades") {
        return grades(rule);
    }
    rule.report(&rule.span, "standard-group-rule", &[]);
    None
}

fn grades(rule: &Fields<'_>) -> Option<GroupRule> {
    let grade = |fields: &Fields<'_>| {
        let id = fields.needed("id");
        let wording = fields.wording();
        let met_at_least = fields.count("met_at_least").or_else(|| fields.lacks("met_at_least"));
        fields.finish();
        Some(Grade { id: id?.text.to_owned(), wording, met_at_least: met_at_least? })
    };
    let mut grades: Vec<Grade> = rule.tables("grades").iter().filter_map(grade).collect();
    // A unit gets the first grade whose count it reaches, so the highest stands first.
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.met_at_least));
    let passing = rule.needed("passing")?;
    if !grades.iter().any(|grade| grade.id == passing.text) {
        let list = grades.iter().map(|grade| grade.id.as_str()).collect::<Vec<_>>().join(", ");
        rule.report(&passing.span, "standard-choice", &[("piece", &passing.text), ("choices", &list)]);
    }
    Some(GroupRule::Grades { grades, passing: passing.text.to_owned() })
}

/// `ids` are those of all indicators, also of those that did not read.
pub(super) fn composite(entry: &Entry<'_>, ids: &[&str], indicators: &[Indicator]) -> Option<Composite> {
    let fields = &entry.fields;
    let (wording, clause) = (fields.wording(), entry.clause());
    let at_most = fields.numbers_per_stage("at_most").or_else(|| fields.lacks("at_most"));
    let members = fields.texts("of");
    if members.is_empty() {
        fields.lacks::<()>("of");
    }
    coefficients_exist(fields, ids, indicators);
    fields.finish();
    let of = members.iter().map(|member| member.text.to_owned()).collect();
    let at_most = at_most.filter(|limit| positive(fields, "at_most", limit))?;
    Some(Composite { id: entry.id.clone(), wording, of, at_most, clause })
}

/// Whether the members listed under `of` are indicators that have a coefficient; notes those that are not.
pub(super) fn coefficients_exist(fields: &Fields<'_>, ids: &[&str], indicators: &[Indicator]) {
    for member in &fields.texts("of") {
        match indicators.iter().find(|indicator| indicator.id == member.text) {
            Some(found) if found.level == IndicatorLevel::Unit && found.formula.is_some() => {}
            Some(_) => fields.report(&member.span, "standard-composite-member", &[("piece", &member.text)]),
            None if ids.contains(&member.text) => {}
            None => match nearest(member.text, ids.iter().copied()) {
                Some(near) => fields.report(
                    &member.span,
                    "standard-unknown-indicator-near",
                    &[("piece", &member.text), ("nearest", &near)],
                ),
                None => fields.report(&member.span, "standard-unknown-indicator", &[("piece", &member.text)]),
            },
        }
    }
}

/// Whether every value is above zero; notes it when not.
pub(super) fn positive(fields: &Fields<'_>, key: &'static str, values: &PerStage<Exact>) -> bool {
    let sound = match values {
        PerStage::Same(value) => value.is_positive(),
        PerStage::By(by) => by.values().all(Signed::is_positive),
    };
    if !sound {
        fields.report(&fields.span_of(key), "standard-not-positive", &[("key", &key)]);
    }
    sound
}

/// A value of a worked example or parameter: a number, a fraction in quotes, or a code.
pub(super) fn value_of(value: &toml::de::DeValue<'_>, code: bool) -> Option<Value> {
    match value.as_str() {
        Some("missing") => Some(Value::Missing),
        Some(text) if code => Some(Value::Code(text.into())),
        _ => exact_of(value).map(Value::Number),
    }
}

/// A share strictly between nothing and the whole.
pub(super) fn is_floor(value: &Exact) -> bool {
    *value > Exact::zero() && *value < Exact::one()
}
