//! One school: classes by grade, teachers by pools, rooms on two campuses, wishes.

use std::collections::BTreeMap;
use std::ops::Range;

use junheng_timetable_form::Form;

use super::plan::{
    CLUB, CLUB_PERIODS, DAYS, GRADES, HAPPY, HAPPY_DAYS, PERIODS, PLAN, Pool, TURNS, TURNS_UP_TO,
};
use crate::Random;

/// How large a school is.
#[derive(Debug, Clone)]
pub struct SchoolSize {
    pub name: String,
    /// Classes of each grade.
    pub classes: [u32; 9],
    pub teachers: u32,
    /// Primary grades on one campus, junior ones on the other.
    pub two_campuses: bool,
}

/// A class of the school.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) name: String,
    /// From 0.
    pub(super) grade: usize,
}

/// What a teacher teaches a class.
#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) class: usize,
    pub(super) subject: &'static str,
    pub(super) periods: u32,
    pub(super) teacher: String,
}

/// A nine-year school of 60 classes and 150 teachers on two campuses, with the whole national plan.
#[must_use]
pub fn nine_year_school(seed: u64) -> Form {
    let size = SchoolSize {
        name: "九年一贯制实验学校".to_owned(),
        classes: [7, 7, 7, 7, 7, 7, 6, 6, 6],
        teachers: 150,
        two_campuses: true,
    };
    school(&size, seed)
}

/// A school of this size.
#[must_use]
pub fn school(size: &SchoolSize, seed: u64) -> Form {
    let mut maker = Maker::new(size);
    maker.staff();
    maker.form(&mut Random::new(seed, 0))
}

/// Builds one form.
pub(super) struct Maker<'s> {
    size: &'s SchoolSize,
    pub(super) classes: Vec<Class>,
    /// The teachers by pool, in order.
    pub(super) teachers: Vec<(Pool, String)>,
    pub(super) posts: Vec<Post>,
    /// Teachers shared with other schools, with their ids in the county.
    pub(super) shared: BTreeMap<String, String>,
}

fn cells<'a>(pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    pairs.iter().map(|(column, text)| (*column, (*text).to_owned())).collect()
}

/// Chinese figures of grades, as the names of classes have them.
const FIGURES: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

impl<'s> Maker<'s> {
    pub(super) fn new(size: &'s SchoolSize) -> Self {
        let classes = (0..9).flat_map(|grade| {
            let class = move |number| Class { name: format!("{}({number})班", FIGURES[grade]), grade };
            (1..=size.classes[grade]).map(class)
        });
        let classes = classes.collect();
        Self { size, classes, teachers: Vec::new(), posts: Vec::new(), shared: BTreeMap::new() }
    }

    /// Periods a week of a pool.
    fn load(&self, pool: Pool) -> u32 {
        let own = PLAN.iter().filter(|taught| taught.pool == pool);
        own.map(|taught| self.classes.iter().map(|class| taught.periods[class.grade]).sum::<u32>()).sum()
    }

    /// Gives each pool its teachers by its load, and each class its teachers.
    pub(super) fn staff(&mut self) {
        let mut pools: Vec<Pool> = PLAN.iter().map(|taught| taught.pool).collect();
        pools.sort_unstable();
        pools.dedup();
        pools.retain(|pool| self.load(*pool) > 0);
        let all: u32 = pools.iter().map(|pool| self.load(*pool)).sum();
        // Some of the teachers take the lessons of every second week.
        let places = self.size.teachers.saturating_sub(self.turn_teachers().len() as u32);
        let mut counts: Vec<u32> =
            pools.iter().map(|pool| (self.load(*pool) * places / all.max(1)).max(1)).collect();
        while counts.iter().sum::<u32>() < places {
            let load = |index: usize| f64::from(self.load(pools[index])) / f64::from(counts[index]);
            let heaviest = (0..pools.len()).max_by(|a, b| load(*a).total_cmp(&load(*b)));
            counts[heaviest.unwrap_or(0)] += 1;
        }
        for (pool, count) in pools.iter().zip(counts) {
            self.staff_pool(*pool, count);
        }
    }

