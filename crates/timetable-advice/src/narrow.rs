//! The part of a problem that some lessons can touch. What a change of these lessons costs there is what it costs in the whole:
//! everything left out is the same before and after.

use junheng_timetable::rules::{Filter, Holder, NotOverlapping, Person, RoomNeed, Selection, Whom};
use junheng_timetable::{
    CourseId, Kind, LessonId, Placement, Problem, RoomId, Rule, RuleId, Solution, TeacherId,
};
use junheng_timetable_check::{Breach, Broken, check};

/// A part of a problem.
#[derive(Debug, Clone)]
pub(crate) struct Narrow {
    problem: Problem,
    /// For each rule of the part the one of the whole.
    rules: Vec<RuleId>,
}

/// Everybody and everything that is touched.
struct Touched<'p> {
    problem: &'p Problem,
    lessons: &'p [LessonId],
    people: Vec<Person>,
    rooms: Vec<RoomId>,
}

impl Touched<'_> {
    fn has_lesson(&self, lesson: LessonId) -> bool {
        self.lessons.contains(&lesson)
    }

    fn has_any(&self, lessons: &[LessonId]) -> bool {
        lessons.iter().any(|lesson| self.has_lesson(*lesson))
    }

    fn of_courses(&self, courses: &[CourseId]) -> Vec<LessonId> {
        let lessons = courses.iter().map(|id| &self.problem.courses[id.index()].lessons);
        lessons.flatten().copied().collect()
    }

    fn selects(&self, selection: &Selection) -> bool {
        match selection {
            Selection::These(lessons) => self.has_any(lessons),
            Selection::Like(filter) => {
                // Whoever may give a lesson instead counts as its teacher.
                let may = |id: &TeacherId| self.people.contains(&Person::Teacher(*id));
                let filter = Filter { teacher: filter.teacher.filter(|id| !may(id)), ..filter.clone() };
                self.lessons.iter().any(|id| filter.fits(self.problem, self.problem.lesson(*id)))
            }
        }
    }

    /// The persons of a rule that are touched, each by a rule of its own.
    fn whom(&self, whom: Whom) -> Vec<Whom> {
        let touched = |person: &Person| match (whom, *person) {
            (Whom::EachTeacher, Person::Teacher(id)) => Some(Whom::Teacher(id)),
            (Whom::Teacher(named), Person::Teacher(id)) => (named == id).then_some(whom),
            (Whom::EachGroup, Person::Atom(atom)) => Some(Whom::Group(self.problem.atoms[atom.index()])),
            (Whom::Group(group), Person::Atom(atom)) => {
                let group = self.problem.group(group);
                group
                    .atoms
                    .binary_search(&atom)
                    .is_ok()
                    .then(|| Whom::Group(self.problem.atoms[atom.index()]))
            }
            _ => None,
        };
        self.people.iter().filter_map(touched).collect()
    }

    fn holds(&self, holder: Holder) -> bool {
        match holder {
            Holder::Teacher(id) => self.people.contains(&Person::Teacher(id)),
            Holder::Group(id) => {
                let atoms = &self.problem.group(id).atoms;
                atoms.iter().any(|atom| self.people.contains(&Person::Atom(*atom)))
            }
            Holder::Room(id) => self.rooms.contains(&id),
            Holder::Everybody => true,
        }
    }

    fn needs(&self, need: RoomNeed) -> bool {
        self.lessons.iter().any(|id| {
            let lesson = self.problem.lesson(*id);
            match need {
                RoomNeed::Lesson(named) => named == *id,
                RoomNeed::Subject(subject) | RoomNeed::SubjectAndTag(subject, _) => lesson.subject == subject,
                RoomNeed::Tag(tag) => lesson.tags.contains(&tag),
                RoomNeed::HomeOfTeacher(teacher) => self.people.contains(&Person::Teacher(teacher)),
                RoomNeed::HomeOfGroup(group) => lesson.groups.contains(&group),
            }
        })
    }

    /// The rule as far as it reaches the touched; nothing when it does not.
    fn rule(&self, kind: &Kind) -> Vec<Kind> {
        let when = |reached: bool| if reached { vec![kind.clone()] } else { Vec::new() };
        let each = |whom: Whom, with: &dyn Fn(Whom) -> Kind| self.whom(whom).into_iter().map(with).collect();
        match kind {
            Kind::NotAvailable(rule) => when(self.holds(rule.holder)),
            Kind::DaysBetween(rule) => when(self.has_any(&rule.lessons)),
            Kind::PreferredStarts(rule) => when(self.selects(&rule.lessons)),
            Kind::PreferredSlots(rule) => when(self.selects(&rule.lessons)),
            Kind::PreferredRooms(rule) => when(self.needs(rule.need)),
            // Whether others are first or last of a day depends on where these are.
            Kind::DayEdge(_) => when(true),
            Kind::SameStart(rule) => when(self.has_any(&rule.lessons)),
            Kind::Sequence(rule) => when(self.has_any(&rule.first) || self.has_any(&rule.second)),
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => when(self.has_any(lessons)),
            Kind::OccupiedSlots(rule) => when(self.has_any(&rule.lessons)),
            Kind::LessonsInSlots(rule) => when(self.has_any(&rule.lessons)),
            Kind::OccupiedRooms(rule) => when(self.has_any(&rule.lessons)),
            Kind::GapsBetween(rule) => when(self.has_any(&rule.lessons)),
            Kind::SameRoom(rule) => when(self.has_any(&rule.lessons)),
            Kind::Progress(rule) => when(self.has_any(&self.of_courses(&rule.courses))),
            Kind::AtOnce(rule) => when(self.has_any(&rule.lessons)),
            Kind::MaxGaps(rule) => {
                each(rule.whom, &|whom| Kind::MaxGaps(with(rule, |rule| rule.whom = whom)))
            }
            Kind::DaysPerWeek(rule) => {
                each(rule.whom, &|whom| Kind::DaysPerWeek(with(rule, |rule| rule.whom = whom)))
            }
            Kind::DaysPerWeekInterval(rule) => {
                each(rule.whom, &|whom| Kind::DaysPerWeekInterval(with(rule, |rule| rule.whom = whom)))
            }
            Kind::HoursPerDay(rule) => {
                each(rule.whom, &|whom| Kind::HoursPerDay(with(rule, |rule| rule.whom = whom)))
            }
            Kind::EarlyStart(rule) => {
                each(rule.whom, &|whom| Kind::EarlyStart(with(rule, |rule| rule.whom = whom)))
            }
            Kind::HoursInARow(rule) => {
                each(rule.whom, &|whom| Kind::HoursInARow(with(rule, |rule| rule.whom = whom)))
            }
            Kind::Changes(rule) => {
                each(rule.whom, &|whom| Kind::Changes(with(rule, |rule| rule.whom = whom)))
            }
            Kind::TagGaps(rule) => {
                each(rule.whom, &|whom| Kind::TagGaps(with(rule, |rule| rule.whom = whom)))
            }
            Kind::Rest(rule) => each(rule.whom, &|whom| Kind::Rest(with(rule, |rule| rule.whom = whom))),
            Kind::DaySpan(rule) => {
                each(rule.whom, &|whom| Kind::DaySpan(with(rule, |rule| rule.whom = whom)))
            }
            Kind::NotOverlapping(NotOverlapping::Tags(_)) => when(true),
        }
    }

    /// The lessons whose places decide how much the rules of the part are broken.
    fn lessons_of(&self, kind: &Kind) -> Vec<LessonId> {
        match kind {
            Kind::DaysBetween(rule) => rule.lessons.clone(),
            Kind::SameStart(rule) => rule.lessons.clone(),
            Kind::Sequence(rule) => rule.first.iter().chain(&rule.second).copied().collect(),
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => lessons.clone(),
            Kind::OccupiedSlots(rule) => rule.lessons.clone(),
            Kind::LessonsInSlots(rule) => rule.lessons.clone(),
            Kind::OccupiedRooms(rule) => rule.lessons.clone(),
            Kind::GapsBetween(rule) => rule.lessons.clone(),
            Kind::SameRoom(rule) => rule.lessons.clone(),
            Kind::AtOnce(rule) => rule.lessons.clone(),
            Kind::Progress(rule) => self.of_courses(&rule.courses),
            Kind::NotOverlapping(NotOverlapping::Tags(tags)) => {
                let marked = self.problem.active_lessons();
                let marked = marked.filter(|(_, lesson)| tags.iter().any(|tag| lesson.tags.contains(tag)));
                marked.map(|(id, _)| id).collect()
            }
            Kind::NotAvailable(_)
            | Kind::PreferredStarts(_)
            | Kind::PreferredSlots(_)
            | Kind::PreferredRooms(_)
            | Kind::MaxGaps(_)
            | Kind::DaysPerWeek(_)
            | Kind::DaysPerWeekInterval(_)
            | Kind::HoursPerDay(_)
            | Kind::EarlyStart(_)
            | Kind::HoursInARow(_)
            | Kind::DayEdge(_)
            | Kind::Changes(_)
            | Kind::TagGaps(_)
            | Kind::Rest(_)
            | Kind::DaySpan(_) => Vec::new(),
        }
    }
}

