//! The sample county 青禾县 (Qinghe): wholly invented, with codes of a province that does not exist (99), told as one
//! timeline of the school years 2023 to 2026 in [`qinghe`].

mod facts;
mod people;
mod qinghe;
mod school;
mod timeline;

pub use people::{PostAt, SamplePerson, people};
pub use school::{Part, Reported, School, class_sizes, kit, school, site, staff};
pub use timeline::{Entry, Event, EventKind, SampleCounty, Standing, Timeline};

/// The sample county.
#[must_use]
pub fn sample() -> SampleCounty {
    qinghe::tell()
}

#[cfg(test)]
mod tests {
    use junheng_domain::{
        Level, Lineage, MeasureId, SchoolCode, SchoolYear, Snapshot, Stage, Subject, Value,
    };

    use super::*;

    fn year(start: u16) -> SchoolYear {
        SchoolYear::parse(&start.to_string()).unwrap()
    }

    fn primary(school: &str) -> Subject {
        Subject::Unit(SchoolCode::new(school).unwrap(), Stage::Primary)
    }

    fn number(snapshot: &Snapshot, subject: &Subject, measure: &str) -> f64 {
        snapshot.value(subject, &MeasureId::new(measure).unwrap()).number().unwrap().approx()
    }

    #[test]
    fn in_2026_one_school_lacks_300_m2_of_rooms_and_180_000_yuan_of_equipment() {
        let snapshot = sample().snapshot(year(2026));
        let of = |measure| number(&snapshot, &primary("2199000008"), measure);
        assert_eq!(4.5 * of("pupils") - (of("teaching_area") - of("indoor_sports_area")), 300.0);
        assert_eq!(2_000.0 * of("pupils") - of("equipment_value"), 180_000.0);
    }

    #[test]
    fn in_2026_a_school_with_its_branch_lacks_two_pe_or_arts_teachers() {
        let snapshot = sample().snapshot(year(2026));
        let of = |measure| {
            ["2199000006", "2199000007"]
                .map(|code| number(&snapshot, &primary(code), measure))
                .iter()
                .sum::<f64>()
        };
        let lacking = 0.009 * of("pupils") - of("teachers_pe") - of("teachers_arts");
        assert_eq!(lacking.ceil(), 2.0);
    }

    #[test]
    fn in_2026_the_coefficient_of_primary_sports_grounds_is_just_over_its_limit() {
        let county = sample();
        let snapshot = county.snapshot(year(2026));
        let mut rows = Vec::new();
        let mut branch = (0.0, 0.0);
        for school in county.schools(year(2026)).filter(|school| school.code.as_str() < "5") {
            let stages: f64 = school.parts.iter().map(|(stage, part)| weight(*stage) * pupils(part)).sum();
            let Some(part) = school.parts.get(&Stage::Primary).filter(|part| pupils(part) >= 50.0) else {
                continue;
            };
            let of = |measure: &str| match part.reported.0.get(measure) {
                Some(own) => *own,
                None => school.shared.0[measure] * pupils(part) / stages,
            };
            let row = (pupils(part), of("sports_ground_area") + of("indoor_sports_area"));
            if school.mother.is_some() {
                branch = row;
            } else {
                rows.push((school.code.as_str(), row));
            }
        }
        let mother = rows.iter_mut().find(|(code, _)| *code == "2199000006").unwrap();
        mother.1 = (mother.1.0 + branch.0, mother.1.1 + branch.1);
        let all: (f64, f64) = rows.iter().fold((0.0, 0.0), |sum, (_, row)| (sum.0 + row.0, sum.1 + row.1));
        let mean = all.1 / all.0;
        let variance: f64 = rows.iter().map(|(_, (p, x))| p / all.0 * (x / p - mean).powi(2)).sum();
        let coefficient = variance.sqrt() / mean;
        assert!((0.5..0.505).contains(&coefficient), "{coefficient} over {} units", rows.len());
        assert_eq!(snapshot.table(Level::County).subjects.len(), 1);
    }

    fn weight(stage: Stage) -> f64 {
        match stage {
            Stage::Primary => 1.0,
            Stage::Junior => 1.1,
            Stage::Senior => 1.32,
        }
    }

    fn pupils(part: &Part) -> f64 {
        part.pupils_in(year(2026)).into()
    }

    #[test]
    fn the_pupils_of_the_class_rows_are_the_pupils_of_their_unit() {
        let county = sample();
        for year in county.years() {
            let snapshot = county.snapshot(year);
            let (units, classes) = (snapshot.table(Level::Unit), snapshot.table(Level::Class));
            for unit in units.subjects.iter().filter(|unit| unit.stage() != Some(Stage::Senior)) {
                let of_unit =
                    |class: &&Subject| class.school() == unit.school() && class.stage() == unit.stage();
                let rows = classes.subjects.iter().filter(of_unit);
                let sum: f64 = rows.map(|class| number(&snapshot, class, "class_pupils")).sum();
                assert_eq!(sum, number(&snapshot, unit, "pupils"), "{unit} in {year}");
            }
        }
    }

    #[test]
    fn a_merged_school_is_gone_and_a_renamed_one_keeps_its_code() {
        let county = sample();
        let name = |start: u16, code: &str| {
            let subject = Subject::School(SchoolCode::new(code).unwrap());
            county.snapshot(year(start)).value(&subject, &MeasureId::new("name").unwrap())
        };
        assert_eq!(name(2023, "2199000010"), Value::text("河东小学"));
        assert_eq!(name(2024, "2199000010"), Value::Missing);
        assert_eq!(name(2023, "3199000002"), Value::text("青禾县第三中学"));
        assert_eq!(name(2024, "3199000002"), Value::text("青禾县实验中学"));
        assert_eq!(county.schools(year(2026)).count(), 24);
    }

    #[test]
    fn the_events_make_a_history_in_which_no_pupil_is_lost() {
        Lineage::new(&sample().school_events()).unwrap();
    }

    #[test]
    fn classes_are_even_and_none_is_too_large() {
        assert_eq!(class_sizes(1_400, 45).len(), 32);
        assert_eq!(class_sizes(100, 45), [34, 33, 33]);
        assert_eq!(class_sizes(0, 45), [0_u32; 0]);
    }
}
