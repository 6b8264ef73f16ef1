//! What one standard says otherwise than another: entry by entry, part by part, as they would be shown.

use std::collections::BTreeMap;

use crate::expr::{Value, plain_number};
use crate::{Clause, GroupRule, Indicator, Standard};

/// The entries that a standard is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    Standard,
    Param,
    Scope,
    Group,
    Indicator,
    Composite,
}

/// What is said of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Zh,
    En,
    Document,
    ValidFrom,
    ValidTo,
    Weights,
    Default,
    When,
    Effect,
    Rule,
    Group,
    Formula,
    Requirement,
    Floor,
    Limit,
    Relaxation,
    Shortfall,
    Points,
    Of,
    Clause,
}

impl EntryKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Param => "param",
            Self::Scope => "scope",
            Self::Group => "group",
            Self::Indicator => "indicator",
            Self::Composite => "composite",
        }
    }
}

impl Part {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
            Self::Document => "document",
            Self::ValidFrom => "valid_from",
            Self::ValidTo => "valid_to",
            Self::Weights => "weights",
            Self::Default => "default",
            Self::When => "when",
            Self::Effect => "effect",
            Self::Rule => "rule",
            Self::Group => "group",
            Self::Formula => "formula",
            Self::Requirement => "requirement",
            Self::Floor => "floor",
            Self::Limit => "limit",
            Self::Relaxation => "relaxation",
            Self::Shortfall => "shortfall",
            Self::Points => "points",
            Self::Of => "of",
            Self::Clause => "clause",
        }
    }
}

/// A part that differs. `None` where the entry has no such part, or is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub kind: EntryKind,
    pub id: String,
    pub part: Part,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Everything that `after` says otherwise than `before`, in the order of kinds, ids and parts.
#[must_use]
pub fn standard_difference(before: &Standard, after: &Standard) -> Vec<Differing> {
    let (mut before, after) = (said(before), said(after));
    let mut differing = Vec::new();
    for (key, text) in after {
        let earlier = before.remove(&key);
        if earlier.as_ref() != Some(&text) {
            differing.push((key, earlier, Some(text)));
        }
    }
    differing.extend(before.into_iter().map(|(key, text)| (key, Some(text), None)));
    differing.sort();
    let part = |((kind, id, part), before, after)| Differing { kind, id, part, before, after };
    differing.into_iter().map(part).collect()
}

type Key = (EntryKind, String, Part);

/// Everything that a standard says, as texts. Empty texts are left out.
struct Said(BTreeMap<Key, String>);

impl Said {
    fn put(&mut self, kind: EntryKind, id: &str, part: Part, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.insert((kind, id.to_owned(), part), text);
        }
    }
}

fn said(standard: &Standard) -> BTreeMap<Key, String> {
    let mut said = Said(BTreeMap::new());
    let mut whole = |part, text: String| said.put(EntryKind::Standard, "", part, text);
    whole(Part::Zh, standard.wording.zh.to_string());
    whole(Part::En, standard.wording.en.to_string());
    whole(
        Part::Document,
        format!("{} {}", standard.source.document, standard.source.number).trim().to_owned(),
    );
    whole(Part::ValidFrom, standard.valid_from.clone().unwrap_or_default());
    whole(Part::ValidTo, standard.valid_to.clone().unwrap_or_default());
    let weights =
        standard.split_weights.iter().map(|(stage, weight)| format!("{} ({stage})", plain_number(weight)));
    whole(Part::Weights, weights.collect::<Vec<_>>().join(" : "));
    for param in &standard.params {
        said.put(EntryKind::Param, &param.name, Part::Zh, param.wording.zh.to_string());
        said.put(EntryKind::Param, &param.name, Part::Default, value(&param.default));
    }
    for rule in &standard.scope {
        said.put(EntryKind::Scope, &rule.id, Part::Zh, rule.reason.zh.to_string());
        said.put(EntryKind::Scope, &rule.id, Part::When, rule.when.text.clone());
        said.put(EntryKind::Scope, &rule.id, Part::Effect, format!("{:?}", rule.effect));
        said.put(EntryKind::Scope, &rule.id, Part::Clause, clause(&rule.clause));
    }
    for group in &standard.groups {
        said.put(EntryKind::Group, &group.id, Part::Zh, group.wording.zh.to_string());
        said.put(EntryKind::Group, &group.id, Part::Rule, rule(&group.rule));
        said.put(EntryKind::Group, &group.id, Part::Clause, clause(&group.clause));
    }
    for indicator in &standard.indicators {
        put_indicator(&mut said, indicator);
    }
    for composite in &standard.composites {
        said.put(EntryKind::Composite, &composite.id, Part::Zh, composite.wording.zh.to_string());
        said.put(EntryKind::Composite, &composite.id, Part::Of, composite.of.join(", "));
        said.put(EntryKind::Composite, &composite.id, Part::Limit, composite.at_most.shown(plain_number));
    }
    said.0
}

