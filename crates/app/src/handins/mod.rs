//! Reporting 上报: a round asks schools for forms; they hand them in, the township and the bureau accept or return them.

mod content;
mod deadlines;
mod machine;
mod view;

use std::collections::BTreeMap;

use junheng_domain::{Level, MeasureId, SchoolCode, SchoolYear, Snapshot, Subject};
use junheng_exchange::template;
use junheng_store::{Change, HandInEvent, NewHandInEvent, NewRound, OwingSchool, RoundNo, RoundRecord};

pub use deadlines::Deadline;
pub use machine::{HandInAct, HandInState, Time};
pub use view::{Board, Counts, FormEvent, FormView, RoundView, SchoolHandIns, SchoolRow};

use self::content::Contents;
use self::machine::{Cell, Move};
use crate::Office;
use crate::identity::is_day;
use crate::office::read_school;
use crate::permit::{Permit, Report, Review, See};
use crate::scope::{Scope, Within};
use crate::trouble::Trouble;

/// What a new round asks for, as it was typed in.
#[derive(Debug, Clone, Copy)]
pub struct RoundForm<'a> {
    pub year: SchoolYear,
    pub standard: &'a str,
    /// `YYYY-MM-DD`.
    pub opens_on: &'a str,
    pub deadline_on: &'a str,
    pub township_first: bool,
    pub note: &'a str,
}

/// Forms of one school, each with the number of the last event that the page knew of.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    pub round: u32,
    pub school: &'a str,
    pub forms: &'a [(String, u32)],
}

/// A round with all that its board needs.
struct Known {
    record: RoundRecord,
    cells: BTreeMap<(SchoolCode, String), Cell>,
    contents: Contents,
    within: Within,
    time: Time,
}

impl Office {
    /// Makes a round: the schools known in its year, or in the year before, owe the sheets of the standard's template.
    ///
    /// # Errors
    /// When the right does not reach the whole county, a date cannot be read, the deadline is before the opening, or no
    /// school is known.
    pub async fn make_round(
        &self,
        permit: &Permit<Review>,
        form: RoundForm<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        if !permit.scope().is_county() {
            return Err(Trouble::refused("bureau-only", Vec::new()));
        }
        for date in [form.opens_on, form.deadline_on] {
            if !is_day(date) {
                return Err(Trouble::unreadable("web-date", date));
            }
        }
        if form.deadline_on < form.opens_on {
            return Err(Trouble::refused("round-ends-before", Vec::new()));
        }
        let standard = self.standard_by_id(form.standard)?;
        let levels = template::asked_levels(&standard).into_iter().filter(|level| *level != Level::County);
        let new = NewRound {
            year: form.year,
            standard: standard.id.0.clone(),
            opens_on: form.opens_on.to_owned(),
            deadline_on: form.deadline_on.to_owned(),
            township_first: form.township_first,
            forms: levels.map(|level| level.as_str().to_owned()).collect(),
            schools: self.owing_schools(form.year).await?,
        };
        let change = permit.change(at, form.note.trim());
        Ok(self.store.make_round(&self.county().await?, &new, &change).await?.0)
    }

    /// The schools of a year, or of the last one before it that has facts.
    async fn owing_schools(&self, year: SchoolYear) -> Result<Vec<OwingSchool>, Trouble> {
        let county = self.county().await?;
        let years = self.store.years(&county).await?;
        let known = years.into_iter().rfind(|known| *known <= year);
        let known = known.ok_or_else(|| Trouble::not_found("year", year))?;
        let snapshot = self.store.snapshot(&county, known).await?;
        let reported = |school: &Subject, measure: &str| {
            MeasureId::new(measure)
                .map_or_else(|_| String::new(), |id| snapshot.value(school, &id).to_string())
        };
        let subjects = &snapshot.table(Level::School).subjects;
        let schools = subjects.iter().filter_map(|subject| {
            let code = subject.school()?.clone();
            Some(OwingSchool {
                code,
                name: reported(subject, "name"),
                township: reported(subject, "township"),
            })
        });
        Ok(schools.collect())
    }