fn with<R: Clone>(rule: &R, change: impl Fn(&mut R)) -> R {
    let mut rule = rule.clone();
    change(&mut rule);
    rule
}

impl Narrow {
    /// The part that these lessons touch, when they and their teachers may change to these, and their rooms to any of these.
    pub(crate) fn new(
        problem: &Problem,
        solution: &Solution,
        lessons: &[LessonId],
        teachers: &[TeacherId],
        rooms: &[RoomId],
    ) -> Self {
        let mut people: Vec<Person> = teachers.iter().map(|id| Person::Teacher(*id)).collect();
        let mut all_rooms = rooms.to_vec();
        for id in lessons {
            let lesson = problem.lesson(*id);
            people.extend(lesson.teachers.iter().map(|id| Person::Teacher(*id)));
            people.extend(lesson.atoms.iter().map(|id| Person::Atom(*id)));
            let place = solution.get(*id);
            all_rooms.extend(place.into_iter().flat_map(rooms_of));
        }
        people.sort_unstable();
        people.dedup();
        all_rooms.sort_unstable();
        all_rooms.dedup();
        let touched = Touched { problem, lessons, people, rooms: all_rooms };
        let mut part = Problem { rules: Vec::new(), ..problem.clone() };
        let mut ids = Vec::new();
        let mut kept: Vec<LessonId> = lessons.to_vec();
        for (id, rule) in problem.active_rules() {
            for kind in touched.rule(&rule.kind) {
                kept.extend(touched.lessons_of(&kind));
                part.rules.push(Rule { kind, comments: String::new(), ..rule.clone() });
                ids.push(id);
            }
        }
        let near = |id: LessonId| {
            let lesson = problem.lesson(id);
            let teacher = |id: &TeacherId| touched.people.contains(&Person::Teacher(*id));
            let room = |place: &Placement| rooms_of(place).any(|room| touched.rooms.contains(&room));
            lesson.teachers.iter().any(teacher)
                || lesson.atoms.iter().any(|atom| touched.people.contains(&Person::Atom(*atom)))
                || solution.get(id).is_some_and(room)
        };
        let mut active = vec![false; problem.lessons.len()];
        kept.iter().for_each(|id| active[id.index()] = true);
        // Which real rooms stand for a virtual one is chosen for all lessons together.
        let whole = problem.rooms.iter().any(junheng_timetable::Room::is_virtual);
        for (id, _) in problem.active_lessons() {
            active[id.index()] |= whole || near(id);
        }
        for id in with_company(&part, &active) {
            active[id.index()] = true;
        }
        part.lessons.iter_mut().zip(active).for_each(|(lesson, active)| lesson.active &= active);
        Self { problem: part, rules: ids }
    }