    /// Neighbouring classes share a teacher, and the loads are about equal.
    fn staff_pool(&mut self, pool: Pool, count: u32) {
        let names: Vec<String> = (1..=count).map(|number| format!("{}{number:02}", pool.0)).collect();
        let (all, mut before) = (self.load(pool).max(1), 0);
        for (index, class) in self.classes.clone().iter().enumerate() {
            let own = || PLAN.iter().filter(|taught| taught.pool == pool && taught.periods[class.grade] > 0);
            let periods: u32 = own().map(|taught| taught.periods[class.grade]).sum();
            let at = (before * 2 + periods) * count / (2 * all);
            let teacher = names[at.min(count - 1) as usize].clone();
            before += periods;
            self.posts.extend(own().map(|taught| Post {
                class: index,
                subject: taught.subject,
                periods: taught.periods[class.grade],
                teacher: teacher.clone(),
            }));
        }
        self.teachers.extend(names.into_iter().map(|name| (pool, name)));
    }

    pub(super) fn form(&self, random: &mut Random) -> Form {
        let mut form = Form::empty(&format!("{}.xlsx", self.size.name));
        self.week(&mut form);
        self.lists(&mut form);
        self.teaching(&mut form);
        self.wishes(&mut form, random);
        self.rules(&mut form);
        form
    }

    fn week(&self, form: &mut Form) {
        form.push("school", &cells(&[("name", &self.size.name), ("curriculum", "national/curriculum-2022")]));
        DAYS.iter().for_each(|day| form.push("day", &cells(&[("name", day)])));
        for [name, begins, ends, part, purpose] in PERIODS {
            let row =
                [("name", name), ("begins", begins), ("ends", ends), ("part", part), ("purpose", purpose)];
            form.push("period", &cells(&row));
        }
    }