    /// The rounds of a school year that ask something within the permit's scope, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rounds(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        at: &str,
    ) -> Result<Vec<RoundView>, Trouble> {
        let mut views = Vec::new();
        for record in self.store.rounds(&self.county().await?).await?.into_iter().rev() {
            if record.asks.year == year {
                let known = self.known(permit.scope(), record, at).await?;
                views.push(known.board().round);
            }
        }
        Ok(views)
    }

    /// The board of a round: the schools within the permit's scope, by forms.
    ///
    /// # Errors
    /// When there is no such round, or none of its schools is within the scope.
    pub async fn board(&self, permit: &Permit<See>, no: u32, at: &str) -> Result<Board, Trouble> {
        let board = self.known_round(permit.scope(), no, at).await?.board();
        if board.rows.is_empty() { Err(Trouble::not_found("round", no)) } else { Ok(board) }
    }

    /// One school's part of a round, with its history and what may be done with the two rights.
    ///
    /// # Errors
    /// When there is no such round, or the school is not in it or outside of the scope.
    pub async fn school_hand_ins(
        &self,
        permit: &Permit<See>,
        (report, review): (Option<&Permit<Report>>, Option<&Permit<Review>>),
        (no, school): (u32, &str),
        at: &str,
    ) -> Result<SchoolHandIns, Trouble> {
        let school = read_school(school)?;
        let known = self.known_round(permit.scope(), no, at).await?;
        let row = known.rows().find(|row| row.school == school.as_str());
        let row = row.ok_or_else(|| Trouble::not_found("school", &school))?;
        let may_report = match report {
            Some(report) => self.within(report.scope(), known.record.asks.year).await?.school(&school),
            None => false,
        };
        let may_review = match review {
            Some(review) => self.within(review.scope(), known.record.asks.year).await?.school(&school),
            None => false,
        };
        let bureau = review.is_some_and(|review| review.scope().is_county());
        let by = report.map(Permit::by).or_else(|| review.map(Permit::by)).unwrap_or_default();
        let possible = row.forms.iter().map(|form| {
            let acts = HandInAct::ALL.into_iter().filter(|act| match act {
                HandInAct::HandIn => may_report,
                _ => may_review,
            });
            let leads = |act: &HandInAct| known.step(&school, &form.form, *act, by, bureau, "?").is_ok();
            (form.form.clone(), acts.filter(leads).collect())
        });
        let possible = possible.collect();
        let events = self.store.hand_in_events(&self.county().await?, RoundNo(no), Some(&school)).await?;
        let events = events.into_iter().rev().filter_map(|event| {
            let act = HandInAct::parse(&event.action)?;
            Some(FormEvent { form: event.form, act, by: event.by, at: event.at, why: event.why })
        });
        Ok(SchoolHandIns { events: events.collect(), possible, round: known.round(), row })
    }

    /// A school hands forms in.
    ///
    /// # Errors
    /// When the school is outside of the permit's scope, or a form cannot be handed in as things stand; then none is.
    pub async fn hand_in(
        &self,
        permit: &Permit<Report>,
        chosen: Chosen<'_>,
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        let given = Given { act: HandInAct::HandIn, scope: permit.scope(), change: &permit.change(at, why) };
        self.act(chosen, given).await
    }

    /// A township or the bureau reviews, accepts, returns or reopens forms of a school.
    ///
    /// # Errors
    /// As [`Office::hand_in`].
    pub async fn decide_hand_in(
        &self,
        permit: &Permit<Review>,
        chosen: Chosen<'_>,
        act: HandInAct,
        at: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        if act == HandInAct::HandIn {
            return Err(Trouble::unreadable("web-act", act.as_str()));
        }
        let given = Given { act, scope: permit.scope(), change: &permit.change(at, why) };
        self.act(chosen, given).await
    }

    async fn act(&self, chosen: Chosen<'_>, given: Given<'_>) -> Result<(), Trouble> {
        let school = read_school(chosen.school)?;
        let known = self.known_round(given.scope, chosen.round, &given.change.at).await?;
        if !known.rows().any(|row| row.school == school.as_str()) {
            return Err(Trouble::not_found("school", &school));
        }
        if chosen.forms.is_empty() {
            return Err(Trouble::refused("hand-in-choose", Vec::new()));
        }
        let bureau = given.scope.is_county();
        let mut events = Vec::new();
        for (form, seen) in chosen.forms {
            if !known.record.asks.forms.contains(form) {
                return Err(Trouble::not_found("form", form));
            }
            if known.cell(&school, form).was_done(*seen, given.act, &given.change.by) {
                continue;
            }
            let state = known
                .step(&school, form, given.act, &given.change.by, bureau, &given.change.why)
                .map_err(|key| Trouble::refused(key, Vec::new()))?;
            events.push(known.event(&school, form, *seen, given.act, state));
        }
        if events.is_empty() {
            return Ok(());
        }
        let (county, no) = (self.county().await?, RoundNo(chosen.round));
        Ok(self.store.add_hand_in_events(&county, no, &events, given.change).await?)
    }

    /// Notes that all who still owe something within the permit's scope were reminded; says how many schools.
    ///
    /// # Errors
    /// When there is no such round, or nobody owes anything.
    pub async fn remind(&self, permit: &Permit<Review>, no: u32, at: &str) -> Result<usize, Trouble> {
        let known = self.known_round(permit.scope(), no, at).await?;
        let mut events = Vec::new();
        let mut schools = 0;
        for row in known.rows() {
            let owed: Vec<&FormView> = row.forms.iter().filter(|form| form.owed).collect();
            schools += usize::from(!owed.is_empty());
            let Ok(school) = SchoolCode::new(&row.school) else { continue };
            events.extend(
                owed.iter()
                    .map(|form| known.event(&school, &form.form, form.seq, HandInAct::Remind, form.state)),
            );
        }
        if events.is_empty() {
            return Err(Trouble::refused("hand-in-nothing-owed", Vec::new()));
        }
        let change = permit.change(at, "");
        self.store.add_hand_in_events(&self.county().await?, RoundNo(no), &events, &change).await?;
        Ok(schools)
    }

    async fn known_round(&self, scope: &Scope, no: u32, at: &str) -> Result<Known, Trouble> {
        let record = self.store.round(&self.county_to_fill().await?, RoundNo(no)).await?;
        self.known(scope, record, at).await
    }

    async fn known(&self, scope: &Scope, record: RoundRecord, at: &str) -> Result<Known, Trouble> {
        let county = self.county().await?;
        let year = record.asks.year;
        let snapshot: Snapshot = self.store.snapshot(&county, year).await?;
        let events = self.store.hand_in_events(&county, record.no, None).await?;
        Ok(Known {
            cells: cells(events),
            contents: Contents::of(&snapshot),
            within: self.within(scope, year).await?,
            time: time(&record, at),
            record,
        })
    }
}

