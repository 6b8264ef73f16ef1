//! The timeline: what happened in which school year, and the county as it stood in each.

use std::collections::BTreeMap;

use junheng_domain::{
    CountyCode, Exact, Fact, ImportInfo, ImportNo, SchoolCode, SchoolEvent, SchoolEventKind, SchoolKind,
    SchoolYear, Snapshot, SnapshotBuilder, Stage,
};

use super::facts;
use super::school::{Reported, School};
use crate::nation::code;

/// Something that changed which schools there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The first school year in which it holds.
    pub year: SchoolYear,
    pub kind: EventKind,
    pub reason: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// `from` is closed; its pupils, teachers and equipment go to `into`.
    Merged {
        from: SchoolCode,
        into: SchoolCode,
    },
    /// A new school takes this share (in hundredths) of the pupils of `from`.
    Split {
        from: SchoolCode,
        into: SchoolCode,
        hundredths: u32,
    },
    Renamed {
        school: SchoolCode,
        old_name: String,
        new_name: String,
    },
    /// The school's kind changed, and with it its stages.
    Restaged {
        school: SchoolCode,
        old_kind: SchoolKind,
        new_kind: SchoolKind,
    },
}

/// An item that cannot be computed: entered with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub year: SchoolYear,
    /// The indicator of the standard, such as `G1`.
    pub indicator: &'static str,
    pub standing: Standing,
    pub evidence: &'static str,
    pub by: &'static str,
    /// RFC 3339.
    pub at: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Met,
    NotMet,
}

/// A county under construction. Events change the present year; [`Timeline::year`] goes on to the next.
#[derive(Debug)]
pub struct Timeline {
    county: CountyCode,
    name: &'static str,
    year: SchoolYear,
    schools: BTreeMap<SchoolCode, School>,
    county_numbers: Reported,
    past: BTreeMap<SchoolYear, (BTreeMap<SchoolCode, School>, Reported)>,
    events: Vec<Event>,
    entries: Vec<Entry>,
}

/// A finished timeline.
#[derive(Debug)]
pub struct SampleCounty {
    pub code: CountyCode,
    pub name: &'static str,
    pub events: Vec<Event>,
    pub entries: Vec<Entry>,
    years: BTreeMap<SchoolYear, (BTreeMap<SchoolCode, School>, Reported)>,
}

