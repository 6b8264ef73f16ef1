//! Imports and edits as layers that can be taken back, and the school years that are locked.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use junheng_domain::{CountyCode, ImportNo, MeasureId, SchoolYear, Subject, Value};
use junheng_store::{
    BatchColumn, Change, Dependents, FactSeen, ImportKind, ImportRecord, LayoutUsed, LockedSnapshot,
    NewBatch, NewImport, NewRecord, RowCounts, SnapshotNo,
};

use crate::Office;
use crate::permit::{Permit, Report, See, Settle};
use crate::scope::{Scope, Within};
use crate::trouble::Trouble;

/// Whether an import holds something inside a scope, and something outside.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    inside: bool,
    outside: bool,
}

impl Office {
    /// All imports and edits that hold facts within the permit's scope, undone ones too.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn imports(&self, permit: &Permit<See>) -> Result<Vec<ImportRecord>, Trouble> {
        let county = self.county().await?;
        let mut imports = self.store.imports(&county).await?;
        if !permit.scope().is_county() {
            let reach = self.reach(permit.scope(), &county, &imports).await?;
            imports.retain(|import| reach.get(&import.info.no).is_some_and(|reach| reach.inside));
        }
        Ok(imports)
    }

    /// One import or edit, with what depends on it.
    ///
    /// # Errors
    /// When there is none of that number within the permit's scope, or the store fails.
    pub async fn import(&self, permit: &Permit<See>, no: u32) -> Result<(ImportRecord, Dependents), Trouble> {
        let found = self.imports(permit).await?.into_iter().find(|import| import.info.no.0 == no);
        let found = found.ok_or_else(|| Trouble::not_found("import", no))?;
        let dependents = self.store.dependents(&self.county().await?, found.info.no).await?;
        Ok((found, dependents))
    }

    /// How far imports reach, as seen from a scope.
    async fn reach(
        &self,
        scope: &Scope,
        county: &CountyCode,
        imports: &[ImportRecord],
    ) -> Result<BTreeMap<ImportNo, Reach>, Trouble> {
        let mut within: BTreeMap<SchoolYear, Within> = BTreeMap::new();
        for import in imports {
            if let Entry::Vacant(year) = within.entry(import.year) {
                year.insert(self.within(scope, import.year).await?);
            }
        }
        let year_of: BTreeMap<ImportNo, SchoolYear> =
            imports.iter().map(|import| (import.info.no, import.year)).collect();
        let mut reach: BTreeMap<ImportNo, Reach> = BTreeMap::new();
        for (no, subject) in self.store.subjects_of_imports(county).await? {
            let Some(within) = year_of.get(&no).and_then(|year| within.get(year)) else { continue };
            let reach = reach.entry(no).or_default();
            if within.subject(&subject) { reach.inside = true } else { reach.outside = true }
        }
        Ok(reach)
    }

    /// Takes an import or edit back, also after later ones; says what depended on it.
    ///
    /// # Errors
    /// When there is none of that number, it is undone already, or its year is locked.
    pub async fn undo(
        &self,
        permit: &Permit<Report>,
        no: u32,
        at: &str,
        why: &str,
    ) -> Result<Dependents, Trouble> {
        let (county, change) = self.change_of_layer(permit, no, at, why).await?;
        Ok(self.store.undo(&county, ImportNo(no), &change).await?)
    }

    /// Brings an undone import or edit back.
    ///
    /// # Errors
    /// When there is none of that number, it is not undone, or its year is locked.
    pub async fn redo(
        &self,
        permit: &Permit<Report>,
        no: u32,
        at: &str,
        why: &str,
    ) -> Result<Dependents, Trouble> {
        let (county, change) = self.change_of_layer(permit, no, at, why).await?;
        Ok(self.store.redo(&county, ImportNo(no), &change).await?)
    }

    /// The change of taking an import or edit back, or of bringing it back: it is of that layer's school year.
    async fn change_of_layer(
        &self,
        permit: &Permit<Report>,
        no: u32,
        at: &str,
        why: &str,
    ) -> Result<(CountyCode, Change), Trouble> {
        let county = self.county().await?;
        let import = self.store.import(&county, ImportNo(no)).await?;
        let year = import.year;
        if !permit.scope().is_county() {
            let reach = self.reach(permit.scope(), &county, &[import]).await?;
            match reach.get(&ImportNo(no)) {
                Some(Reach { inside: true, outside: false }) => {}
                Some(Reach { inside: true, .. }) => {
                    return Err(Trouble::refused("import-reaches-further", vec![("no", no.to_string())]));
                }
                _ => return Err(Trouble::not_found("import", no)),
            }
        }
        let change = self.change(year, permit, at, why).await?;
        Ok((county, change))
    }

    /// Changes facts of one subject by hand, as a layer of its own. With `seen`, only while a fact is still the one that was
    /// seen.
    ///
    /// # Errors
    /// When the year is locked, the fact is no longer the one that was seen, or the store fails.
    pub(crate) async fn save_edit(
        &self,
        year: SchoolYear,
        name: String,
        subject: &Subject,
        facts: &[(MeasureId, Value)],
        change: &Change,
        seen: Option<FactSeen<'_>>,
    ) -> Result<ImportNo, Trouble> {
        let county = self.county().await?;
        let columns = facts
            .iter()
            .map(|(measure, _)| BatchColumn { measure: measure.clone(), sheet: 0, column: 0 })
            .collect();
        let values: Vec<Value> = facts.iter().map(|(_, value)| value.clone()).collect();
        let record = NewRecord { subject, row: 0, values: &values };
        let new = NewImport {
            kind: ImportKind::Edit,
            year,
            name,
            sha256: String::new(),
            sheets: Vec::new(),
            layout: LayoutUsed::default(),
            counts: RowCounts { read: 1, kept: 1, ..RowCounts::default() },
            findings: serde_json::Value::Null,
            batches: vec![NewBatch { columns, records: Box::new(std::iter::once(record)) }],
        };
        Ok(self.store.save_import_seen(&county, new, change, seen).await?)
    }

    /// Locks a school year: an independent copy of its facts that never changes.
    ///
    /// # Errors
    /// When the year has no facts or no reason is given, or it is locked already and was not reopened.
    pub async fn lock(
        &self,
        permit: &Permit<Settle>,
        year: SchoolYear,
        at: &str,
        why: &str,
    ) -> Result<SnapshotNo, Trouble> {
        whole_county(permit)?;
        let change = permit.change(at, why);
        let county = self.county().await?;
        let latest = self.store.locked(&county).await?.into_iter().rfind(|snapshot| snapshot.year == year);
        let is_open = self.is_open(&county, year).await?;
        if let Some(latest) = latest.filter(|_| !is_open) {
            let args = vec![("year", year.to_string()), ("no", latest.no.0.to_string())];
            return Err(Trouble::refused("locked-already", args));
        }
        if is_open {
            let closed = (&*open_key(year), "no");
            return Ok(self.store.lock_again(&county, year, closed, &change).await?);
        }
        Ok(self.store.lock(&county, year, &change).await?)
    }

    /// Allows corrections to a locked year. The locked snapshot stays as it is; a later lock makes a new one.
    ///
    /// # Errors
    /// When the year was never locked or no reason is given.
    pub async fn reopen(
        &self,
        permit: &Permit<Settle>,
        year: SchoolYear,
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        whole_county(permit)?;
        let locked = self.store.locked(&self.county().await?).await?;
        if !locked.iter().any(|snapshot| snapshot.year == year) {
            return Err(Trouble::not_found("locked-year", year));
        }
        let county = self.county().await?;
        if !self.is_open(&county, year).await? {
            self.store.set_setting(&county, &open_key(year), "yes", &permit.change(at, why)).await?;
        }
        Ok(())
    }

    /// The locked snapshots of the county, by number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn locked(&self, _permit: &Permit<See>) -> Result<Vec<LockedSnapshot>, Trouble> {
        Ok(self.store.locked(&self.county().await?).await?)
    }

    /// A locked snapshot as it was locked.
    ///
    /// # Errors
    /// When there is none of that number, or its content is no longer what was locked.
    pub async fn locked_snapshot(
        &self,
        _permit: &Permit<See>,
        no: u32,
    ) -> Result<junheng_domain::Snapshot, Trouble> {
        Ok(self.store.locked_snapshot(&self.county().await?, SnapshotNo(no)).await?)
    }

    /// The change of a use case: a correction when its year was reopened for corrections.
    pub(crate) async fn change<R>(
        &self,
        year: SchoolYear,
        permit: &Permit<R>,
        at: &str,
        why: &str,
    ) -> Result<Change, Trouble> {
        let change = permit.change(at, why);
        let open = self.is_open(&self.county().await?, year).await?;
        Ok(if open { change.as_correction() } else { change })
    }

    /// Whether a locked year was reopened for corrections.
    pub(crate) async fn is_open(&self, county: &CountyCode, year: SchoolYear) -> Result<bool, Trouble> {
        Ok(self.store.setting(county, &open_key(year)).await?.as_deref() == Some("yes"))
    }
}

/// A year is locked and reopened for the whole county at once.
fn whole_county(permit: &Permit<Settle>) -> Result<(), Trouble> {
    if permit.scope().is_county() { Ok(()) } else { Err(Trouble::refused("bureau-only", Vec::new())) }
}

/// The setting that says whether a locked year was reopened for corrections.
fn open_key(year: SchoolYear) -> String {
    format!("reopened.{year}")
}
