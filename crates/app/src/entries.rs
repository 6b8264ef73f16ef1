//! Items that are judged by documents: their status is entered with evidence, as facts of the county, so that it
//! is layered, undone, audited and locked like every other fact.

use junheng_assess::Standing;
use junheng_assess::{Entries, Entry};
use junheng_domain::{ImportNo, Level, MeasureId, Number, SchoolYear, Snapshot, Subject, Value, show_exact};
use junheng_standards::{Indicator, IndicatorLevel, Standard};
use junheng_store::{FactSeen, LayerStatus};

use crate::Office;
use crate::permit::{Permit, Report, See};
use crate::trouble::Trouble;
use crate::views::{IndicatorView, StandardView};
use crate::why::EntryView;

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
    /// The import or edit whose word was seen to hold, 0 when there was none: what somebody else entered since then is not
    /// overwritten. `None` overwrites.
    pub seen: Option<u32>,
}

/// An item of the county, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPage {
    pub standard: StandardView,
    pub indicator: IndicatorView,
    pub entry: Option<EntryView>,
    /// The full points of the item, where the standard gives points.
    pub full: Option<String>,
    /// The import or edit whose word holds; 0 when nobody has entered anything.
    pub version: u32,
    /// The locked snapshot that keeps the year from being changed.
    pub locked_by: Option<u32>,
    /// Whether the reader may enter its standing.
    pub editable: bool,
}

impl Office {
    /// Enters the status of an item with its evidence.
    ///
    /// # Errors
    /// When the standard has no such item, the item is computed from data, the permit does not reach the whole county, the
    /// status or the points cannot be read, there is no evidence, somebody else entered something since it was seen, or the
    /// year is locked.
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
        if !permit.scope().is_county() {
            return Err(Trouble::not_found("indicator", entry.indicator));
        }
        let facts = facts(&standard, indicator, &entry)?;
        let change = self.change(entry.year, permit, at, entry.evidence).await?;
        let status = key(&standard, &indicator.id, "status")?;
        let seen = entry.seen.map(|no| FactSeen {
            subject: &Subject::County,
            measure: &status,
            layer: (no > 0).then_some(ImportNo(no)),
        });
        let name = format!("{} {}", standard.id.0, indicator.id);
        self.save_edit(entry.year, name, &Subject::County, &facts, &change, seen).await
    }

    /// An item of the county; `report` is the reader's permit to enter, if they have one.
    ///
    /// # Errors
    /// When the standard has no such item, the permit does not reach the whole county, or the store fails.
    pub async fn item(
        &self,
        permit: &Permit<See>,
        report: Option<&Permit<Report>>,
        (year, standard, id): (SchoolYear, &str, &str),
    ) -> Result<ItemPage, Trouble> {
        let standard = self.standard_by_id(standard)?;
        let indicator = standard.indicators.iter().find(|indicator| indicator.id == id);
        let indicator = indicator.filter(|_| permit.scope().is_county());
        let indicator = indicator.ok_or_else(|| Trouble::not_found("indicator", id))?;
        let entries = entries(&self.snapshot(permit, year).await?, &standard)?;
        let status = key(&standard, &indicator.id, "status")?;
        let stated = self.store.fact_history(&self.county().await?, year, &Subject::County, &status).await?;
        let holding = stated.iter().rfind(|stated| stated.layer.status == LayerStatus::Active);
        let locked_by = self.locked_by(year).await?;
        let reached = report.is_some_and(|report| report.scope().is_county());
        Ok(ItemPage {
            entry: entries.get(id).map(EntryView::from),
            full: indicator.points.as_ref().map(|points| show_exact(points, 2)),
            version: holding.map_or(0, |stated| stated.layer.info.no.0),
            editable: reached && locked_by.is_none() && indicator.level == IndicatorLevel::Entered,
            locked_by,
            indicator: IndicatorView::of(&standard, indicator),
            standard: (&*standard).into(),
        })
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
