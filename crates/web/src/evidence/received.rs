//! A document on its way in: a form with one file, held in memory up to the largest that is taken.

use axum::extract::Multipart;
use axum::http::StatusCode;
use junheng_app::{EvidenceForm, EvidenceOf, LARGEST_EVIDENCE, Report, Trouble};

use crate::parts::FieldErrors;
use crate::refusal::Refusal;
use crate::view::View;
use crate::words::trouble;

/// What came of the parts of the form.
#[derive(Debug, Default)]
pub(crate) struct Received {
    name: String,
    content: Vec<u8>,
    pub(crate) note: String,
    pub(crate) replaces: String,
}

impl Received {
    /// Takes the parts as they come. Of a file that is too large one byte too many is kept, so that it is told.
    pub(crate) async fn from(view: &View, form: &mut Multipart) -> Result<Self, Refusal> {
        view.permit::<Report>()?;
        let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large")
            }
            status => Refusal::new(status, "web-form-broken"),
        };
        let mut received = Self::default();
        while let Some(mut part) = form.next_field().await.map_err(broken)? {
            match part.name() {
                Some("note") => received.note = part.text().await.map_err(broken)?,
                Some("replaces") => received.replaces = part.text().await.map_err(broken)?,
                Some("file") if part.file_name().is_some_and(|name| !name.is_empty()) => {
                    received.name = part.file_name().unwrap_or_default().to_owned();
                    while let Some(bytes) = part.chunk().await.map_err(broken)? {
                        let room = (LARGEST_EVIDENCE + 1).saturating_sub(received.content.len());
                        received.content.extend_from_slice(&bytes[..bytes.len().min(room)]);
                    }
                }
                _ => {}
            }
        }
        Ok(received)
    }

    /// Keeps the document, or says what is wrong with it.
    pub(crate) async fn keep(
        &self,
        view: &View,
        of: EvidenceOf<'_>,
    ) -> Result<Result<u32, FieldErrors>, Refusal> {
        let mut errors = FieldErrors::default();
        if self.name.is_empty() {
            errors.add("file", trouble(view.lang, "web-file-needed", &[]));
            return Ok(Err(errors));
        }
        let replaces = self.replaces.parse().ok();
        let form = EvidenceForm { name: &self.name, note: &self.note, replaces, content: &self.content };
        let (permit, year) = (view.permit::<Report>()?, view.year()?);
        match view.house.office.add_evidence(&permit, (year, of), form, &view.house.now()).await {
            Ok(no) => Ok(Ok(no)),
            Err(Trouble::Findings(findings)) => Ok(Err(FieldErrors::of_findings(view.lang, &findings))),
            Err(trouble) => Err(trouble.into()),
        }
    }
}