    /// The part when lessons have other teachers.
    pub(crate) fn with_teachers(&self, lesson: LessonId, teachers: Vec<TeacherId>) -> Self {
        let mut other = self.clone();
        other.problem.lessons[lesson.index()].teachers = teachers;
        other
    }

    /// What an answer breaks in the part, by the rules of the whole.
    pub(crate) fn breaches(&self, solution: &Solution) -> Vec<Breach> {
        let mut breaches = check(&self.problem, solution).breaches;
        for breach in &mut breaches {
            if let Broken::Rule(id) = &mut breach.broken {
                *id = self.rules[id.index()];
            }
        }
        breaches
    }
}

/// Lessons that share somebody with one whose day is to begin or end with it: whether it does is a question of all its people.
fn with_company(part: &Problem, active: &[bool]) -> Vec<LessonId> {
    let mut edges: Vec<LessonId> = Vec::new();
    for rule in &part.rules {
        if let Kind::DayEdge(rule) = &rule.kind {
            edges.extend(rule.lessons.lessons(part).into_iter().filter(|id| active[id.index()]));
        }
    }
    let mut people: Vec<Person> = Vec::new();
    for lesson in edges.iter().map(|id| part.lesson(*id)) {
        people.extend(lesson.teachers.iter().map(|id| Person::Teacher(*id)));
        people.extend(lesson.atoms.iter().map(|id| Person::Atom(*id)));
    }
    people.sort_unstable();
    people.dedup();
    let is_of = |person: Person| people.binary_search(&person).is_ok();
    let company = part.active_lessons().filter(|(_, lesson)| {
        lesson.teachers.iter().any(|id| is_of(Person::Teacher(*id)))
            || lesson.atoms.iter().any(|id| is_of(Person::Atom(*id)))
    });
    company.map(|(id, _)| id).collect()
}

/// The rooms that a placement takes.
fn rooms_of(place: &Placement) -> impl Iterator<Item = RoomId> + '_ {
    place.room.into_iter().chain(place.real_rooms.iter().copied())
}
