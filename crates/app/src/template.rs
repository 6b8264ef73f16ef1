//! Templates: workbooks that the county fills in.

use std::io::Cursor;
use std::path::Path;

use junheng_domain::{SchoolYear, Snapshot};
use junheng_exchange::template::{self, TemplateOptions};
use junheng_labels::Lang;
use junheng_standards::Standard;

use crate::Office;
use crate::files::write_new;
use crate::office::read_county;
use crate::permit::{Permit, Report, See};
use crate::standard::Shelf;
use crate::trouble::Trouble;

impl Office {
    /// Writes the template of a standard to `out`, filled with the county's facts of a year.
    ///
    /// # Errors
    /// When there is no such standard or year, or the file cannot be written or is there already.
    pub async fn write_filled_template(
        &self,
        permit: &Permit<See>,
        standard: &str,
        year: SchoolYear,
        lang: Lang,
        out: &Path,
    ) -> Result<(), Trouble> {
        let standard = self.standard(standard)?;
        let snapshot = self.snapshot(permit, year).await?;
        let (year, county) = (Some(year), Some(snapshot.county.clone()));
        let options = TemplateOptions { lang: Some(lang), year, county, prefill: Some(&snapshot) };
        write_new(out, &bytes(&standard, &options)?)
    }

    /// The template of a standard for a school year, filled with what is known within the permit's scope.
    ///
    /// # Errors
    /// When there is no such standard, or the template cannot be made.
    pub async fn filled_template(
        &self,
        permit: &Permit<Report>,
        standard: &str,
        year: SchoolYear,
        lang: Lang,
    ) -> Result<Vec<u8>, Trouble> {
        let standard = self.standard_by_id(standard)?;
        let county = self.county_to_fill().await?;
        let known = self.store.snapshot(&county, year).await?;
        let own = self.within(permit.scope(), year).await?.narrow(&known);
        let (year, county) = (Some(year), Some(county));
        bytes(&standard, &TemplateOptions { lang: Some(lang), year, county, prefill: Some(&own) })
    }
}

impl Shelf {
    /// Writes the empty template of a standard to `out`; year and county are printed on it when they are known.
    ///
    /// # Errors
    /// When there is no such standard, the county code cannot be read, or the file cannot be written or is there.
    pub fn write_template(
        &self,
        standard: &str,
        year: Option<SchoolYear>,
        county: Option<&str>,
        lang: Lang,
        out: &Path,
    ) -> Result<(), Trouble> {
        let county = county.map(read_county).transpose()?;
        let options = TemplateOptions { lang: Some(lang), year, county, prefill: None };
        write_new(out, &bytes(&*self.standard(standard)?, &options)?)
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
