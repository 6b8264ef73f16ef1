//! Templates: workbooks that the county fills in.

use std::io::Cursor;
use std::path::Path;

use junheng_domain::SchoolYear;
use junheng_exchange::{TemplateOptions, write_template};
use junheng_labels::Lang;

use crate::Office;
use crate::permit::{Permit, See};
use crate::trouble::Trouble;

impl Office {
    /// Writes the template of a standard to `out`, for a year, filled with the county's facts when `filled`.
    ///
    /// # Errors
    /// When there is no such standard or year, or the file cannot be written.
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
        let mut bytes = Cursor::new(Vec::new());
        write_template(&standard, &options, &mut bytes)
            .map_err(|error| Trouble::storage("the template could not be written", error))?;
        std::fs::write(out, bytes.into_inner()).map_err(|source| Trouble::file(out, source))
    }
}
