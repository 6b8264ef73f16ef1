//! What became of schools: merges, splits, renames and changes of stage.

use junheng_domain::{
    Exact, Level, Lineage, LineageError, SchoolCode, SchoolEvent, SchoolEventKind, SchoolYear, Subject,
};
use junheng_store::RecordedEvent;

use crate::Office;
use crate::office::read_school;
use crate::permit::{Permit, See, Settle};
use crate::trouble::{Kind, Trouble};

/// A change to be recorded, as it was written.
#[derive(Debug, Clone, Copy)]
pub struct SchoolChange<'a> {
    pub kind: SchoolEventKind,
    pub year: SchoolYear,
    pub from: &'a str,
    pub to: &'a str,
    /// `1`, `0.4` or `2/5`.
    pub share: &'a str,
    pub why: &'a str,
}

impl Office {
    /// Records what became of a school.
    ///
    /// # Errors
    /// When a code or the share cannot be read, a school is not reported or merges with itself, the shares of the school
    /// would exceed one, no reason is given, or the year is locked.
    pub async fn record_school_change(
        &self,
        permit: &Permit<Settle>,
        new: &SchoolChange<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        let event = SchoolEvent {
            kind: new.kind,
            year: new.year,
            from: read_school(new.from)?,
            to: read_school(new.to)?,
            share: read_share(new.share)?,
        };
        if event.kind == SchoolEventKind::Merge && event.from == event.to {
            return Err(Trouble::refused("merged-with-itself", Vec::new()));
        }
        self.must_be_reported(&event.from, |year| year < event.year).await?;
        self.must_be_reported(&event.to, |year| year >= event.year).await?;
        let change = self.change(new.year, permit, at, new.why).await?;
        Ok(self.store.add_school_event(&self.county().await?, &event, at, &change).await?)
    }

    /// A school must be reported in one of the years of a span, if there are such years at all.
    async fn must_be_reported(
        &self,
        school: &SchoolCode,
        span: impl Fn(SchoolYear) -> bool,
    ) -> Result<(), Trouble> {
        let county = self.county().await?;
        let mut years = self.store.years(&county).await?;
        years.retain(|year| span(*year));
        for year in &years {
            let snapshot = self.store.snapshot(&county, *year).await?;
            if snapshot.table(Level::School).row(&Subject::School(school.clone())).is_some() {
                return Ok(());
            }
        }
        match (years.first(), years.last()) {
            (Some(first), Some(last)) => {
                let args = vec![("name", school.to_string()), ("years", format!("{first}–{last}"))];
                Err(Trouble::Said { kind: Kind::NotFound, key: "school-of-years", args })
            }
            _ => Ok(()),
        }
    }

    /// Takes a recorded change out of the history; it stays listed.
    ///
    /// # Errors
    /// When there is none of that number in force, no reason is given, or its year is locked.
    pub async fn withdraw_school_change(
        &self,
        permit: &Permit<Settle>,
        no: u32,
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        let county = self.county().await?;
        let events = self.store.school_events(&county).await?;
        let found = events.iter().find(|event| event.no == no);
        let year = found.ok_or_else(|| Trouble::not_found("school-event", no))?.event.year;
        let change = self.change(year, permit, at, why).await?;
        Ok(self.store.withdraw_school_event(&county, no, &change).await?)
    }

    /// All recorded changes, withdrawn ones too.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn school_changes(&self, _permit: &Permit<See>) -> Result<Vec<RecordedEvent>, Trouble> {
        Ok(self.store.school_events(&self.county().await?).await?)
    }

    /// The history that the recorded changes make.
    ///
    /// # Errors
    /// When the shares of a school do not add up to one, or the store fails.
    pub async fn lineage(&self, permit: &Permit<See>) -> Result<Lineage, Trouble> {
        let recorded = self.school_changes(permit).await?;
        let events: Vec<SchoolEvent> =
            recorded.into_iter().filter(|event| !event.withdrawn).map(|event| event.event).collect();
        Lineage::new(&events).map_err(contradiction)
    }
}

/// Why recorded changes cannot be a history of schools.
fn contradiction(error: LineageError) -> Trouble {
    let at = |school: SchoolCode, year: SchoolYear| {
        vec![("school", school.to_string()), ("year", year.to_string())]
    };
    match error {
        LineageError::NotTheWhole { school, year, sum } => {
            let mut args = at(school, year);
            args.push(("sum", sum.to_string()));
            Trouble::refused("lineage-whole", args)
        }
        LineageError::ShareOutOfRange { school, year } => Trouble::refused("lineage-share", at(school, year)),
        LineageError::NotARename { school, year } => Trouble::refused("lineage-rename", at(school, year)),
    }
}

fn read_share(text: &str) -> Result<Exact, Trouble> {
    let unreadable = || Trouble::unreadable("share", text);
    let share: Exact = match text.contains('/') {
        true => text.trim().parse().map_err(|_| unreadable())?,
        false => junheng_domain::Number::parse(text.trim()).map_err(|_| unreadable())?.exact(),
    };
    let in_range = share > Exact::from_integer(0.into()) && share <= Exact::from_integer(1.into());
    if in_range { Ok(share) } else { Err(unreadable()) }
}
