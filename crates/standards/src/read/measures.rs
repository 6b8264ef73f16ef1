//! `[[measure]]` and `[[check]]`.

use std::collections::BTreeMap;

use junheng_domain::{Level, MeasureId, Wording};

use super::fields::{Fields, Text};
use crate::expr::{Context, is_name, is_reserved};
use crate::nearest::nearest;
use crate::{Aggregation, Check, Condition, Measure, MeasureKind, Measures, Sharing, Unit, UnitError};

const LEVELS: [(&str, Level); 5] = [
    ("county", Level::County),
    ("school", Level::School),
    ("unit", Level::Unit),
    ("class", Level::Class),
    ("room", Level::Room),
];

/// Adds the measures and checks of a file.
pub(super) fn add(measures: &mut Measures, fields: &Fields<'_>) {
    for table in fields.tables("measure") {
        let Some(measure) = measure(&table) else { continue };
        if measures.by_id.contains_key(&measure.id) {
            table.report(&table.span_of("id"), "standard-id-twice", &[("piece", &measure.id)]);
        } else {
            measures.order.push(measure.id.clone());
        }
        measures.by_id.insert(measure.id.clone(), measure);
    }
    let checks: Vec<Check> =
        fields.tables("check").iter().filter_map(|table| check(table, measures)).collect();
    for check in checks {
        if measures.checks.iter().any(|known| known.id == check.id) {
            fields.report(&fields.span_of("check"), "standard-id-twice", &[("piece", &check.id)]);
        }
        measures.checks.push(check);
    }
}

fn measure(fields: &Fields<'_>) -> Option<Measure> {
    let id = fields.needed("id");
    let wording = fields.wording();
    let level = fields.needed("level").and_then(|_| fields.choice("level", &LEVELS));
    let (kind, code_aliases) = kind(fields);
    let sharing =
        fields.choice("sharing", &[("none", Sharing::None), ("weighted_pupils", Sharing::WeightedPupils)]);
    let aggregations = [("sum", Aggregation::Sum), ("max", Aggregation::Max), ("keep", Aggregation::Keep)];
    let aggregation = fields.choice("aggregation", &aggregations);
    let measure = Measure {
        id: measure_id(fields, &id?)?,
        wording,
        level: level?,
        // What is no number does not add up.
        aggregation: aggregation.unwrap_or(match kind {
            MeasureKind::Number { .. } => Aggregation::Sum,
            _ => Aggregation::Keep,
        }),
        kind,
        code_aliases,
        sharing: sharing.unwrap_or(Sharing::None),
        aliases: fields.texts("aliases").iter().map(|alias| alias.text.to_owned()).collect(),
        personal: fields.flag("personal"),
        note: note(fields),
    };
    fields.finish();
    Some(measure)
}

/// An id that formulas can name.
fn measure_id(fields: &Fields<'_>, text: &Text<'_>) -> Option<MeasureId> {
    let id = MeasureId::new(text.text).ok().filter(|_| is_name(text.text) && !is_reserved(text.text));
    if id.is_none() {
        fields.report(&text.span, "standard-measure-id", &[("piece", &text.text)]);
    }
    id
}

pub(super) fn note(fields: &Fields<'_>) -> Option<Wording> {
    let table = fields.table("note")?;
    let wording = table.wording();
    table.finish();
    Some(wording)
}

fn kind(fields: &Fields<'_>) -> (MeasureKind, BTreeMap<String, String>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Number,
        Code,
        Year,
        Text,
    }
    let kinds = [("number", Kind::Number), ("code", Kind::Code), ("year", Kind::Year), ("text", Kind::Text)];
    let mut aliases = BTreeMap::new();
    let kind = match fields.choice("kind", &kinds).unwrap_or(Kind::Number) {
        Kind::Number => {
            let unit = fields.text("unit").and_then(|text| unit(fields, &text));
            let unit = unit.or_else(|| {
                if fields.has("unit") || fields.has("kind") { None } else { fields.lacks("unit") }
            });
            MeasureKind::Number { unit: unit.unwrap_or_default(), whole: fields.flag("whole") }
        }
        Kind::Code => {
            let codes = fields
                .tables("codes")
                .iter()
                .filter_map(|table| code(table, &mut aliases))
                .collect::<Vec<_>>();
            if codes.is_empty() {
                fields.lacks::<()>("codes");
            }
            MeasureKind::Code(codes)
        }
        Kind::Year => MeasureKind::Year,
        Kind::Text => MeasureKind::Text,
    };
    (kind, aliases)
}

fn code(fields: &Fields<'_>, aliases: &mut BTreeMap<String, String>) -> Option<(String, Wording)> {
    let code = fields.needed("code");
    let wording = fields.wording();
    let others = fields.texts("aliases");
    fields.finish();
    let code = code?.text.to_owned();
    aliases.extend(others.iter().map(|alias| (alias.text.to_owned(), code.clone())));
    Some((code, wording))
}

/// Reads a unit; what is wrong with it is noted.
pub(super) fn unit(fields: &Fields<'_>, text: &Text<'_>) -> Option<Unit> {
    match Unit::parse(text.text) {
        Ok(unit) => Some(unit),
        Err(UnitError::Unknown { name, nearest: Some(near) }) => {
            fields.report(&text.span, "standard-unknown-unit-near", &[("piece", &name), ("nearest", &near)]);
            None
        }
        Err(UnitError::Unknown { name, nearest: None }) => {
            fields.report(&text.span, "standard-unknown-unit", &[("piece", &name)]);
            None
        }
        Err(UnitError::Form) => {
            fields.report(&text.span, "standard-unit-form", &[("piece", &text.text)]);
            None
        }
    }
}

fn check(fields: &Fields<'_>, measures: &Measures) -> Option<Check> {
    let id = fields.needed("id");
    let level = fields.needed("level").and_then(|_| fields.choice("level", &LEVELS));
    let wording = fields.wording();
    let years = fields.flag("years");
    let holds = fields.needed("holds");
    fields.finish();
    let level = level?;
    let context = Context { measures, level, params: &[], target: None, years };
    let holds = condition(fields, &holds?, &context)?;
    Some(Check { id: id?.text.to_owned(), level, holds, compares_years: years, wording })
}

/// Reads a condition; its mistakes are noted where they stand.
pub(super) fn condition(fields: &Fields<'_>, text: &Text<'_>, context: &Context<'_>) -> Option<Condition> {
    Condition::read(text.text, context).map_err(|mistakes| fields.reader.mistakes(text, &mistakes)).ok()
}

/// The measure of a name; an unknown one is noted with the nearest.
pub(super) fn known<'m>(fields: &Fields<'_>, text: &Text<'_>, measures: &'m Measures) -> Option<&'m Measure> {
    let found = MeasureId::new(text.text).ok().and_then(|id| measures.by_id.get(&id));
    if found.is_none() {
        match nearest(text.text, measures.by_id.keys().map(MeasureId::as_str)) {
            Some(near) => fields.report(
                &text.span,
                "standard-unknown-measure-near",
                &[("piece", &text.text), ("nearest", &near)],
            ),
            None => fields.report(&text.span, "standard-unknown-measure", &[("piece", &text.text)]),
        }
    }
    found
}
