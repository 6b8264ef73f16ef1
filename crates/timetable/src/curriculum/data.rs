//! Curricula as data: subjects, weekly totals and floors, each with its source.

use serde::Deserialize;

use crate::bells::Clock;

/// A curriculum file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curriculum {
    pub schema: u32,
    pub id: String,
    pub zh: String,
    pub en: String,
    pub document: String,
    pub number: String,
    pub valid_from: String,
    /// Periods a week, from the first grade on.
    pub weekly: Vec<u32>,
    /// Weeks of a school year in which new matter is taught, from the first grade on.
    pub teaching_weeks: Vec<u32>,
    #[serde(rename = "subject")]
    pub subjects: Vec<PlannedSubject>,
    pub least: Vec<Least>,
    #[serde(rename = "clause")]
    pub clauses: Vec<Clause>,
}

/// What a document, or good practice, asks of a timetable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub document: String,
    pub number: String,
    pub status: String,
    pub asks: Asks,
}

/// What a clause asks, with its figures. Subjects are those of the curriculum, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Asks {
    /// A class has the periods a week of its grade.
    WeeklyTotal,
    /// A class has each subject of its grade.
    Taught,
    /// A class has the floors of its subjects.
    Least,
    /// Over nine grades each subject has its share.
    Share,
    /// A class has so many periods a week of lessons with one of these names.
    Named { names: Vec<String>, grades: Vec<u8>, periods: u32 },
    /// No lesson begins before.
    Start { grades: Vec<u8>, not_before: String },
    /// The lessons of a day are at most so long together.
    DayLength { grades: Vec<u8>, minutes: u32 },
    /// Physical activity is each day at least so long, with that of the bells.
    Activity { subjects: Vec<String>, grades: Vec<u8>, minutes: u32 },
    /// On one half-day a class has lessons of these subjects only.
    Happy { subjects: Vec<String>, grades: Vec<u8> },
    /// On one half-day all teachers of the subject are free.
    Research { subjects: Vec<String> },
    /// More than half of the lessons stand in the morning.
    Mornings { subjects: Vec<String> },
    /// The lessons of a class in the subject stand on as many days as they can.
    Spread { subjects: Vec<String> },
    /// No lesson stands in the first period after lunch.
    NotAfterLunch { subjects: Vec<String> },
}

impl Asks {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::WeeklyTotal => "weekly_total",
            Self::Taught => "taught",
            Self::Least => "least",
            Self::Share => "share",
            Self::Named { .. } => "named",
            Self::Start { .. } => "start",
            Self::DayLength { .. } => "day_length",
            Self::Activity { .. } => "activity",
            Self::Happy { .. } => "happy",
            Self::Research { .. } => "research",
            Self::Mornings { .. } => "mornings",
            Self::Spread { .. } => "spread",
            Self::NotAfterLunch { .. } => "not_after_lunch",
        }
    }

    /// The subjects of which it speaks, by their ids.
    fn subjects(&self) -> &[String] {
        match self {
            Self::Activity { subjects, .. }
            | Self::Happy { subjects, .. }
            | Self::Research { subjects }
            | Self::Mornings { subjects }
            | Self::Spread { subjects }
            | Self::NotAfterLunch { subjects } => subjects,
            _ => &[],
        }
    }
}

/// A subject that must be taught.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedSubject {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// What schools call it or its branches.
    pub names: Vec<String>,
    pub grades: Vec<u8>,
    /// Its share of all periods of nine years, from and to.
    pub share_percent: Option<[u32; 2]>,
    pub status: String,
}

/// A floor of weekly periods.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Least {
    pub subject: String,
    pub grades: Vec<u8>,
    pub periods: u32,
    pub document: String,
    pub number: String,
    pub status: String,
}

/// Why a curriculum file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CurriculumError {
    #[error("the file is no curriculum")]
    Form(#[from] toml::de::Error),
    #[error("schema {0} is not known")]
    Schema(u32),
    #[error("a floor or a clause speaks of the subject {0}, which is not listed")]
    UnknownSubject(String),
    #[error("the clause {0} has no time of day")]
    NoTime(String),
    #[error("there are fewer teaching weeks than grades")]
    Weeks,
}

const SCHEMA: u32 = 1;

impl Curriculum {
    /// Reads a curriculum.
    ///
    /// # Errors
    /// When the file has another form, another schema, speaks of a subject that it does not list, or of no time of day.
    pub fn read(text: &str) -> Result<Self, CurriculumError> {
        let curriculum: Self = toml::from_str(text)?;
        if curriculum.schema != SCHEMA {
            return Err(CurriculumError::Schema(curriculum.schema));
        }
        if curriculum.teaching_weeks.len() != curriculum.weekly.len() {
            return Err(CurriculumError::Weeks);
        }
        let listed = |id: &&String| curriculum.subjects.iter().any(|subject| subject.id == **id);
        let floors = curriculum.least.iter().map(|least| &least.subject);
        let named = curriculum.clauses.iter().flat_map(|clause| clause.asks.subjects());
        if let Some(unknown) = floors.chain(named).find(|id| !listed(id)) {
            return Err(CurriculumError::UnknownSubject(unknown.clone()));
        }
        let timeless = |clause: &&Clause| match &clause.asks {
            Asks::Start { not_before, .. } => Clock::parse(not_before).is_none(),
            _ => false,
        };
        match curriculum.clauses.iter().find(timeless) {
            Some(clause) => Err(CurriculumError::NoTime(clause.id.clone())),
            None => Ok(curriculum),
        }
    }

    /// Whether a school's name of a subject is one of those of these subjects.
    #[must_use]
    pub fn means(&self, subjects: &[String], name: &str) -> bool {
        let named = |subject: &&PlannedSubject| subjects.contains(&subject.id);
        self.subjects.iter().filter(named).any(|subject| subject.names.iter().any(|own| own == name))
    }

    /// Periods a week of a grade, from 1.
    #[must_use]
    pub fn weekly(&self, grade: u8) -> Option<u32> {
        self.weekly.get(usize::from(grade).checked_sub(1)?).copied()
    }
}

/// The text of a curriculum that comes with the program.
#[must_use]
pub fn builtin(id: &str) -> Option<&'static str> {
    match id {
        "national/curriculum-2022" => {
            Some(include_str!("../../../../curricula/national/curriculum-2022.toml"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_curriculum_reads() {
        let curriculum = Curriculum::read(builtin("national/curriculum-2022").unwrap()).unwrap();
        assert_eq!(curriculum.weekly.len(), 9);
        assert_eq!(
            (curriculum.weekly(1), curriculum.weekly(7), curriculum.weekly(10)),
            (Some(26), Some(34), None)
        );
        // The year's totals of the document: 910 periods in grade 1, 9522 in nine years of 35 weeks, grade 9 of 33.
        assert_eq!(curriculum.weekly.iter().take(8).map(|weekly| weekly * 35).sum::<u32>() + 34 * 33, 9522);
        assert_eq!(builtin("national/nothing"), None);
    }

    #[test]
    fn a_floor_of_an_unknown_subject_is_refused() {
        let text = builtin("national/curriculum-2022")
            .unwrap()
            .replace("subject = \"labour\"", "subject = \"dance\"");
        assert!(matches!(Curriculum::read(&text), Err(CurriculumError::UnknownSubject(id)) if id == "dance"));
        assert!(matches!(Curriculum::read("schema = 1"), Err(CurriculumError::Form(_))));
    }
}
