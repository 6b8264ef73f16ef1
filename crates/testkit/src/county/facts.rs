//! From a described school to the facts that its workbook would state.

use junheng_domain::{
    Fact, ItemCode, MeasureId, Number, Origin, SchoolKind, SchoolYear, Stage, Subject, Value,
};

use super::school::{Part, Reported, School, class_sizes};
use crate::nation::code;

/// Collects facts; each gets a row of its own subject and a column in the order of telling.
#[derive(Default)]
pub(super) struct Facts {
    facts: Vec<Fact>,
    row: u32,
    column: u16,
}

impl Facts {
    pub(super) fn finish(self) -> Vec<Fact> {
        self.facts
    }

    pub(super) fn county(&mut self, numbers: &Reported) {
        self.subject();
        self.reported(&Subject::County, numbers);
    }

    pub(super) fn school(&mut self, school: &School, year: SchoolYear) {
        self.register(school, year);
        for (stage, part) in &school.parts {
            if part.pupils_in(year) > 0 {
                self.unit(school, *stage, part, year);
            }
        }
        for (use_code, name, areas) in
            [("music", "音乐", &school.music_and_art[0]), ("art", "美术", &school.music_and_art[1])]
        {
            for (number, area) in (1..).zip(areas) {
                let room =
                    Subject::Room(school.code.clone(), code(ItemCode::new(&format!("{name}{number}"))));
                self.subject();
                self.text(&room, "room_use", use_code);
                self.number(&room, "room_area", f64::from(*area));
            }
        }
    }

    fn register(&mut self, school: &School, year: SchoolYear) {
        let subject = Subject::School(school.code.clone());
        let yes_no = |yes: bool| if yes { "yes" } else { "no" };
        self.subject();
        self.text(&subject, "name", &school.name);
        self.text(&subject, "kind", school.kind.as_str());
        self.text(&subject, "township", school.township);
        self.text(&subject, "setting", school.setting);
        self.text(&subject, "owner", school.owner);
        self.number(&subject, "built_year", f64::from(school.built_year));
        self.text(&subject, "boarding", yes_no(school.boarding));
        self.text(&subject, "dense_city_centre", "no");
        let (longitude, latitude) = stands_at(school);
        self.number(&subject, "longitude", longitude);
        self.number(&subject, "latitude", latitude);
        if let Some(mother) = &school.mother {
            self.text(&subject, "mother_school", mother.as_str());
        }
        let pupils: u32 = school.parts.values().map(|part| part.pupils_in(year)).sum();
        self.number(
            &subject,
            "migrant_pupils",
            if school.setting == "urban" { f64::from(pupils / 8) } else { 0.0 },
        );
        // 800 yuan a pupil, and never for fewer than 100 pupils (G6).
        let funds = 800.0 * f64::from(pupils.max(100));
        self.number(&subject, "public_funds_budget", funds);
        self.number(&subject, "public_funds_actual", funds);
        self.number(&subject, "training_funds_budget", funds * school.training_share);
        self.text(&subject, "standardised_school", yes_no(pupils >= 100));
        self.text(&subject, "digital_campus", yes_no(school.setting != "rural"));
        self.text(&subject, "featured_school", yes_no(pupils >= 200));
        self.reported(&subject, &school.shared);
    }

    fn unit(&mut self, school: &School, stage: Stage, part: &Part, year: SchoolYear) {
        let subject = Subject::Unit(school.code.clone(), stage);
        let pupils = part.pupils_in(year);
        let classes = class_sizes(pupils, part.class_size);
        let count = f64::from(u32::try_from(classes.len()).unwrap_or(u32::MAX));
        self.subject();
        self.number(&subject, "pupils", f64::from(pupils));
        self.number(&subject, "classes", count);
        self.number(&subject, "equipped_classes", count);
        self.number(&subject, "boarders", if school.boarding { f64::from(pupils * 2 / 5) } else { 0.0 });
        self.number(&subject, "pupils_in_zone", f64::from(pupils));
        self.reported(&subject, &part.reported);
        self.derived_staff(&subject, &part.reported);
        if stage == Stage::Junior {
            self.leavers(&subject, pupils);
        }
        if school.kind != SchoolKind::Senior {
            self.classes(school, stage, &classes);
        }
    }

