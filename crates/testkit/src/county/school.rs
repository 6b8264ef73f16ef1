//! A made-up school and the words to describe one in a line or two.

use std::collections::BTreeMap;

use junheng_domain::{SchoolCode, SchoolKind, SchoolYear, Stage};

use crate::nation::code;

/// The first school year of the sample county's timeline.
pub(crate) const FIRST_YEAR: u16 = 2023;

/// Numbers of a school or of one of its stages, by measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reported(pub BTreeMap<&'static str, f64>);

impl Reported {
    /// These numbers and the other's, added up measure by measure.
    pub fn add(&mut self, more: &Self) {
        for (measure, number) in &more.0 {
            *self.0.entry(measure).or_default() += number;
        }
    }

    fn of(numbers: &[(&'static str, f64)]) -> Self {
        Self(numbers.iter().copied().collect())
    }
}

/// Teachers: all; with master's, bachelor's and college degrees; backbone teachers; PE and arts teachers.
#[must_use]
pub fn staff(teachers: u32, degrees: [u32; 3], backbone: u32, (pe, arts): (u32, u32)) -> Reported {
    Reported::of(&[
        ("teachers", teachers.into()),
        ("teachers_graduate", degrees[0].into()),
        ("teachers_bachelor", degrees[1].into()),
        ("teachers_college", degrees[2].into()),
        ("backbone_teachers", backbone.into()),
        ("teachers_pe", pe.into()),
        ("teachers_arts", arts.into()),
    ])
}

/// Teaching rooms with the indoor sports rooms among them, and sports grounds, in square metres.
#[must_use]
pub fn site(teaching: u32, indoor_sports: u32, grounds: u32) -> Reported {
    Reported::of(&[
        ("teaching_area", teaching.into()),
        ("indoor_sports_area", indoor_sports.into()),
        ("sports_ground_area", grounds.into()),
    ])
}

/// Teaching equipment in yuan, computers, books, and networked multimedia classrooms.
#[must_use]
pub fn kit(equipment_yuan: u32, computers: u32, books: u32, media_rooms: u32) -> Reported {
    Reported::of(&[
        ("equipment_value", equipment_yuan.into()),
        ("computers", computers.into()),
        ("books", books.into()),
        ("media_rooms", media_rooms.into()),
    ])
}

/// A stage of a school.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// By school year from [`FIRST_YEAR`].
    pub pupils: [u32; 4],
    /// The class size that is not passed when classes are formed.
    pub class_size: u32,
    pub reported: Reported,
}

impl Part {
    #[must_use]
    pub fn pupils_in(&self, year: SchoolYear) -> u32 {
        self.pupils.get(usize::from(year.start().saturating_sub(FIRST_YEAR))).copied().unwrap_or(0)
    }
}

/// Pupils of each class when `pupils` are spread evenly over as few classes of at most `class_size` as will hold them.
#[must_use]
pub fn class_sizes(pupils: u32, class_size: u32) -> Vec<u32> {
    let classes = pupils.div_ceil(class_size.max(1));
    (0..classes).map(|class| (pupils + class) / classes).rev().collect()
}

/// A made-up school in one school year.
#[derive(Debug, Clone, PartialEq)]
pub struct School {
    pub code: SchoolCode,
    pub name: String,
    pub kind: SchoolKind,
    pub township: &'static str,
    pub setting: &'static str,
    pub owner: &'static str,
    pub built_year: u16,
    pub boarding: bool,
    pub mother: Option<SchoolCode>,
    pub parts: BTreeMap<Stage, Part>,
    /// What the stages share and the school reports as a whole.
    pub shared: Reported,
    /// Areas of the music rooms and of the art rooms in square metres.
    pub music_and_art: [Vec<u32>; 2],
    /// Share of the public funds that goes to teacher training.
    pub training_share: f64,
}

/// A public rural day school, without pupils yet.
#[must_use]
pub fn school(school_code: &str, name: &str, kind: SchoolKind) -> School {
    School {
        code: code(SchoolCode::new(school_code)),
        name: name.to_owned(),
        kind,
        township: "",
        setting: "rural",
        owner: "public",
        built_year: 1998,
        boarding: false,
        mother: None,
        parts: BTreeMap::new(),
        shared: Reported::default(),
        music_and_art: [Vec::new(), Vec::new()],
        training_share: 0.05,
    }
}

impl School {
    #[must_use]
    pub fn urban(self, township: &'static str) -> Self {
        Self { township, setting: "urban", ..self }
    }

    #[must_use]
    pub fn town(self, township: &'static str) -> Self {
        Self { township, setting: "town", ..self }
    }

    #[must_use]
    pub fn rural(self, township: &'static str) -> Self {
        Self { township, setting: "rural", ..self }
    }

    #[must_use]
    pub fn private(self) -> Self {
        Self { owner: "private", ..self }
    }

    #[must_use]
    pub fn boarding(self) -> Self {
        Self { boarding: true, ..self }
    }

    #[must_use]
    pub fn built(self, year: u16) -> Self {
        Self { built_year: year, ..self }
    }

    #[must_use]
    pub fn branch_of(self, mother: &str) -> Self {
        Self { mother: Some(code(SchoolCode::new(mother))), ..self }
    }

    #[must_use]
    pub fn trains_with(self, share: f64) -> Self {
        Self { training_share: share, ..self }
    }

    /// Pupils of a stage in each school year from 2023 to 2026, in classes of at most `class_size`, and what the stage
    /// reports of itself.
    #[must_use]
    pub fn teaches<const N: usize>(
        mut self,
        stage: Stage,
        pupils: [u32; 4],
        class_size: u32,
        reported: [Reported; N],
    ) -> Self {
        let mut part = Part { pupils, class_size, reported: Reported::default() };
        for reported in reported {
            part.reported.add(&reported);
        }
        self.parts.insert(stage, part);
        self
    }

    /// What the stages share and the school reports as a whole.
    #[must_use]
    pub fn shares<const N: usize>(mut self, reported: [Reported; N]) -> Self {
        for reported in reported {
            self.shared.add(&reported);
        }
        self
    }

    #[must_use]
    pub fn music_and_art(self, music: &[u32], art: &[u32]) -> Self {
        Self { music_and_art: [music.to_vec(), art.to_vec()], ..self }
    }
}
