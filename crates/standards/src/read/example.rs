//! `[[indicator.example]]`: what is given and what must come out.

use std::collections::BTreeMap;

use junheng_domain::{Level, MeasureId, Stage};
use toml::de::DeValue;

use super::chain::Scene;
use super::fields::{Fields, Text};
use super::measures::known;
use super::parts::value_of;
use crate::expr::{Collection, Value};
use crate::nearest::nearest;
use crate::{Example, MeasureKind, Standing};

const STANDINGS: [(&str, Standing); 4] = [
    ("met", Standing::Met),
    ("at_floor", Standing::AtFloor),
    ("not_met", Standing::NotMet),
    ("missing", Standing::Missing),
];

pub(super) fn read_all(
    fields: &Fields<'_>,
    scene: &Scene<'_>,
    level: Level,
    stages: &[Stage],
) -> Vec<Example> {
    fields.tables("example").iter().filter_map(|table| read(table, scene, level, stages)).collect()
}

fn read(fields: &Fields<'_>, scene: &Scene<'_>, level: Level, stages: &[Stage]) -> Option<Example> {
    let stage = fields.choice("stage", &Stage::ALL.map(|stage| (stage.as_str(), stage)));
    match (level, stage) {
        (Level::Unit, None) if !fields.has("stage") => fields.lacks("stage").unwrap_or_default(),
        (Level::Unit, Some(stage)) if !stages.contains(&stage) => {
            let list = stages.iter().map(|stage| stage.as_str()).collect::<Vec<_>>().join(", ");
            fields.report(
                &fields.span_of("stage"),
                "standard-choice",
                &[("piece", &stage), ("choices", &list)],
            );
        }
        _ => {}
    }
    let value = match fields.raw("value") {
        None => fields.lacks("value"),
        Some(item) => match value_of(item.get_ref(), false) {
            Some(Value::Number(value)) => Some(Some(value)),
            Some(_) => Some(None),
            None => {
                let args: &[(&str, &dyn std::fmt::Display)] =
                    &[("key", &"value"), ("expected", &"1, \"1/3\", \"missing\"")];
                fields.report(&item.span(), "standard-value-type", args);
                None
            }
        },
    };
    let mut given = Given::new(scene);
    match fields.table("given") {
        Some(table) => given.read(&table),
        None => fields.lacks("given").unwrap_or_default(),
    }
    let verdict = fields.choice("verdict", &STANDINGS);
    let shortfall = fields.number("shortfall");
    let source = fields.owned("source");
    fields.finish();
    Some(Example {
        stage,
        given: given.values,
        children: given.children,
        params: given.params,
        value: value?,
        verdict,
        shortfall,
        source,
    })
}

struct Given<'s> {
    scene: &'s Scene<'s>,
    values: BTreeMap<MeasureId, Value>,
    children: BTreeMap<Collection, Vec<BTreeMap<MeasureId, Value>>>,
    params: BTreeMap<String, Value>,
}

impl<'s> Given<'s> {
    fn new(scene: &'s Scene<'s>) -> Self {
        Self { scene, values: BTreeMap::new(), children: BTreeMap::new(), params: BTreeMap::new() }
    }

    fn read(&mut self, table: &Fields<'_>) {
        for (key, item) in table.entries() {
            let rows = Collection::parse(key.text).zip(match item.get_ref() {
                DeValue::Array(rows) => Some(rows),
                _ => None,
            });
            if let Some(name) = key.text.strip_prefix("param.") {
                self.param(table, &key, name, item.get_ref());
            } else if let Some((collection, rows)) = rows {
                let children = rows.iter().filter_map(|row| match row.get_ref() {
                    DeValue::Table(row_table) => {
                        let row_fields = Fields::new(table.reader, row_table, row.span());
                        Some(
                            row_fields
                                .entries()
                                .iter()
                                .filter_map(|(key, item)| self.value(&row_fields, key, item.get_ref()))
                                .collect(),
                        )
                    }
                    _ => {
                        let args: &[(&str, &dyn std::fmt::Display)] =
                            &[("key", &key.text), ("expected", &"[{ … }]")];
                        table.report(&row.span(), "standard-value-type", args);
                        None
                    }
                });
                let children = children.collect();
                self.children.insert(collection, children);
            } else if let Some((id, value)) = self.value(table, &key, item.get_ref()) {
                self.values.insert(id, value);
            }
        }
    }

    fn param(&mut self, table: &Fields<'_>, key: &Text<'_>, name: &str, value: &DeValue<'_>) {
        let Some(param) = self.scene.params.iter().find(|param| param.name == name) else {
            let names = self.scene.params.iter().map(|param| param.name.as_str());
            match nearest(name, names) {
                Some(near) => {
                    let args: &[(&str, &dyn std::fmt::Display)] = &[("piece", &name), ("nearest", &near)];
                    table.report(&key.span, "standard-unknown-param-near", args);
                }
                None => table.report(&key.span, "standard-unknown-param", &[("piece", &name)]),
            }
            return;
        };
        if let Some(value) = value_of(value, matches!(param.default, Value::Code(_))) {
            self.params.insert(name.to_owned(), value);
        }
    }

    /// One measure of a row. The stage of a child row stands under `stage`.
    fn value(&self, table: &Fields<'_>, key: &Text<'_>, value: &DeValue<'_>) -> Option<(MeasureId, Value)> {
        if key.text == "stage" {
            let stage = value.as_str().and_then(Stage::parse)?;
            return Some((MeasureId::new("stage").ok()?, Value::Code(stage.as_str().into())));
        }
        let measure = known(table, key, self.scene.measures)?;
        let code = matches!(measure.kind, MeasureKind::Code(_) | MeasureKind::Text);
        let read = value_of(value, code);
        let fits = match (&read, &measure.kind) {
            (Some(Value::Code(found)), MeasureKind::Code(codes)) => {
                codes.iter().any(|(code, _)| **code == **found)
            }
            (read, _) => read.is_some(),
        };
        if !fits {
            let expected = match &measure.kind {
                MeasureKind::Code(codes) => {
                    codes.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join(", ")
                }
                MeasureKind::Text => "\"…\"".to_owned(),
                MeasureKind::Number { .. } | MeasureKind::Year => "123".to_owned(),
            };
            let args: &[(&str, &dyn std::fmt::Display)] = &[("key", &key.text), ("expected", &expected)];
            table.report(&key.span, "standard-value-type", args);
        }
        Some((measure.id.clone(), read?)).filter(|_| fits)
    }
}
