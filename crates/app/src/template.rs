//! Templates: workbooks that the county fills in.

use std::io::Cursor;
use std::path::Path;

use junheng_domain::{SchoolYear, Snapshot};
use junheng_exchange::template::{self, TemplateOptions};
use junheng_labels::Lang;
use junheng_standards::Standard;

use crate::Office;
use crate::files::write_new;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;

impl Office {
    /// Writes the template of a standard to `out`, for a year, filled with the county's facts when `filled`.
    ///
    /// # Errors
    /// When there is no such standard or year, or the file cannot be written or is there already.
    pub async fn write_template(
        &self,
        permit: &Permit<See>,
        standard: &str,
        (year, filled): (Option<SchoolYear>, bool),
        lang: Lang,
        out: &Path,
    ) -> Result<(), Trouble> {
        let standard = self.standard(standard)?;
        let snapshot = match year {
            Some(year) if filled => Some(self.snapshot(permit, year).await?),
            _ => None,
        };
        let county = self.county().await.ok();
        let options = TemplateOptions { lang: Some(lang), year, county, prefill: snapshot.as_ref() };
        write_new(out, &bytes(&standard, &options)?)
    }
}

/// Writes the template of a standard, filled with a snapshot's facts.
///
/// # Errors
/// When the file cannot be written.
pub fn write_filled(standard: &Standard, snapshot: &Snapshot, lang: Lang, out: &Path) -> Result<(), Trouble> {
    let (year, county) = (Some(snapshot.year), Some(snapshot.county.clone()));
    let options = TemplateOptions { lang: Some(lang), year, county, prefill: Some(snapshot) };
    std::fs::write(out, bytes(standard, &options)?).map_err(|source| Trouble::file(out, source))
}

fn bytes(standard: &Standard, options: &TemplateOptions<'_>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Cursor::new(Vec::new());
    template::write(standard, options, &mut bytes)
        .map_err(|error| Trouble::storage("the template could not be written", error))?;
    Ok(bytes.into_inner())
}