impl Timeline {
    #[must_use]
    pub fn new(county_code: &str, name: &'static str, first_year: u16) -> Self {
        Self {
            county: code(CountyCode::new(county_code)),
            name,
            year: code(SchoolYear::parse(&first_year.to_string())),
            schools: BTreeMap::new(),
            county_numbers: Reported::default(),
            past: BTreeMap::new(),
            events: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// Ends the present school year; what is told from here on happens in the next.
    pub fn next_year(&mut self) {
        self.past.insert(self.year, (self.schools.clone(), self.county_numbers.clone()));
        self.year = self.year.next();
    }

    /// A school that was always there.
    pub fn has(&mut self, school: School) {
        self.schools.insert(school.code.clone(), school);
    }

    /// A new school takes pupils from an old one.
    pub fn opens(&mut self, school: School, from: &str, hundredths: u32, reason: &'static str) {
        let kind =
            EventKind::Split { from: code(SchoolCode::new(from)), into: school.code.clone(), hundredths };
        self.events.push(Event { year: self.year, kind, reason });
        self.has(school);
    }

    /// A school is closed; its teachers, books and equipment move, its site does not.
    pub fn merges(&mut self, from: &str, into: &str, reason: &'static str) {
        let (from, into) = (code(SchoolCode::new(from)), code(SchoolCode::new(into)));
        let Some(closed) = self.schools.remove(&from) else { return };
        if let Some(school) = self.schools.get_mut(&into) {
            for (stage, part) in &closed.parts {
                let mut moved = part.reported.clone();
                moved.0.retain(|measure, _| !measure.ends_with("_area") && *measure != "media_rooms");
                if let Some(part) = school.parts.get_mut(stage) {
                    part.reported.add(&moved);
                }
            }
        }
        self.events.push(Event { year: self.year, kind: EventKind::Merged { from, into }, reason });
    }

    pub fn renames(&mut self, school: &str, new_name: &str, reason: &'static str) {
        let key = code(SchoolCode::new(school));
        let Some(school) = self.schools.get_mut(&key) else { return };
        let old_name = std::mem::replace(&mut school.name, new_name.to_owned());
        let kind = EventKind::Renamed { school: key, old_name, new_name: new_name.to_owned() };
        self.events.push(Event { year: self.year, kind, reason });
    }

    /// The school stands from now on as `school` describes it, in another kind.
    pub fn becomes(&mut self, school: School, reason: &'static str) {
        let old_kind = self.schools.get(&school.code).map_or(school.kind, |old| old.kind);
        let kind = EventKind::Restaged { school: school.code.clone(), old_kind, new_kind: school.kind };
        self.events.push(Event { year: self.year, kind, reason });
        self.has(school);
    }

    /// A stage of a school gets more of something.
    pub fn gains(&mut self, school: &str, stage: Stage, more: &Reported) {
        let school = self.schools.get_mut(&code(SchoolCode::new(school)));
        if let Some(part) = school.and_then(|school| school.parts.get_mut(&stage)) {
            part.reported.add(more);
        }
    }

    /// What the county reports of itself; holds until it is said anew.
    pub fn county_reports(&mut self, numbers: &[(&'static str, f64)]) {
        self.county_numbers.0.extend(numbers.iter().copied());
    }

    /// An item entered with evidence in the present school year.
    pub fn enters(&mut self, indicator: &'static str, standing: Standing, evidence: &'static str) {
        let at = format!("{}-03-20T10:00:00+08:00", self.year.start() + 1);
        self.entries.push(Entry { year: self.year, indicator, standing, evidence, by: "督导室", at });
    }

    #[must_use]
    pub fn finish(mut self) -> SampleCounty {
        self.past.insert(self.year, (self.schools, self.county_numbers));
        SampleCounty {
            code: self.county,
            name: self.name,
            events: self.events,
            entries: self.entries,
            years: self.past,
        }
    }
}

impl SampleCounty {
    pub fn years(&self) -> impl Iterator<Item = SchoolYear> + '_ {
        self.years.keys().copied()
    }

    /// The schools as they stood in a school year.
    pub fn schools(&self, year: SchoolYear) -> impl Iterator<Item = &School> {
        self.years.get(&year).into_iter().flat_map(|(schools, _)| schools.values())
    }

    /// All facts of a school year; none for a year that the timeline does not tell.
    #[must_use]
    pub fn facts(&self, year: SchoolYear) -> Vec<Fact> {
        let Some((schools, county)) = self.years.get(&year) else { return Vec::new() };
        let mut out = facts::Facts::default();
        out.county(county);
        for school in schools.values() {
            out.school(school, year);
        }
        out.finish()
    }

    /// The items entered with evidence in a school year.
    pub fn entries(&self, year: SchoolYear) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.year == year)
    }

    /// The events as shares of schools handed on.
    #[must_use]
    pub fn school_events(&self) -> Vec<SchoolEvent> {
        self.school_events_with_reasons().into_iter().map(|(event, _)| event).collect()
    }

    /// The events as shares of schools handed on, each with its reason. A rename under the same code hands nothing on.
    #[must_use]
    pub fn school_events_with_reasons(&self) -> Vec<(SchoolEvent, &'static str)> {
        let share = |hundredths: u32| Exact::new(hundredths.into(), 100.into());
        let of = |event: &Event, kind, from: &SchoolCode, to: &SchoolCode, hundredths| SchoolEvent {
            kind,
            year: event.year,
            from: from.clone(),
            to: to.clone(),
            share: share(hundredths),
        };
        let handed_on = |event: &Event| match &event.kind {
            EventKind::Merged { from, into } => vec![of(event, SchoolEventKind::Merge, from, into, 100)],
            EventKind::Split { from, into, hundredths } => vec![
                of(event, SchoolEventKind::Split, from, into, *hundredths),
                of(event, SchoolEventKind::Split, from, from, 100 - hundredths),
            ],
            EventKind::Restaged { school, .. } => {
                vec![of(event, SchoolEventKind::Restage, school, school, 100)]
            }
            EventKind::Renamed { .. } => Vec::new(),
        };
        let told = |event| handed_on(event).into_iter().map(|handed| (handed, event.reason));
        self.events.iter().flat_map(told).collect()
    }

    #[must_use]
    pub fn snapshot(&self, year: SchoolYear) -> Snapshot {
        let mut builder = SnapshotBuilder::new(self.code.clone(), year);
        builder.import(ImportInfo {
            no: ImportNo(0),
            name: format!("{}{year}", self.name),
            sha256: String::new(),
            sheets: vec![self.name.to_owned()],
            by: String::new(),
            at: String::new(),
        });
        for fact in self.facts(year) {
            builder.put(fact);
        }
        builder.build()
    }
}
