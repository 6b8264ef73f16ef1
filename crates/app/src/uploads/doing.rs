//! The two jobs of an upload: checking it, and importing it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use junheng_assess::assess;
use junheng_exchange::Reading;
use junheng_standards::Standard;
use junheng_store::{UploadNo, UploadRecord, UploadState};

use super::Preview;
use crate::Office;
use crate::assessing::rules;
use crate::entries::entries;
use crate::import::{Checked, new_import};
use crate::intake::{self, FileToRead};
use crate::jobs::{Confirmed, Outcome, Shift};
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;

impl Office {
    /// Reads the file, compares it, judges the county without and with it, and keeps the preview.
    pub(crate) async fn do_check(&self, shift: &Shift<'_, '_, '_>, no: UploadNo) -> Result<Outcome, Trouble> {
        let upload = self.store.upload(shift.county, no).await?;
        if upload.state != UploadState::Open || upload.job != shift.job.no {
            return Ok(Outcome::default());
        }
        let permit = shift.permit().await?;
        // Read before the facts: a change in between makes the preview outdated, never wrong.
        let basis = self.store.facts_version(shift.county, upload.year).await?;
        let (checked, standard) = self.check(shift, &permit, &upload).await?;
        let preview = self.preview(&permit, &checked, standard).await?;
        shift.pulse.may_go_on()?;
        shift.permit().await?;
        self.store.keep_preview(shift.county, no, shift.job.no, (&basis, &preview.write())).await?;
        Ok(Outcome::default())
    }

    /// Reads the file again and imports it, if nothing has changed since the preview. Its record tells the capacity in which
    /// the import was confirmed.
    pub(crate) async fn do_import(
        &self,
        shift: &Shift<'_, '_, '_>,
        no: UploadNo,
        confirmed: &Confirmed,
    ) -> Result<Outcome, Trouble> {
        let upload = self.store.upload(shift.county, no).await?;
        let import = match upload.state {
            UploadState::Imported(import) => import,
            UploadState::Discarded => return Err(Trouble::not_found("upload", no.0)),
            UploadState::Open => {
                let permit = shift.permit().await?;
                let (checked, _) = self.check(shift, &permit, &upload).await?;
                let options = confirmed.options();
                checked.may_be_saved(&options)?;
                shift.pulse.may_go_on()?;
                let permit = shift.permit().await?;
                let at = (shift.clock)();
                let change = self.change(upload.year, &permit, &at, options.why).await?;
                let change = change.in_capacity(confirmed.capacity.clone());
                self.store.import_upload(shift.county, no, new_import(&checked), &change).await?
            }
        };
        self.remove_stored(&upload.stored);
        Ok(Outcome { trouble: None, import: Some(import.0) })
    }

    async fn check(
        &self,
        shift: &Shift<'_, '_, '_>,
        permit: &Permit<Report>,
        upload: &UploadRecord,
    ) -> Result<(Checked, Arc<Standard>), Trouble> {
        let standard = self.standard_by_id(&upload.standard)?;
        let expected = self.expected(upload.year).await?;
        let (path, reader) = (self.uploads_folder().join(&upload.stored), shift.shop.reader.clone());
        let (read_by, pulse) = (standard.clone(), shift.pulse.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let progress = |rows| pulse.rows.store(rows, Ordering::Relaxed);
            let file = FileToRead { path: &path, mapping: None, reader: &reader, progress: &progress };
            intake::read_while(&file, &read_by, expected, &|| !pulse.stop.load(Ordering::Relaxed))
        });
        let mut reading =
            reading.await.map_err(|error| Trouble::storage("reading was broken off", error))??;
        shift.pulse.may_go_on()?;
        name_as_sent(&mut reading, &upload.name);
        if !reading.file.sha256.is_empty() && reading.file.sha256 != upload.sha256 {
            return Err(Trouble::refused("upload-altered", Vec::new()));
        }
        Ok((self.compare(permit, reading, &standard, upload.year).await?, standard))
    }

    async fn preview(
        &self,
        permit: &Permit<Report>,
        checked: &Checked,
        standard: Arc<Standard>,
    ) -> Result<Preview, Trouble> {
        let rules = rules(standard, &[])?;
        let judge = |snapshot: &junheng_domain::Snapshot| {
            let entries = entries(snapshot, &rules.standard)?;
            Ok::<_, Trouble>(assess(Arc::new(snapshot.clone()), &rules, entries))
        };
        let (before, after) = (judge(&checked.now)?, judge(&checked.then)?);
        let within = permit.scope().within(&checked.then);
        Ok(Preview::of(checked, &within, &before, &after))
    }
}

/// The file lies under a generated name; its findings name it as its sender did.
fn name_as_sent(reading: &mut Reading, name: &str) {
    name.clone_into(&mut reading.file.name);
    for place in reading.findings.iter_mut().map(|finding| &mut finding.place) {
        if place.file.is_some() {
            place.file = Some(name.to_owned());
        }
    }
}