    fn campus(&self, class: &Class) -> &'static str {
        if self.size.two_campuses && class.grade >= 6 { "西校区" } else { "东校区" }
    }

    fn lists(&self, form: &mut Form) {
        let mut subjects: Vec<&str> = PLAN.iter().map(|taught| taught.subject).collect();
        subjects.extend(TURNS.iter().chain([&CLUB]));
        for subject in subjects {
            let main = ["语文", "数学", "英语"].contains(&subject);
            let at_once = if subject == "体育与健康" { "12" } else { "" };
            form.push(
                "subject",
                &cells(&[("name", subject), ("morning", if main { "50" } else { "" }), ("at_once", at_once)]),
            );
        }
        for class in &self.classes {
            let room = format!("{}教室", class.name);
            let row = [
                ("name", class.name.as_str()),
                ("grade", GRADES[class.grade]),
                ("pupils", "45"),
                ("room", &room),
            ];
            form.push("class", &cells(&row));
            let row = [
                ("name", room.as_str()),
                ("kind", "普通教室"),
                ("capacity", "50"),
                ("campus", self.campus(class)),
            ];
            form.push("room", &cells(&row));
        }
        for (room, campus) in self.special_rooms() {
            let kind = room.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let row = [("name", room.as_str()), ("kind", kind), ("capacity", "100"), ("campus", campus)];
            form.push("room", &cells(&row));
        }
        for (_, name) in &self.teachers {
            let shared = self.shared.get(name).map_or("", String::as_str);
            form.push("teacher", &cells(&[("name", name), ("most_day", "6"), ("shared", shared)]));
        }
        self.turn_teachers().iter().for_each(|name| form.push("teacher", &cells(&[("name", name)])));
        if self.size.two_campuses {
            form.push("travel", &cells(&[("from", "东校区"), ("to", "西校区"), ("periods", "1")]));
        }
    }

    /// Rooms for computers and music, by the lessons that need them.
    fn special_rooms(&self) -> Vec<(String, &'static str)> {
        let mut rooms = Vec::new();
        for (kind, subject) in [("计算机房", "信息科技"), ("音乐教室", "音乐")] {
            for campus in ["东校区", "西校区"] {
                let own = self.posts.iter().filter(|post| post.subject == subject);
                let own = own.filter(|post| self.campus(&self.classes[post.class]) == campus);
                let periods: u32 = own.map(|post| post.periods).sum();
                let count = periods.div_ceil(24);
                let of_campus = if campus == "东校区" { 0 } else { 50 };
                rooms.extend((1..=count).map(|number| (format!("{kind}{}", of_campus + number), campus)));
            }
        }
        rooms
    }

    fn teaching(&self, form: &mut Form) {
        let rooms = self.special_rooms();
        for post in &self.posts {
            let class = &self.classes[post.class];
            let kind = match post.subject {
                "信息科技" => "计算机房",
                "音乐" => "音乐教室",
                _ => "-",
            };
            let fitting =
                rooms.iter().filter(|(room, campus)| room.starts_with(kind) && *campus == self.campus(class));
            let fitting: Vec<&str> = fitting.map(|(room, _)| room.as_str()).collect();
            let row = [
                ("classes", class.name.as_str()),
                ("subject", post.subject),
                ("teachers", &post.teacher),
                ("lessons", &post.periods.to_string()),
                ("rooms", &fitting.join("；")),
            ];
            form.push("teaching", &cells(&row));
        }
        self.turns(form);
        self.clubs(form);
    }

    /// The teacher of a subject that takes turns, for a class: one for about thirty classes.
    fn turn_teacher(&self, subject: &str, class: usize) -> String {
        format!("{subject}{:02}", class / 30 + 1)
    }

    fn turn_teachers(&self) -> Vec<String> {
        let taking = (0..self.classes.len()).filter(|index| self.classes[*index].grade < TURNS_UP_TO);
        let mut names: Vec<String> =
            taking.flat_map(|index| TURNS.map(|subject| self.turn_teacher(subject, index))).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Two subjects take turns in odd and even weeks; neighbouring classes take them the other way round.
    fn turns(&self, form: &mut Form) {
        for (index, class) in self.classes.iter().enumerate().filter(|(_, class)| class.grade < TURNS_UP_TO) {
            for (turn, subject) in TURNS.iter().enumerate() {
                let weeks = ["odd", "even"][(index + turn) % 2];
                let teacher = self.turn_teacher(subject, index);
                let row = [
                    ("classes", class.name.as_str()),
                    ("subject", subject),
                    ("teachers", &teacher),
                    ("lessons", "1"),
                    ("weeks", weeks),
                ];
                form.push("teaching", &cells(&row));
            }
        }
    }

    /// Two or three classes of a grade come together; a teacher of labour and practice leads them.
    fn clubs(&self, form: &mut Form) {
        for grade in (0..9).filter(|grade| CLUB_PERIODS[*grade] > 0) {
            let own: Vec<usize> =
                (0..self.classes.len()).filter(|index| self.classes[*index].grade == grade).collect();
            let pairs = own.len() / 2;
            let mut sets: Vec<Vec<usize>> = own.chunks(2).map(<[usize]>::to_vec).collect();
            if own.len() % 2 == 1 && pairs > 0 {
                let last = sets.pop().unwrap_or_default();
                sets[pairs - 1].extend(last);
            }
            for set in sets {
                let names: Vec<&str> = set.iter().map(|index| self.classes[*index].name.as_str()).collect();
                let leads = self.posts.iter().find(|post| post.class == set[0] && post.subject == "劳动");
                let teacher = leads.map_or("", |post| post.teacher.as_str());
                let periods = CLUB_PERIODS[grade].to_string();
                let names = names.join("；");
                let row = [
                    ("classes", names.as_str()),
                    ("subject", CLUB),
                    ("teachers", teacher),
                    ("lessons", &periods),
                ];
                form.push("teaching", &cells(&row));
            }
        }
    }

    /// Whether a teacher has classes that may want them on their happy half-day.
    fn is_needed(&self, teacher: &str, day: &str) -> bool {
        let own = self.posts.iter().filter(|post| post.teacher == teacher && HAPPY.contains(&post.subject));
        let mut grades = own.map(|post| self.classes[post.class].grade);
        grades.any(|grade| HAPPY_DAYS.iter().any(|(grades, of)| grades.contains(&grade) && *of == day))
    }

    /// A quarter of the teachers are away on a half-day, others would rather not have the first or the last period; of the rarer
    /// subjects one teacher comes on three days only, since other schools share them.
    fn wishes(&self, form: &mut Form, random: &mut Random) {
        let guests: &[&str] =
            if self.size.two_campuses { &["信息02", "音乐04", "美术03", "音乐05"] } else { &[] };
        let is_guest = |name: &str| guests.contains(&name) || self.shared.contains_key(name);
        for (pool, name) in &self.teachers {
            let research = ["语文", "数学", "英语"].contains(&pool.0);
            let day = DAYS[random.below(5) as usize];
            if random.chance(0.25) && !is_guest(name) && !self.is_needed(name, day) {
                let part = if research || random.chance(0.5) { "afternoon" } else { "morning" };
                let row = [
                    ("of", "teacher"),
                    ("names", name.as_str()),
                    ("days", day),
                    ("periods", part),
                    ("wish", "never"),
                ];
                form.push("time", &cells(&row));
            } else if random.chance(0.3) {
                let period = if random.chance(0.5) { "第1节" } else { "第7节" };
                let row = [
                    ("of", "teacher"),
                    ("names", name.as_str()),
                    ("periods", period),
                    ("wish", "rather_not"),
                    ("weight", "50"),
                ];
                form.push("time", &cells(&row));
            }
        }
        for name in guests {
            let row = [("of", "teacher"), ("names", *name), ("days", "周一；周三；周四"), ("wish", "only")];
            form.push("time", &cells(&row));
        }
    }

    fn rules(&self, form: &mut Form) {
        for (subject, day) in [("语文", "周二"), ("数学", "周三"), ("英语", "周四")] {
            if self.posts.iter().any(|post| post.subject == subject) {
                form.push("research", &cells(&[("subject", subject), ("days", day), ("part", "afternoon")]));
            }
            if self.size.classes.iter().any(|count| *count > 1) {
                form.push("progress", &cells(&[("subject", subject), ("most", "1"), ("weight", "90")]));
            }
        }
        for (grades, day) in HAPPY_DAYS {
            let grades = self.taught_grades(grades);
            if !grades.is_empty() {
                let subjects = HAPPY.join("；");
                let row = [
                    ("grades", grades.as_str()),
                    ("days", day),
                    ("part", "afternoon"),
                    ("subjects", &subjects),
                ];
                form.push("happy", &cells(&row));
            }
        }
        self.days_of_grades(form);
    }

    /// Those of the grades that have classes, as a list.
    fn taught_grades(&self, grades: Range<usize>) -> String {
        let own = grades.filter(|grade| self.size.classes[*grade] > 0).map(|grade| GRADES[grade]);
        own.collect::<Vec<&str>>().join("；")
    }

    /// How long the days of the grades are, so that their lessons just fill them: five periods in grades 1 and 2 and six on Mondays,
    /// six in grades 3 to 6, seven above but six on Fridays. A school that waits for its specialists leaves its days open and would
    /// rather have no gaps.
    fn days_of_grades(&self, form: &mut Form) {
        if !self.shared.is_empty() {
            let row =
                [("family", "max-gaps"), ("weight", "80"), ("class", "*"), ("most", "0"), ("mode", "week")];
            form.push("rule", &cells(&row));
            return;
        }
        for (grades, days, periods) in
            [(0..2, "周二；周三；周四；周五", "第6节"), (0..6, "", "第7节"), (6..9, "周五", "第7节")]
        {
            let names = self.taught_grades(grades);
            if !names.is_empty() {
                let row = [
                    ("of", "class"),
                    ("names", names.as_str()),
                    ("days", days),
                    ("periods", periods),
                    ("wish", "never"),
                ];
                form.push("time", &cells(&row));
            }
        }
    }
}
