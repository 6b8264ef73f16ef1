//! What imports and edits are called: a file by its name; an edit, whose name says a subject and a measure or a standard and an
//! item, by their words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use junheng_domain::{ImportInfo, SchoolCode, SchoolYear, Snapshot};
use junheng_standards::{Measures, Standard};
use junheng_store::ImportRecord;

use crate::Office;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::SchoolLink;
use crate::words::Words;

/// The subject or standard that an edit names, and the measure or item; nothing for a file.
fn parts(layer: &ImportInfo) -> Option<(&str, &str)> {
    layer.name.rsplit_once(' ').filter(|_| layer.sha256.is_empty())
}

/// The school that a subject is of.
fn school_of(subject: &str) -> Option<SchoolCode> {
    subject.split('/').next().and_then(|code| SchoolCode::new(code).ok())
}

/// What a layer is called. `standard` is the one that it may name.
pub(crate) fn layer_words(
    layer: &ImportInfo,
    standard: Option<&Standard>,
    measures: &Measures,
    school_name: impl Fn(&SchoolCode) -> Option<String>,
) -> Words {
    let Some((of, id)) = parts(layer) else { return Words::same(layer.name.clone()) };
    let standard = standard.filter(|standard| standard.id.0 == of);
    let item = standard.and_then(|standard| standard.indicators.iter().find(|item| item.id == id));
    let measure = measures.by_id.values().find(|measure| measure.id.as_str() == id);
    let wording = item.map(|item| &item.wording).or(measure.map(|measure| &measure.wording));
    let Some(wording) = wording else { return Words::same(layer.name.clone()) };
    let of = match item {
        Some(_) => id.to_owned(),
        None => school_of(of).and_then(|code| school_name(&code)).unwrap_or_default(),
    };
    let said = |name: &str| format!("{of} {name}").trim_start().to_owned();
    Words { zh: said(&wording.zh), en: said(&wording.en) }
}

impl Office {
    /// What imports and edits are called, by their numbers.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn layers_in_words(
        &self,
        _permit: &Permit<See>,
        layers: &[&ImportRecord],
    ) -> Result<BTreeMap<u32, Words>, Trouble> {
        let (county, measures) = (self.county().await?, self.measures());
        let mut years: BTreeMap<SchoolYear, Snapshot> = BTreeMap::new();
        let mut words = BTreeMap::new();
        for layer in layers {
            let of = parts(&layer.info).map_or("", |(of, _)| of);
            let standard = self.standard_by_id(of).ok();
            if let (Some(_), Entry::Vacant(year)) = (school_of(of), years.entry(layer.year)) {
                year.insert(self.store.snapshot(&county, layer.year).await?);
            }
            let name = |code: &SchoolCode| Some(SchoolLink::of(years.get(&layer.year)?, code).name);
            let said = layer_words(&layer.info, standard.as_deref(), &measures, name);
            words.insert(layer.info.no.0, said);
        }
        Ok(words)
    }
}
