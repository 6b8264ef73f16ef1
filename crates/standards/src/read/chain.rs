//! A standard's file behind the files that it extends: entries of the same id are replaced, others are added.

use std::cell::RefCell;
use std::collections::BTreeSet;

use junheng_domain::{Exact, MeasureId, Stage};
use num_traits::{One, Signed};

use super::fields::{Fields, Reader};
use super::{check_schema, indicator, measures, parts};
use crate::expr::Context;
use crate::nearest::nearest;
use crate::{Clause, Indicator, Measures, Param, Source, Standard, StandardId, Status};

pub(super) const STATUSES: [(&str, Status); 4] = [
    ("seen", Status::Seen),
    ("public_code", Status::PublicCode),
    ("memory", Status::Memory),
    ("local", Status::Local),
];

/// One file of the chain.
struct File<'d> {
    fields: Fields<'d>,
    source: Source,
    removed: RefCell<BTreeSet<String>>,
}

/// An entry of a list, with the source that it has when it names none.
pub(super) struct Entry<'d> {
    pub(super) id: String,
    pub(super) fields: Fields<'d>,
    source: &'d Source,
}

impl Entry<'_> {
    /// The place in a document that the entry rests on.
    pub(super) fn clause(&self) -> Clause {
        let text = |key, default: &str| {
            self.fields.text(key).map_or_else(|| default.to_owned(), |text| text.text.to_owned())
        };
        Clause {
            source: Source {
                document: text("document", &self.source.document),
                number: text("number", &self.source.number),
                status: self.fields.choice("status", &STATUSES).unwrap_or(self.source.status),
            },
            article: self.fields.owned("article"),
        }
    }
}

/// What the entries of a standard may name.
pub(super) struct Scene<'s> {
    pub(super) measures: &'s Measures,
    pub(super) params: &'s [Param],
}

impl<'s> Scene<'s> {
    pub(super) fn context(&self, level: junheng_domain::Level) -> Context<'s> {
        Context { measures: self.measures, level, params: self.params, target: None, years: false }
    }
}

