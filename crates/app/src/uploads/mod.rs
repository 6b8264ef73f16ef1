//! Files that are handed over in the browser: kept with a generated name, checked by a job, previewed, confirmed, imported
//! by another job, and then removed. What is not confirmed is removed after a week.

mod doing;
mod file;
mod preview;
mod verdicts;
mod view;

use std::path::PathBuf;

use junheng_domain::{Finding, SchoolYear};
use junheng_labels::Lang;
use junheng_store::{Change, JobNo, NewJob, NewUpload, UploadNo, UploadRecord, UploadState};

pub use file::{Arriving, LARGEST_FILE, shown_name};
pub use preview::{FactChange, MeasureTally, Preview, RowAccount, Tallies, explainable};
pub use verdicts::{CoefficientShift, VerdictChange};
pub(crate) use verdicts::{changed, school_name};
pub use view::{Phase, UploadView};

use crate::Office;
use crate::identity::Moment;
use crate::import::ImportOptions;
use crate::intake;
use crate::jobs::{Confirmed, JobView, Task};
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;

/// How long a file is kept that nobody confirms.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;
/// Files of one person that may lie open at once.
const MOST_OPEN: usize = 20;

/// A warning of a cross-check, as its row on the preview names it.
#[derive(Debug, Clone, Copy)]
pub struct Warned<'a> {
    pub check: &'a str,
    pub subject: &'a str,
}

impl Office {
    /// Where files that arrive are kept.
    pub(crate) fn uploads_folder(&self) -> PathBuf {
        self.store.location().folder().join("uploads")
    }

    /// Opens a place for a file that is about to arrive.
    ///
    /// # Errors
    /// When too many files of this person lie open, or the disk refuses.
    pub async fn receive(&self, permit: &Permit<Report>) -> Result<Arriving, Trouble> {
        let county = self.county_to_fill().await?;
        let uploads = self.store.uploads(&county, permit.by()).await?;
        if uploads.iter().filter(|upload| upload.state == UploadState::Open).count() >= MOST_OPEN {
            return Err(Trouble::refused("too-many-uploads", vec![("count", MOST_OPEN.to_string())]));
        }
        Arriving::create(&self.uploads_folder())
    }

    /// Keeps a file that has arrived whole, and has it checked.
    ///
    /// # Errors
    /// When there is no such standard, the file is empty, or the store fails.
    pub async fn keep_upload(
        &self,
        permit: &Permit<Report>,
        arrived: Arriving,
        (year, standard): (SchoolYear, &str),
        at: &str,
    ) -> Result<u32, Trouble> {
        let now = Moment::read(at)?;
        let standard = self.standard_by_id(standard)?;
        let arrived = arrived.finish()?;
        let new = NewUpload {
            year,
            standard: &standard.id.0,
            name: &arrived.name,
            stored: &arrived.stored,
            sha256: &arrived.sha256,
            bytes: arrived.bytes,
            kept_until: now.seconds + KEPT_SECONDS,
        };
        let county = self.county_to_fill().await?;
        let check = |upload: UploadNo| Task::CheckUpload { upload }.write();
        let no =
            self.store.keep_upload(&county, &new, ("check_upload", check), &permit.change(at, "")).await?;
        arrived.keep();
        Ok(no.0)
    }

