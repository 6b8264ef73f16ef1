//! Curricula as data: subjects, weekly totals and floors, each with its source.

use serde::Deserialize;

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
    #[serde(rename = "subject")]
    pub subjects: Vec<PlannedSubject>,
    pub least: Vec<Least>,
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
    #[error("a floor speaks of the subject {0}, which is not listed")]
    UnknownSubject(String),
}

const SCHEMA: u32 = 1;

impl Curriculum {
    /// Reads a curriculum.
    ///
    /// # Errors
    /// When the file has another form, another schema, or a floor of a subject that it does not list.
    pub fn read(text: &str) -> Result<Self, CurriculumError> {
        let curriculum: Self = toml::from_str(text)?;
        if curriculum.schema != SCHEMA {
            return Err(CurriculumError::Schema(curriculum.schema));
        }
        let listed = |id: &str| curriculum.subjects.iter().any(|subject| subject.id == id);
        match curriculum.least.iter().find(|least| !listed(&least.subject)) {
            Some(least) => Err(CurriculumError::UnknownSubject(least.subject.clone())),
            None => Ok(curriculum),
        }
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
