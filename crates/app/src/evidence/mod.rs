//! Evidence: documents that prove an item of a standard for the county, or that belong to a school, in a school year. They are
//! told by their content, kept sealed with their versions, and taken back with a reason only.

mod kind;

use junheng_domain::{SchoolCode, SchoolYear};
use junheng_store::{Evidence, EvidencePlace, NewEvidence};

pub use kind::EvidenceKind;

use crate::Office;
use crate::permit::{Permit, Report, See};
use crate::scope::Scope;
use crate::trouble::Trouble;
use crate::uploads::shown_name;

/// The largest document that is taken.
pub const LARGEST_EVIDENCE: usize = 20 << 20;
/// Characters of a note.
const LONGEST_NOTE: usize = 500;

/// What documents belong to.
#[derive(Debug, Clone, Copy)]
pub enum EvidenceOf<'a> {
    /// An item of a standard, for the county as a whole.
    Item {
        standard: &'a str,
        item: &'a str,
    },
    School(&'a SchoolCode),
}

/// A document that somebody hands over.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceForm<'a> {
    /// As the sender's machine calls it.
    pub name: &'a str,
    pub note: &'a str,
    /// The number of the version that it replaces.
    pub replaces: Option<u32>,
    pub content: &'a [u8],
}

/// A document and its earlier versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceView {
    pub no: u32,
    pub version: u32,
    pub name: String,
    pub note: String,
    pub kind: EvidenceKind,
    pub bytes: u64,
    pub sha256: String,
    pub by: String,
    pub at: String,
    /// Who took it back, when and why.
    pub withdrawn: Option<(String, String, String)>,
    /// Newest first.
    pub earlier: Vec<EvidenceView>,
}

impl EvidenceView {
    fn of(stored: Evidence) -> Self {
        Self {
            no: stored.no,
            version: stored.version,
            name: stored.name,
            note: stored.note,
            // A kind that is no longer taken is still handed out, as nothing in particular.
            kind: EvidenceKind::parse(&stored.kind).unwrap_or(EvidenceKind::Pdf),
            bytes: stored.bytes,
            sha256: stored.sha256,
            by: stored.by,
            at: stored.at,
            withdrawn: stored.withdrawn.map(|done| (done.by, done.at, done.why)),
            earlier: Vec::new(),
        }
    }
}

impl Office {
    /// The documents of an item or a school in a school year, newest first.
    ///
    /// # Errors
    /// When it is outside of the permit's scope, there is no such item, or the store fails.
    pub async fn evidence(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        of: EvidenceOf<'_>,
    ) -> Result<Vec<EvidenceView>, Trouble> {
        let place = self.evidence_place(permit.scope(), year, of).await?;
        let mut views: Vec<EvidenceView> = Vec::new();
        let mut last = None;
        for stored in self.store.evidence(&self.county_to_fill().await?, year).await? {
            if stored.place != place {
                continue;
            }
            let first = stored.first;
            let view = EvidenceView::of(stored);
            match views.last_mut().filter(|_| last == Some(first)) {
                Some(newest) => newest.earlier.push(view),
                None => views.push(view),
            }
            last = Some(first);
        }
        Ok(views)
    }

