//! An upload as a page shows it, and how far it has come.

use junheng_store::{UploadRecord, UploadState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::jobs::JobView;

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Its file is being read.
    Checking,
    /// The check ended without a preview.
    NotChecked,
    /// It waits to be confirmed.
    Previewed,
    /// It is being imported.
    Importing,
    Imported,
    Discarded,
}

/// A file that somebody handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UploadView {
    pub no: u32,
    pub year: u16,
    pub standard: String,
    /// The sender's name of the file.
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
    pub phase: Phase,
    /// The job that works on it or did so last; what changes the upload names it as seen.
    pub job: JobView,
    /// The import that came of it.
    pub import: Option<u32>,
    /// RFC 3339.
    pub created_at: String,
    /// Whether the facts have changed since the preview was made.
    pub outdated: bool,
}

impl UploadView {
    pub(super) fn of(upload: &UploadRecord, job: &JobView) -> Self {
        let import = match upload.state {
            UploadState::Imported(no) => Some(no.0),
            UploadState::Open | UploadState::Discarded => None,
        };
        Self {
            no: upload.no.0,
            year: upload.year.start(),
            standard: upload.standard.clone(),
            name: upload.name.clone(),
            sha256: upload.sha256.clone(),
            bytes: upload.bytes,
            phase: phase(upload, job),
            job: job.clone(),
            import,
            created_at: upload.created_at.clone(),
            outdated: false,
        }
    }
}

fn phase(upload: &UploadRecord, job: &JobView) -> Phase {
    let importing = job.kind == "import_upload";
    match upload.state {
        UploadState::Imported(_) => Phase::Imported,
        UploadState::Discarded => Phase::Discarded,
        UploadState::Open if !job.has_ended && importing => Phase::Importing,
        UploadState::Open if !job.has_ended => Phase::Checking,
        // An import that was refused leaves the preview as it was; a check that failed leaves an old one behind.
        UploadState::Open if importing || upload.preview_job == upload.job => Phase::Previewed,
        UploadState::Open => Phase::NotChecked,
    }
}

/// The school and the stage of a subject as findings name it: `S1` or `S1/primary`; neither for the county.
pub(super) fn school_and_stage(subject: &str) -> (Option<&str>, Option<&str>) {
    match subject.split_once('/') {
        _ if subject == "county" => (None, None),
        Some((school, stage)) => (Some(school), Some(stage)),
        None => (Some(subject), None),
    }
}