    /// The open uploads of the permit's holder, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_uploads(&self, permit: &Permit<Report>) -> Result<Vec<UploadView>, Trouble> {
        let county = self.county_to_fill().await?;
        let mut views = Vec::new();
        for upload in self.store.uploads(&county, permit.by()).await? {
            if upload.state == UploadState::Open {
                let job = self.store.job(&county, upload.job).await?;
                views.push(UploadView::of(&upload, &JobView::of(&job)));
            }
        }
        Ok(views)
    }

    /// An upload of the permit's holder, with its preview when there is one.
    ///
    /// # Errors
    /// When they have none of that number.
    pub async fn upload(
        &self,
        permit: &Permit<Report>,
        no: u32,
    ) -> Result<(UploadView, Option<Preview>), Trouble> {
        let upload = self.upload_of(permit, no).await?;
        let job = self.store.job(&self.county_to_fill().await?, upload.job).await?;
        let mut view = UploadView::of(&upload, &JobView::of(&job));
        let preview = Preview::read(&upload.preview);
        if view.phase == Phase::Previewed {
            let now = self.store.facts_version(&self.county_to_fill().await?, upload.year).await?;
            view.outdated = now != upload.basis;
        }
        Ok((view, preview))
    }

    /// Has an upload checked again, because the facts or the explanations have changed since.
    ///
    /// # Errors
    /// When the holder has no open upload of that number, or `seen` is no longer its last job.
    pub async fn check_again(
        &self,
        permit: &Permit<Report>,
        (no, seen): (u32, u32),
        at: &str,
    ) -> Result<(), Trouble> {
        self.queue(permit, (no, seen), at, |upload| Task::CheckUpload { upload }).await
    }

    /// Confirms an upload: it is imported as previewed. A second confirmation of the same preview has no effect.
    ///
    /// # Errors
    /// When the holder has no upload of that number.
    pub async fn confirm_upload(
        &self,
        permit: &Permit<Report>,
        (no, seen): (u32, u32),
        options: ImportOptions<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let confirmed = Confirmed::of(&options, permit.capacity());
        self.queue(permit, (no, seen), at, |upload| Task::ImportUpload {
            upload,
            confirmed: confirmed.clone(),
        })
        .await
    }

    /// `seen` is the last job that the page knew of: when another request was first, this one has no effect.
    async fn queue(
        &self,
        permit: &Permit<Report>,
        (no, seen): (u32, u32),
        at: &str,
        task: impl Fn(UploadNo) -> Task,
    ) -> Result<(), Trouble> {
        let upload = self.upload_of(permit, no).await?;
        let county = self.county_to_fill().await?;
        let last = self.store.job(&county, upload.job).await?;
        if upload.state != UploadState::Open || !last.state.has_ended() {
            return Ok(());
        }
        let task = task(upload.no);
        if matches!(task, Task::ImportUpload { .. }) && upload.preview.is_empty() {
            return Err(Trouble::refused("upload-not-checked", Vec::new()));
        }
        let input = task.write();
        let new = NewJob { kind: task.kind(), input: &input, owner: permit.by(), at };
        self.store.queue_upload_job(&county, upload.no, JobNo(seen), &new).await?;
        Ok(())
    }

    /// Explains warnings of a preview away with one reason, and has the upload checked again.
    ///
    /// # Errors
    /// When the holder has no such upload, a warning is not on its preview, or no reason is given.
    pub async fn explain_warnings(
        &self,
        permit: &Permit<Report>,
        (no, seen): (u32, u32),
        warned: &[Warned<'_>],
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        if why.trim().is_empty() {
            return Err(Trouble::refused("web-reason-needed", Vec::new()));
        }
        let upload = self.upload_of(permit, no).await?;
        let preview = Preview::read(&upload.preview).unwrap_or_default();
        for warned in warned {
            let known = preview
                .explainable()
                .any(|(check, subject)| (check, subject) == (warned.check, warned.subject));
            if !known {
                return Err(Trouble::not_found("check", warned.check));
            }
            let (school, stage) = view::school_and_stage(warned.subject);
            self.accept(permit, (upload.year, warned.check), (school, stage), at, why).await?;
        }
        self.check_again(permit, (no, seen), at).await
    }

    /// Gives an upload up; its file is removed.
    ///
    /// # Errors
    /// When the holder has none of that number.
    pub async fn discard_upload(&self, permit: &Permit<Report>, no: u32, at: &str) -> Result<(), Trouble> {
        let upload = self.upload_of(permit, no).await?;
        let change = permit.change(at, "");
        let file = self.store.discard_upload(&self.county_to_fill().await?, upload.no, &change).await?;
        file.iter().for_each(|file| self.remove_stored(file));
        Ok(())
    }

    /// The uploaded file with what is wrong marked in it: its name and its bytes.
    ///
    /// # Errors
    /// When the holder has no open upload of that number, or the file cannot be read again.
    pub async fn marked_upload(
        &self,
        permit: &Permit<Report>,
        no: u32,
        reader: PathBuf,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Trouble> {
        let upload = self.upload_of(permit, no).await?;
        if upload.state != UploadState::Open {
            return Err(Trouble::not_found("upload", no));
        }
        let findings: Vec<Finding> = Preview::read(&upload.preview).unwrap_or_default().findings;
        let path = self.uploads_folder().join(&upload.stored);
        let marking = tokio::task::spawn_blocking(move || {
            let file = intake::FileToRead { path: &path, mapping: None, reader: &reader, progress: &|_| () };
            intake::marked(&file.source(), &findings, lang)
        });
        let bytes = marking.await.map_err(|error| Trouble::storage("marking was broken off", error))??;
        Ok((upload.name, bytes))
    }

    /// Removes files whose time has passed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clear_uploads(&self, at: &str) -> Result<(), Trouble> {
        let Ok(county) = self.county().await else { return Ok(()) };
        let change = Change::new("", at, "");
        let files = self.store.expire_uploads(&county, Moment::read(at)?.seconds, &change).await?;
        files.iter().for_each(|file| self.remove_stored(file));
        let waiting = self.store.waiting_files().await?;
        for stray in file::strays(&self.uploads_folder(), &waiting, Moment::read(at)?.seconds) {
            self.remove_stored(&stray);
        }
        Ok(())
    }

    /// A file that is gone already is as good as removed.
    fn remove_stored(&self, stored: &str) {
        let _ = std::fs::remove_file(self.uploads_folder().join(stored));
    }

    async fn upload_of(&self, permit: &Permit<Report>, no: u32) -> Result<UploadRecord, Trouble> {
        let upload = self.store.upload(&self.county_to_fill().await?, UploadNo(no)).await?;
        if upload.owner == permit.by() { Ok(upload) } else { Err(Trouble::not_found("upload", no)) }
    }
}
