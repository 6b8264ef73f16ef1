//! A county: primary, junior and nine-year schools, most of them small, and specialists who teach at two to four of them.

use junheng_timetable_form::Form;

use super::plan::Pool;
use super::school::{Maker, SchoolSize};
use crate::Random;

/// The forms of a county's schools. A shared specialist has the same id in the forms of all schools where they teach.
#[derive(Debug, Clone)]
pub struct County {
    pub schools: Vec<Form>,
    pub specialists: u32,
}

/// Pools whose teachers may be shared.
const SHARED: [&str; 11] =
    ["音乐", "美术", "信息", "科学", "英语", "道法", "历史", "地理", "生物", "化学", "物理"];
/// Periods a week and schools of one specialist at most; and on each day at one school only.
const MOST_PERIODS: u32 = 20;
const MOST_SCHOOLS: usize = 4;
const DAYS: u32 = 5;

/// A teacher of a school who could be shared.
struct Part {
    school: usize,
    teacher: String,
    periods: u32,
    days: u32,
}

/// A county with so many schools and shared specialists; fewer specialists when the schools have not the posts for them.
#[must_use]
pub fn county(schools: u32, specialists: u32, seed: u64) -> County {
    let mut random = Random::new(seed, 1);
    let sizes: Vec<SchoolSize> = (1..=schools).map(|number| size(number, &mut random)).collect();
    let mut makers: Vec<Maker<'_>> = sizes.iter().map(Maker::new).collect();
    makers.iter_mut().for_each(Maker::staff);
    let mut found = 0;
    for pool in SHARED {
        for group in groups(&makers, Pool(pool)) {
            if found < specialists && group.len() > 1 {
                found += 1;
                for part in &group {
                    makers[part.school].shared.insert(part.teacher.clone(), format!("县{pool}{found:03}"));
                }
            }
        }
    }
    let form = |(stream, maker): (u64, &Maker<'_>)| maker.form(&mut Random::new(seed, stream));
    County { schools: (2..).zip(&makers).map(form).collect(), specialists: found }
}

/// One school in six is a junior school, one in twelve a nine-year school, the others are primary schools.
fn size(number: u32, random: &mut Random) -> SchoolSize {
    let mut classes = [0; 9];
    let a_grade = 1 + random.below(3);
    let (grades, name) = match number % 12 {
        0 => (0..9, "九年一贯制学校"),
        1 | 7 => (6..9, "初级中学"),
        _ => (0..6, "小学"),
    };
    let a_grade = if grades.start == 6 { a_grade + 2 } else { a_grade };
    classes[grades].fill(a_grade);
    let periods: u32 =
        classes.iter().zip([26, 26, 30, 30, 30, 30, 34, 34, 34]).map(|(count, week)| count * week).sum();
    let teachers = (periods / 12).max(14);
    SchoolSize { name: format!("第{number:03}{name}"), classes, teachers, two_campuses: false }
}

/// The teachers of a pool over all schools, put together while their days and periods fit into a week.
fn groups(makers: &[Maker<'_>], pool: Pool) -> Vec<Vec<Part>> {
    let mut groups: Vec<Vec<Part>> = Vec::new();
    for part in makers.iter().enumerate().flat_map(|(school, maker)| parts(school, maker, pool)) {
        let fits = |group: &Vec<Part>| {
            let (periods, days) =
                group.iter().fold((0, 0), |sum, part| (sum.0 + part.periods, sum.1 + part.days));
            periods + part.periods <= MOST_PERIODS
                && days + part.days <= DAYS
                && group.len() < MOST_SCHOOLS
                && group.iter().all(|known| known.school != part.school)
        };
        match groups.iter_mut().find(|group| fits(group)) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups
}

/// The teachers of a pool in a school, with the days that their lessons need: five periods a day, and no subject of a class
/// twice a day.
fn parts(school: usize, maker: &Maker<'_>, pool: Pool) -> Vec<Part> {
    let own = maker.teachers.iter().filter(|(of, _)| *of == pool);
    let part = |(_, teacher): &(Pool, String)| {
        let posts: Vec<_> = maker.posts.iter().filter(|post| post.teacher == *teacher).collect();
        let periods: u32 = posts.iter().map(|post| post.periods).sum();
        let days = posts.iter().map(|post| post.periods).max().unwrap_or(0).max(periods.div_ceil(5));
        Part { school, teacher: teacher.clone(), periods, days }
    };
    own.map(part).collect()
}