    /// Teachers all hold the certificate and the required degree; two of three have a middle title or above.
    fn derived_staff(&mut self, subject: &Subject, reported: &Reported) {
        let Some(teachers) = reported.0.get("teachers") else { return };
        for measure in ["teachers_certified", "teachers_qualified_degree", "teachers_trained_360"] {
            self.number(subject, measure, *teachers);
        }
        self.number(subject, "teachers_mid_title", (teachers * 2.0 / 3.0).floor());
        self.number(subject, "staff", (teachers * 1.1).ceil());
    }

    /// The third year's leavers: a third of the pupils entered, some moved, about one in a hundred was lost.
    fn leavers(&mut self, subject: &Subject, pupils: u32) {
        let intake = pupils / 3 + 2;
        let lost = intake / 100 + 1;
        for (measure, number) in [
            ("intake", intake),
            ("moved_in", 3),
            ("moved_out", 4),
            ("deaths", 0),
            ("graduates", intake - 1 - lost),
        ] {
            self.number(subject, measure, f64::from(number));
        }
        self.number(subject, "yearly_retention", 99.6);
    }

    fn classes(&mut self, school: &School, stage: Stage, sizes: &[u32]) {
        let grades: u32 = if stage == Stage::Primary { 6 } else { 3 };
        let first_grade: u32 = if stage == Stage::Junior { 7 } else { 1 };
        let count = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
        for (place, size) in (0..).zip(sizes) {
            let grade = first_grade + place * grades / count;
            let class = Subject::Class(
                school.code.clone(),
                stage,
                code(ItemCode::new(&format!("{grade}-{}", place + 1))),
            );
            self.subject();
            self.number(&class, "class_pupils", f64::from(*size));
            self.number(&class, "class_grade", f64::from(grade));
        }
    }

    fn reported(&mut self, subject: &Subject, numbers: &Reported) {
        for (measure, number) in &numbers.0 {
            self.number(subject, measure, *number);
        }
    }

    fn subject(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    fn number(&mut self, subject: &Subject, measure: &str, number: f64) {
        self.put(subject, measure, Number::from_cell(number).map_or(Value::Missing, Value::Number));
    }

    fn text(&mut self, subject: &Subject, measure: &str, text: &str) {
        self.put(subject, measure, Value::text(text));
    }

    fn put(&mut self, subject: &Subject, measure: &str, value: Value) {
        let origin = Origin { row: self.row, column: self.column, ..Origin::default() };
        self.column += 1;
        self.facts.push(Fact {
            subject: subject.clone(),
            measure: code(MeasureId::new(measure)),
            value,
            origin,
        });
    }
}

/// Invented coordinates: the middle of the township, and a step aside by the school's number.
fn stands_at(school: &School) -> (f64, f64) {
    let (longitude, latitude) = match school.township {
        "城关镇" => (113.452, 36.812),
        "河西镇" => (113.361, 36.798),
        "柳林镇" => (113.478, 36.901),
        "石桥镇" => (113.561, 36.771),
        "云岭乡" => (113.318, 36.918),
        _ => (113.612, 36.862),
    };
    let digits: Vec<u32> = school.code.as_str().chars().filter_map(|c| c.to_digit(10)).collect();
    let number = digits.iter().rev().take(2).rev().fold(0, |sum, digit| sum * 10 + digit);
    let first = digits.first().copied().unwrap_or(0);
    let step = f64::from((number * 7 + first * 5) % 11) - 5.0;
    let aside = f64::from((number * 3 + first * 2) % 9) - 4.0;
    (thousandths(longitude + step * 0.006), thousandths(latitude + aside * 0.005))
}

fn thousandths(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}