/// What is done, how far the right to it reaches, and who does it, when and why.
#[derive(Clone, Copy)]
struct Given<'a> {
    act: HandInAct,
    scope: &'a Scope,
    change: &'a Change,
}

/// The cells as their events left them. What an older or newer program wrote in other words is passed over.
fn cells(events: Vec<HandInEvent>) -> BTreeMap<(SchoolCode, String), Cell> {
    let mut cells: BTreeMap<(SchoolCode, String), Cell> = BTreeMap::new();
    for event in events {
        let (Some(act), Some(state)) = (HandInAct::parse(&event.action), HandInState::parse(&event.state))
        else {
            continue;
        };
        let cell = cells.entry((event.school, event.form)).or_default();
        *cell = std::mem::take(cell).after(act, state, &event.content, &event.by);
        cell.seq = event.seq;
    }
    cells
}

/// Days are those of whoever asks: a date is compared with the date of the moment.
fn time(record: &RoundRecord, at: &str) -> Time {
    let today = at.get(..10).unwrap_or(at);
    if today < record.asks.opens_on.as_str() {
        Time::NotOpenYet
    } else if today > record.asks.deadline_on.as_str() {
        Time::AfterDeadline
    } else {
        Time::Open
    }
}

impl Known {
    fn cell(&self, school: &SchoolCode, form: &str) -> Cell {
        self.cells.get(&(school.clone(), form.to_owned())).cloned().unwrap_or_default()
    }

    fn step(
        &self,
        school: &SchoolCode,
        form: &str,
        act: HandInAct,
        by: &str,
        bureau: bool,
        why: &str,
    ) -> Result<HandInState, machine::Refused> {
        let content = self.contents.get(school, form);
        let township_first = self.record.asks.township_first;
        let given = Move { act, by, bureau, content, time: self.time, township_first, why };
        machine::step(&self.cell(school, form), &given)
    }

    fn event(
        &self,
        school: &SchoolCode,
        form: &str,
        seen: u32,
        act: HandInAct,
        state: HandInState,
    ) -> NewHandInEvent {
        NewHandInEvent {
            school: school.clone(),
            form: form.to_owned(),
            seen,
            action: act.as_str(),
            state: state.as_str(),
            content: self.contents.get(school, form).to_owned(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = SchoolRow> + '_ {
        let inside = self.record.asks.schools.iter().filter(|school| self.within.school(&school.code));
        inside.map(|school| SchoolRow {
            school: school.code.to_string(),
            name: school.name.clone(),
            township: school.township.clone(),
            forms: self.record.asks.forms.iter().map(|form| self.form(&school.code, form)).collect(),
        })
    }

    fn form(&self, school: &SchoolCode, form: &str) -> FormView {
        let (cell, content) = (self.cell(school, form), self.contents.get(school, form));
        FormView {
            form: form.to_owned(),
            state: cell.state,
            changed: cell.has_changed(content),
            owed: cell.is_owed(content),
            empty: content.is_empty(),
            seq: cell.seq,
            reopened: cell.reopened,
        }
    }

    fn round(&self) -> RoundView {
        self.board().round
    }

    fn board(&self) -> Board {
        let rows: Vec<SchoolRow> = self.rows().collect();
        let mut counts = Counts::default();
        rows.iter().flat_map(|row| &row.forms).for_each(|form| counts.add(form));
        let RoundRecord { no, asks, by, at, why } = &self.record;
        let round = RoundView {
            no: no.0,
            year: asks.year.start(),
            standard: asks.standard.clone(),
            opens_on: asks.opens_on.clone(),
            deadline_on: asks.deadline_on.clone(),
            township_first: asks.township_first,
            forms: asks.forms.clone(),
            made_by: by.clone(),
            made_at: at.clone(),
            note: why.clone(),
            time: self.time,
            counts,
        };
        Board { round, rows }
    }
}