/// `None` when something that the rest stands on is wrong; problems are with the readers.
pub(super) fn read(readers: &[Reader<'_>], base: &Measures) -> Option<Standard> {
    let tables: Vec<_> = readers.iter().map(Reader::parse).collect();
    let tables: Vec<_> = tables.into_iter().collect::<Option<_>>()?;
    let files: Vec<File<'_>> = readers
        .iter()
        .zip(&tables)
        .map(|(reader, table)| file(Fields::new(reader, table.get_ref(), 0..0)))
        .collect();
    let (last, head) = (files.last()?, files.first()?);
    check_chain(&files);
    let mut measures = base.clone();
    files.iter().for_each(|file| measures::add(&mut measures, &file.fields));
    let params = parts::params(files.iter().map(|file| &file.fields));
    let scene = Scene { measures: &measures, params: &params };
    let scope = entries(&files, "scope").iter().filter_map(|entry| parts::scope(entry, &scene)).collect();
    let (groups, indicators, composites) =
        ["group", "indicator", "composite"].map(|key| entries(&files, key)).into();
    let group_ids: Vec<&str> = groups.iter().map(|entry| entry.id.as_str()).collect();
    let indicator_ids: Vec<&str> = indicators.iter().map(|entry| entry.id.as_str()).collect();
    let groups = groups.iter().filter_map(parts::group).collect();
    let read: Vec<Indicator> =
        indicators.iter().filter_map(|entry| indicator::read(entry, &scene, &group_ids)).collect();
    for entry in &indicators {
        parts::coefficients_exist(&entry.fields, &indicator_ids, &read);
    }
    let indicators = read;
    let composites =
        composites.iter().filter_map(|entry| parts::composite(entry, &indicator_ids, &indicators)).collect();
    let pupils = newest(&files, "pupils").map_or(Some("pupils".to_owned()), Some);
    let pupils = pupils.and_then(|id| counted_by(&head.fields, &id, &measures));
    let split_weights = split(&files);
    let texts = ["zh", "en", "version", "valid_from", "valid_to"];
    let [_, _, version, valid_from, valid_to] = texts.map(|key| newest(&files, key));
    check_days(last);
    check_removed(&files);
    let id = last.fields.needed("id").and_then(|text| parts::id(&last.fields, &text));
    let wording = last.fields.wording();
    if version.is_none() {
        last.fields.lacks::<()>("version");
    }
    files.iter().for_each(|file| file.fields.finish());
    Some(Standard {
        id: StandardId(id?),
        version: version?,
        hash: String::new(),
        wording,
        source: last.source.clone(),
        valid_from,
        valid_to,
        params: params.clone(),
        split_weights,
        pupils: pupils?,
        scope,
        groups,
        indicators,
        composites,
        measures: measures.clone(),
    })
}

fn file(fields: Fields<'_>) -> File<'_> {
    check_schema(&fields);
    let source = Source {
        document: fields.needed("document").map(|text| text.text.to_owned()).unwrap_or_default(),
        number: fields.owned("number"),
        status: fields.choice("status", &STATUSES).unwrap_or(Status::Local),
    };
    if !fields.has("status") {
        fields.lacks::<()>("status");
    }
    File { fields, source, removed: RefCell::default() }
}

/// Each file but the first extends the one before it.
fn check_chain(files: &[File<'_>]) {
    for (index, file) in files.iter().enumerate() {
        let before =
            index.checked_sub(1).and_then(|before| files.get(before)).map(|file| file.fields.owned("id"));
        match (file.fields.text("extends"), before) {
            (None, None) => {}
            (Some(extends), Some(before)) if extends.text == before => {}
            (Some(extends), _) => {
                file.fields.report(&extends.span, "standard-extends-unknown", &[("piece", &extends.text)]);
            }
            (None, Some(before)) => {
                file.fields.report(&file.fields.span, "standard-extends-wanted", &[("expected", &before)]);
            }
        }
    }
}

/// The value of a text key in the last file that has it.
fn newest(files: &[File<'_>], key: &'static str) -> Option<String> {
    let found: Vec<_> = files.iter().map(|file| file.fields.text(key)).collect();
    found.into_iter().rev().flatten().next().map(|text| text.text.to_owned())
}

/// The entries of a list over the whole chain.
fn entries<'d>(files: &'d [File<'d>], key: &'static str) -> Vec<Entry<'d>> {
    let mut kept: Vec<Entry<'d>> = Vec::new();
    for file in files {
        for removed in file.fields.texts("remove") {
            let before = kept.len();
            kept.retain(|entry| entry.id != removed.text);
            if kept.len() < before {
                file.removed.borrow_mut().insert(removed.text.to_owned());
            }
        }
        let mut own = BTreeSet::new();
        for fields in file.fields.tables(key) {
            let Some(text) = fields.needed("id") else { continue };
            let Some(id) = parts::id(&fields, &text) else { continue };
            let twice = !own.insert(id.clone());
            if twice {
                fields.report(&text.span, "standard-id-twice", &[("piece", &id)]);
            }
            let entry = Entry { id, fields, source: &file.source };
            match kept.iter_mut().find(|known| known.id == entry.id) {
                Some(known) if !twice => *known = entry,
                _ => kept.push(entry),
            }
        }
    }
    kept
}

fn check_removed(files: &[File<'_>]) {
    for file in files {
        let removed = file.removed.borrow();
        for text in file.fields.texts("remove") {
            if !removed.contains(text.text) {
                file.fields.report(&text.span, "standard-remove-unknown", &[("piece", &text.text)]);
            }
        }
    }
}

/// The measure that counts pupils: a number of units.
fn counted_by(fields: &Fields<'_>, id: &str, measures: &Measures) -> Option<MeasureId> {
    let found = MeasureId::new(id).ok().filter(|id| {
        measures
            .by_id
            .get(id)
            .is_some_and(|measure| matches!(measure.kind, crate::MeasureKind::Number { .. }))
    });
    if found.is_none() {
        let span = fields.span_of("pupils");
        match nearest(id, measures.by_id.keys().map(MeasureId::as_str)) {
            Some(near) => {
                fields.report(&span, "standard-unknown-measure-near", &[("piece", &id), ("nearest", &near)]);
            }
            None => fields.report(&span, "standard-unknown-measure", &[("piece", &id)]),
        }
    }
    found
}

/// Weights of pupils by stage; 1 where none is given.
fn split(files: &[File<'_>]) -> std::collections::BTreeMap<Stage, Exact> {
    let mut weights: std::collections::BTreeMap<Stage, Exact> =
        Stage::ALL.into_iter().map(|stage| (stage, Exact::one())).collect();
    for table in files.iter().filter_map(|file| file.fields.table("split")) {
        for stage in Stage::ALL {
            let Some(weight) = table.number(stage.as_str()) else { continue };
            if !weight.is_positive() {
                table.report(&table.span_of(stage.as_str()), "standard-not-positive", &[("key", &stage)]);
            }
            weights.insert(stage, weight);
        }
        table.finish();
    }
    weights
}

fn check_days(file: &File<'_>) {
    for key in ["valid_from", "valid_to"] {
        let Some(day) = file.fields.text(key) else { continue };
        let bytes = day.text.as_bytes();
        let sound = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
        if !sound {
            file.fields.report(&day.span, "standard-day", &[("piece", &day.text)]);
        }
    }
}