    /// Keeps a document, and says its number. The same content at the same place is kept once.
    ///
    /// # Errors
    /// When it is outside of the permit's scope, no document that is taken, there already, or the store fails.
    pub async fn add_evidence(
        &self,
        permit: &Permit<Report>,
        (year, of): (SchoolYear, EvidenceOf<'_>),
        form: EvidenceForm<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        let place = self.evidence_place(permit.scope(), year, of).await?;
        if form.content.len() > LARGEST_EVIDENCE {
            let limit = LARGEST_EVIDENCE >> 20;
            return Err(Trouble::Findings(vec![kind::unfit("evidence-too-large").with_arg("limit", limit)]));
        }
        let kind = EvidenceKind::of(form.content).map_err(|finding| Trouble::Findings(vec![*finding]))?;
        let county = self.county_to_fill().await?;
        let sha256 = sha256(form.content);
        let known = self.store.evidence(&county, year).await?.into_iter();
        let mut held = known.filter(|known| known.withdrawn.is_none() && known.place == place);
        if let Some(same) = held.find(|known| known.sha256 == sha256) {
            return Err(Trouble::Findings(vec![kind::unfit("evidence-same").with_arg("name", same.name)]));
        }
        let new = NewEvidence {
            place: &place,
            replaces: form.replaces,
            name: &safe_name(form.name, kind),
            note: &form.note.trim().chars().take(LONGEST_NOTE).collect::<String>(),
            kind: kind.as_str(),
            content: form.content,
        };
        Ok(self.store.add_evidence(&county, new, &permit.change(at, "")).await?)
    }

    /// A document without its content.
    ///
    /// # Errors
    /// When there is none of that number in the permit's scope.
    pub async fn one_evidence(&self, permit: &Permit<See>, no: u32) -> Result<EvidenceView, Trouble> {
        let stored = self.store.one_evidence(&self.county_to_fill().await?, no).await?;
        self.reaches(permit.scope(), &stored).await?;
        Ok(EvidenceView::of(stored))
    }

    /// A document with its content.
    ///
    /// # Errors
    /// When there is none of that number in the permit's scope, or it is no longer what it was.
    pub async fn evidence_file(
        &self,
        permit: &Permit<See>,
        no: u32,
    ) -> Result<(EvidenceView, Vec<u8>), Trouble> {
        let county = self.county_to_fill().await?;
        let stored = self.store.one_evidence(&county, no).await?;
        self.reaches(permit.scope(), &stored).await?;
        Ok((EvidenceView::of(stored), self.store.evidence_content(&county, no).await?))
    }

    /// Takes a document back, with a reason; says which one it was.
    ///
    /// # Errors
    /// When there is none of that number in the permit's scope, or no reason is given.
    pub async fn withdraw_evidence(
        &self,
        permit: &Permit<Report>,
        no: u32,
        why: &str,
        at: &str,
    ) -> Result<EvidencePlace, Trouble> {
        let county = self.county_to_fill().await?;
        let stored = self.store.one_evidence(&county, no).await?;
        self.reaches(permit.scope(), &stored).await?;
        // Sent twice: what the second would do is done.
        if stored.withdrawn.is_none() {
            self.store.withdraw_evidence(&county, no, &permit.change(at, why.trim())).await?;
        }
        Ok(stored.place)
    }

    async fn evidence_place(
        &self,
        scope: &Scope,
        year: SchoolYear,
        of: EvidenceOf<'_>,
    ) -> Result<EvidencePlace, Trouble> {
        match of {
            EvidenceOf::Item { standard, item } => {
                let standard = self.standard_by_id(standard)?;
                if !standard.indicators.iter().any(|indicator| indicator.id == item) || !scope.is_county() {
                    return Err(Trouble::not_found("indicator", item));
                }
                let standard = standard.id.0.clone();
                Ok(EvidencePlace { year, school: String::new(), standard, item: item.to_owned() })
            }
            EvidenceOf::School(code) => {
                if !self.within(scope, year).await?.school(code) {
                    return Err(Trouble::not_found("school", code));
                }
                let school = code.to_string();
                Ok(EvidencePlace { year, school, standard: String::new(), item: String::new() })
            }
        }
    }

    /// Refuses what is outside of a scope as what is not there.
    async fn reaches(&self, scope: &Scope, stored: &Evidence) -> Result<(), Trouble> {
        let reached = match SchoolCode::new(&stored.place.school) {
            Ok(code) => self.within(scope, stored.place.year).await?.school(&code),
            Err(_) => scope.is_county(),
        };
        if reached { Ok(()) } else { Err(Trouble::not_found("evidence", stored.no)) }
    }
}

/// A name to show and to save under, with the extension of what the document is.
fn safe_name(name: &str, kind: EvidenceKind) -> String {
    let shown = shown_name(name);
    let stem = shown.rsplit_once('.').map_or(shown.as_str(), |(stem, _)| stem).trim();
    let stem = if stem.chars().any(char::is_alphanumeric) { stem } else { "evidence" };
    format!("{stem}.{}", kind.as_str())
}

fn sha256(content: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_as_the_document_is() {
        for (name, expected) in [
            ("批复.pdf", "批复.pdf"),
            ("photo.exe", "photo.pdf"),
            ("..\\..\\etc\\报告.html", "报告.pdf"),
            ("", "evidence.pdf"),
            (".pdf", "evidence.pdf"),
        ] {
            assert_eq!(safe_name(name, EvidenceKind::Pdf), expected, "{name}");
        }
    }
}