fn put_indicator(said: &mut Said, indicator: &Indicator) {
    let mut put = |part, text: String| said.put(EntryKind::Indicator, &indicator.id, part, text);
    put(Part::Zh, indicator.wording.zh.to_string());
    put(Part::En, indicator.wording.en.to_string());
    put(Part::Group, indicator.group.clone());
    put(Part::Clause, clause(&indicator.clause));
    put(Part::Of, indicator.of.join(", "));
    if let Some(formula) = &indicator.formula {
        put(Part::Formula, formula.shown(|formula| formula.text.clone()));
    }
    if let Some(target) = &indicator.target {
        put(Part::Requirement, format!("{} {}", target.bound.sign(), target.value.shown(plain_number)));
        put(Part::Floor, target.floor.as_ref().map(plain_number).unwrap_or_default());
    }
    if let Some(balance) = &indicator.balance {
        put(Part::Limit, balance.at_most.shown(plain_number));
    }
    let relaxations = indicator.relaxations.iter().map(|relaxation| {
        let value = relaxation.value.as_ref().map(|value| value.shown(plain_number)).unwrap_or_default();
        format!("{}: {} {value}", relaxation.id, relaxation.when.text).trim().to_owned()
    });
    put(Part::Relaxation, relaxations.collect::<Vec<_>>().join("\n"));
    if let Some(shortfall) = &indicator.shortfall {
        put(Part::Shortfall, shortfall.formula.shown(|formula| formula.text.clone()));
    }
    put(Part::Points, indicator.points.as_ref().map(plain_number).unwrap_or_default());
}

fn clause(clause: &Clause) -> String {
    [&clause.source.document, &clause.source.number, &clause.article]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}

fn rule(rule: &GroupRule) -> String {
    match rule {
        GroupRule::All => "all".to_owned(),
        GroupRule::CountMet { met_at_least } => format!("count_met ≥ {met_at_least}"),
        GroupRule::Grades { grades, passing } => {
            let grades = grades.iter().map(|grade| format!("{} ≥ {}", grade.id, grade.met_at_least));
            format!("{}; {passing}", grades.collect::<Vec<_>>().join(", "))
        }
        GroupRule::Score { pass, full } => format!("score ≥ {} / {}", plain_number(pass), plain_number(full)),
        GroupRule::Share { at_least } => format!("share ≥ {}", plain_number(at_least)),
        GroupRule::Veto => "veto".to_owned(),
        GroupRule::Show => "show".to_owned(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Number(value) => plain_number(value),
        Value::Code(code) => code.to_string(),
        Value::Truth(holds) => holds.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Library;

    #[test]
    fn a_countys_own_terms_differ_where_its_file_says_so_and_nowhere_else() {
        let library = Library::builtin().unwrap();
        let national = library.get("national/quality-balance-2017").unwrap();
        assert_eq!(standard_difference(&national, &national), []);
        let own = library.get("county/example-override").unwrap();
        let differing = standard_difference(&national, &own);
        let of = |id: &str, part| {
            let found = differing.iter().find(|one| one.id == id && one.part == part);
            found.map(|one| (one.before.as_deref(), one.after.as_deref()))
        };
        assert_eq!(of("min_unit_pupils", Part::Default), Some((Some("50"), Some("30"))));
        assert_eq!(of("V5", Part::Zh).unwrap().1, None);
        let requirement =
            Some((Some("≥ 2.3 (primary), 2.4 (junior)"), Some("≥ 2.5 (primary), 2.6 (junior)")));
        assert_eq!(of("R7", Part::Requirement), requirement);
        let indicators = differing.iter().filter(|one| one.kind == EntryKind::Indicator);
        assert!(
            indicators.clone().count() > 2
                && indicators.clone().all(|one| ["R7", "V5"].contains(&one.id.as_str()))
        );
    }
}
