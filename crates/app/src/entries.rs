//! Items that are judged by documents: their status is entered with evidence, as facts of the county, so that it
//! is layered, undone, audited and locked like every other fact.

use junheng_assess::Standing;
use junheng_assess::{Entries, Entry};
use junheng_domain::{ImportNo, Level, MeasureId, Number, SchoolYear, Snapshot, Subject, Value};
use junheng_standards::{Indicator, IndicatorLevel, Standard};

use crate::Office;
use crate::permit::{Permit, Report};
use crate::trouble::Trouble;

/// What is entered for one item.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    pub standard: &'a str,
    pub year: SchoolYear,
    pub indicator: &'a str,
    /// `met`, `not_met` or `not_applicable`.
    pub status: &'a str,
    pub points: Option<&'a str>,
    pub evidence: &'a str,
}

impl Office {
    /// Enters the status of an item with its evidence.
    ///
    /// # Errors
    /// When the standard has no such item, the item is computed from data, the status or the points cannot be read,
    /// there is no evidence, or the year is locked.
    pub async fn enter(
        &self,
        permit: &Permit<Report>,
        entry: NewEntry<'_>,
        at: &str,
    ) -> Result<ImportNo, Trouble> {
        let standard = self.standard(entry.standard)?;
        let indicator = standard
            .indicators
            .iter()
            .find(|indicator| indicator.id == entry.indicator)
            .ok_or_else(|| Trouble::not_found("indicator", entry.indicator))?;
        if indicator.level != IndicatorLevel::Entered {
            return Err(Trouble::refused("computed-item", vec![("name", entry.indicator.to_owned())]));
        }
        let facts = facts(&standard, indicator, &entry)?;
        let change = self.change(entry.year, permit.by(), at, entry.evidence).await?;
        self.save_edit(
            entry.year,
            format!("{} {}", standard.id.0, indicator.id),
            &Subject::County,
            &facts,
            &change,
        )
        .await
    }
}

fn facts(
    standard: &Standard,
    indicator: &Indicator,
    entry: &NewEntry<'_>,
) -> Result<Vec<(MeasureId, Value)>, Trouble> {
    if standing(entry.status).is_none() {
        return Err(Trouble::unreadable("status", entry.status));
    }
    if entry.evidence.trim().is_empty() {
        return Err(Trouble::refused("evidence-needed", Vec::new()));
    }
    let points = match entry.points {
        None => Value::Missing,
        Some(text) => {
            let number = Number::parse(text).map_err(|_| Trouble::unreadable("points", text))?;
            let full = indicator.points.as_ref();
            if full.is_none_or(|full| number.exact() > *full || number < Number::ZERO) {
                return Err(Trouble::unreadable("points", text));
            }
            Value::Number(number)
        }
    };
    let key = |part| key(standard, &indicator.id, part);
    Ok(vec![
        (key("status")?, Value::text(entry.status)),
        (key("points")?, points),
        (key("evidence")?, Value::text(entry.evidence.trim())),
    ])
}

/// The measure under which a part of an entry is kept: `entry.quality-balance-2017.G1.status`.
fn key(standard: &Standard, indicator: &str, part: &str) -> Result<MeasureId, Trouble> {
    let name = standard.id.0.rsplit('/').next().unwrap_or_default();
    let text = format!("entry.{name}.{indicator}.{part}");
    MeasureId::new(&text).map_err(|_| Trouble::unreadable("entry-key", text))
}

fn standing(status: &str) -> Option<Standing> {
    match status {
        "met" => Some(Standing::Met),
        "not_met" => Some(Standing::NotMet),
        "not_applicable" => Some(Standing::NotJudged),
        _ => None,
    }
}

/// What was entered for a standard's items in a school year.
pub(crate) fn entries(snapshot: &Snapshot, standard: &Standard) -> Result<Entries, Trouble> {
    let mut entries = Entries::new();
    if snapshot.table(Level::County).subjects.is_empty() {
        return Ok(entries);
    }
    let entered = standard.indicators.iter().filter(|indicator| indicator.level == IndicatorLevel::Entered);
    for indicator in entered {
        let status_key = key(standard, &indicator.id, "status")?;
        let Value::Text(status) = snapshot.value(&Subject::County, &status_key) else { continue };
        let Some(standing) = standing(&status) else { continue };
        let points = snapshot.value(&Subject::County, &key(standard, &indicator.id, "points")?);
        let evidence = snapshot.value(&Subject::County, &key(standard, &indicator.id, "evidence")?);
        let origin = snapshot.origin(&Subject::County, &status_key);
        let import = origin.and_then(|origin| snapshot.import(origin.import));
        let entry = Entry {
            standing,
            points: points.number().map(Number::exact),
            evidence: evidence.to_string(),
            by: import.map(|import| import.by.clone()).unwrap_or_default(),
            at: import.map(|import| import.at.clone()).unwrap_or_default(),
        };
        entries.insert(indicator.id.clone(), entry);
    }
    Ok(entries)
}
