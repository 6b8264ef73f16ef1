//! Rules in the school's words.

use junheng_labels::{Lang, text};

use crate::ids::LessonId;
use crate::problem::Problem;
use crate::proofs::{Contradiction, Reason, Shortfall};
use crate::rules::{
    Bound, ChangeLimit, DayOf, Edge, Filter, Holder, Kind, NotOverlapping, Order, Person, Place, RoomNeed,
    Same, Selection, Span, Whom,
};

/// How many names a sentence gives before it only counts.
const NAMED: usize = 4;

/// Says things of one problem in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'p> {
    problem: &'p Problem,
    lang: Lang,
}

type Args = Vec<(&'static str, String)>;

impl<'p> Words<'p> {
    #[must_use]
    pub fn new(problem: &'p Problem, lang: Lang) -> Self {
        Self { problem, lang }
    }

    fn say(self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text(self.lang, key, &args)
    }

    fn list(self, names: Vec<String>) -> String {
        let count = names.len();
        let joined = names.into_iter().take(NAMED).collect::<Vec<_>>().join(self.lang.comma());
        if count <= NAMED {
            return joined;
        }
        self.say("timetable.and-more", &[("names", joined), ("count", count.to_string())])
    }

    /// A lesson: its subject, groups and teachers, with its number.
    #[must_use]
    pub fn lesson(self, id: LessonId) -> String {
        format!("{} (#{})", self.taught(id), self.problem.lesson(id).number)
    }

    /// What is taught in a lesson to whom by whom.
    fn taught(self, id: LessonId) -> String {
        let (problem, lesson) = (self.problem, self.problem.lesson(id));
        let subject = problem.subjects[lesson.subject.index()].name.clone();
        let groups = self.list(lesson.groups.iter().map(|id| problem.group(*id).name.clone()).collect());
        let teachers =
            self.list(lesson.teachers.iter().map(|id| problem.teacher(*id).name.clone()).collect());
        let parts: Vec<String> =
            [groups, subject, teachers].into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    /// Lessons; those of which the same is to be said are counted.
    #[must_use]
    pub fn lessons(self, ids: &[LessonId]) -> String {
        let mut alike: Vec<(String, Vec<LessonId>)> = Vec::new();
        for id in ids {
            let taught = self.taught(*id);
            match alike.iter_mut().find(|(known, _)| *known == taught) {
                Some((_, ids)) => ids.push(*id),
                None => alike.push((taught, vec![*id])),
            }
        }
        let said = |(taught, ids): (String, Vec<LessonId>)| match ids.as_slice() {
            [id] => self.lesson(*id),
            ids => format!("{taught} ×{}", ids.len()),
        };
        self.list(alike.into_iter().map(said).collect())
    }

    #[must_use]
    pub fn person(self, person: Person) -> String {
        match person {
            Person::Teacher(id) => self.problem.teacher(id).name.clone(),
            Person::Atom(id) => self.problem.atom_name(id).to_owned(),
        }
    }

    fn whom(self, whom: Whom) -> String {
        match whom {
            Whom::EachTeacher => self.say("timetable.whom.each-teacher", &[]),
            Whom::Teacher(id) => self.problem.teacher(id).name.clone(),
            Whom::EachGroup => self.say("timetable.whom.each-group", &[]),
            Whom::Group(id) => self.problem.group(id).name.clone(),
        }
    }

    fn selection(self, selection: &Selection) -> String {
        match selection {
            Selection::These(lessons) => self.lessons(lessons),
            Selection::Like(filter) => self.filter(filter),
        }
    }

    fn filter(self, filter: &Filter) -> String {
        let problem = self.problem;
        let tag = |id: crate::ids::TagId| problem.tags[id.index()].name.clone();
        let count = |key: &str, count: u32| self.say(key, &[("count", count.to_string())]);
        let parts = [
            filter.group.map(|id| problem.group(id).name.clone()),
            filter.subject.map(|id| problem.subjects[id.index()].name.clone()),
            filter.teacher.map(|id| problem.teacher(id).name.clone()),
            filter.tag.map(tag),
            filter.length.map(|length| count("timetable.filter.length", length)),
            filter.part.map(|part| count("timetable.filter.part", part)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { self.say("timetable.filter.all", &[]) } else { parts.join(" · ") }
    }

    /// The family of a rule.
    #[must_use]
    pub fn family(self, kind: &Kind) -> String {
        text(self.lang, &format!("timetable.family.{}", kind.family()), &[])
    }

    /// What a rule asks for, as a sentence.
    #[must_use]
    pub fn rule(self, kind: &Kind) -> String {
        let (key, args) =
            self.of_people(kind).or_else(|| self.of_rooms(kind)).unwrap_or_else(|| self.of_lessons(kind));
        self.say(&format!("timetable.rule.{key}"), &args)
    }

    /// Why a problem has no answer, as a sentence.
    #[must_use]
    pub fn contradiction(self, found: &Contradiction) -> String {
        let shared = found.reason == Reason::TogetherAndApart && found.person.is_some();
        let reason = if shared { "together-and-shared" } else { found.reason.name() };
        let amounts = [found.needed, found.available];
        self.proved(&format!("timetable.reason.{reason}"), &found.lessons, found.person, amounts)
    }

    /// Why some wishes cannot all be kept, as a sentence.
    #[must_use]
    pub fn shortfall(self, found: &Shortfall) -> String {
        let key = format!("timetable.wish.{}", found.reason.name());
        self.proved(&key, &found.lessons, found.person, [found.needed, found.available])
    }

    fn proved(
        self,
        key: &str,
        lessons: &[LessonId],
        person: Option<Person>,
        [needed, available]: [usize; 2],
    ) -> String {
        let args = [
            ("lessons", self.lessons(lessons)),
            ("who", person.map(|person| self.person(person)).unwrap_or_default()),
            ("needed", needed.to_string()),
            ("available", available.to_string()),
        ];
        self.say(key, &args)
    }

    fn of_people(self, kind: &Kind) -> Option<(&'static str, Args)> {
        let named = |whom: Whom, count: u32| vec![("who", self.whom(whom)), ("count", count.to_string())];
        let tag = |tag: crate::ids::TagId| self.problem.tags[tag.index()].name.clone();
        let bound = |bound: Bound, least: &'static str, most: &'static str| match bound {
            Bound::AtLeast(count) => (least, count),
            Bound::AtMost(count) => (most, count),
        };
        Some(match kind {
            Kind::NotAvailable(rule) => {
                let who = match rule.holder {
                    Holder::Teacher(id) => self.problem.teacher(id).name.clone(),
                    Holder::Group(id) => self.problem.group(id).name.clone(),
                    Holder::Room(id) => self.problem.room(id).name.clone(),
                    Holder::Everybody => self.say("timetable.whom.everybody", &[]),
                };
                ("blocked", vec![("who", who), ("count", rule.slots.len().to_string())])
            }
            Kind::MaxGaps(rule) => {
                let key = if rule.per == Span::Day { "gaps-day" } else { "gaps-week" };
                (key, named(rule.whom, rule.most))
            }
            Kind::DaysPerWeek(rule) => {
                let (key, count) = bound(rule.days, "least-days", "most-days");
                (key, named(rule.whom, count))
            }
            Kind::DaysPerWeekInterval(rule) => {
                let mut args = named(rule.whom, rule.most);
                args.extend([("from", (rule.from + 1).to_string()), ("to", rule.to.to_string())]);
                ("most-interval-days", args)
            }
            Kind::HoursPerDay(rule) => {
                let (key, count) = match rule.tag {
                    None => bound(rule.hours, "least-hours", "most-hours"),
                    Some(_) => bound(rule.hours, "least-tag-hours", "most-tag-hours"),
                };
                let mut args = named(rule.whom, count);
                args.extend(rule.tag.map(|id| ("tag", tag(id))));
                (key, args)
            }
            Kind::HoursInARow(rule) => {
                let mut args = named(rule.whom, rule.most);
                args.extend(rule.tag.map(|id| ("tag", tag(id))));
                (if rule.tag.is_some() { "tag-in-a-row" } else { "in-a-row" }, args)
            }
            Kind::EarlyStart(rule) => ("first-period", named(rule.whom, rule.most_second_period)),
            Kind::Rest(rule) => ("night-rest", named(rule.whom, rule.least)),
            Kind::DaySpan(rule) => ("most-span", named(rule.whom, rule.most)),
            Kind::TagGaps(rule) => {
                let mut args = named(rule.whom, rule.least);
                args.extend([("first", tag(rule.first)), ("second", tag(rule.second.unwrap_or(rule.first)))]);
                ("between-tags", args)
            }
            Kind::Changes(rule) => {
                let (building, room, count) = match rule.limit {
                    ChangeLimit::AtMostPerDay(count) => ("building-changes-day", "room-changes-day", count),
                    ChangeLimit::AtMostPerWeek(count) => {
                        ("building-changes-week", "room-changes-week", count)
                    }
                    ChangeLimit::GapsBetween(count) => ("building-change-time", "room-change-time", count),
                };
                (if rule.of == Place::Building { building } else { room }, named(rule.whom, count))
            }
            _ => return None,
        })
    }

    fn of_rooms(self, kind: &Kind) -> Option<(&'static str, Args)> {
        let problem = self.problem;
        Some(match kind {
            Kind::PreferredRooms(rule) => {
                let subject = |id: crate::ids::SubjectId| problem.subjects[id.index()].name.clone();
                let tag = |id: crate::ids::TagId| problem.tags[id.index()].name.clone();
                let (key, what) = match rule.need {
                    RoomNeed::Lesson(id) => ("rooms", self.lesson(id)),
                    RoomNeed::Subject(id) => ("rooms", subject(id)),
                    RoomNeed::Tag(id) => ("rooms", tag(id)),
                    RoomNeed::SubjectAndTag(id, marked) => {
                        ("rooms", format!("{} · {}", subject(id), tag(marked)))
                    }
                    RoomNeed::HomeOfTeacher(id) => ("home-rooms", problem.teacher(id).name.clone()),
                    RoomNeed::HomeOfGroup(id) => ("home-rooms", problem.group(id).name.clone()),
                };
                let rooms = self.list(rule.rooms.iter().map(|id| problem.room(*id).name.clone()).collect());
                (key, vec![("what", what), ("rooms", rooms)])
            }
            Kind::SameRoom(rule) => ("keep-room", vec![("lessons", self.lessons(&rule.lessons))]),
            Kind::OccupiedRooms(rule) => {
                let args = vec![("lessons", self.lessons(&rule.lessons)), ("count", rule.most.to_string())];
                ("most-rooms", args)
            }
            _ => return None,
        })
    }

    fn of_lessons(self, kind: &Kind) -> (&'static str, Args) {
        let counted = |lessons: &[LessonId], count: u32| {
            vec![("lessons", self.lessons(lessons)), ("count", count.to_string())]
        };
        let limited =
            |lessons: &[LessonId], bound: Bound, least: &'static str, most: &'static str| match bound {
                Bound::AtLeast(count) => (least, counted(lessons, count)),
                Bound::AtMost(count) => (most, counted(lessons, count)),
            };
        let selected = |selection: &Selection, slots: usize| {
            vec![("lessons", self.selection(selection)), ("count", slots.to_string())]
        };
        match kind {
            Kind::PreferredStarts(rule) => ("starts", selected(&rule.lessons, rule.slots.len())),
            Kind::PreferredSlots(rule) => ("within-slots", selected(&rule.lessons, rule.slots.len())),
            Kind::DayEdge(rule) => {
                let key = match (rule.edge, rule.day_of) {
                    (Edge::Begins, DayOf::Pupils) => "first-of-pupils",
                    (Edge::Begins, DayOf::Teachers) => "first-of-teachers",
                    (Edge::Ends, DayOf::Pupils) => "last-of-pupils",
                    (Edge::Ends, DayOf::Teachers) => "last-of-teachers",
                };
                (key, vec![("lessons", self.selection(&rule.lessons))])
            }
            Kind::DaysBetween(rule) => limited(&rule.lessons, rule.days, "days-apart", "days-together"),
            Kind::GapsBetween(rule) => {
                limited(&rule.lessons, rule.periods, "periods-apart", "periods-together")
            }
            Kind::SameStart(rule) => {
                let key = match rule.same {
                    Same::Time => "same-time",
                    Same::Day => "same-day",
                    Same::Period => "same-period",
                };
                (key, vec![("lessons", self.lessons(&rule.lessons))])
            }
            Kind::NotOverlapping(NotOverlapping::Lessons(lessons)) => {
                ("apart", vec![("lessons", self.lessons(lessons))])
            }
            Kind::NotOverlapping(NotOverlapping::Tags(tags)) => {
                let tags = tags.iter().map(|id| self.problem.tags[id.index()].name.clone());
                ("apart", vec![("lessons", self.list(tags.collect()))])
            }
            Kind::Sequence(rule) => {
                let key = match rule.order {
                    Order::Consecutive => "follows",
                    Order::Grouped => "grouped",
                    Order::Ordered => "after",
                    Order::OrderedIfSameDay => "after-same-day",
                };
                (key, vec![("first", self.lessons(&rule.first)), ("second", self.lessons(&rule.second))])
            }
            Kind::OccupiedSlots(rule) => limited(&rule.lessons, rule.count, "least-slots", "most-slots"),
            Kind::LessonsInSlots(rule) => ("most-in-slots", counted(&rule.lessons, rule.most)),
            Kind::Progress(rule) => {
                let courses = rule.courses.iter().map(|id| &self.problem.courses[id.index()]);
                let firsts: Vec<LessonId> =
                    courses.filter_map(|course| course.lessons.first().copied()).collect();
                ("side-by-side", counted(&firsts, rule.most))
            }
            Kind::AtOnce(rule) => limited(&rule.lessons, rule.count, "least-at-once", "most-at-once"),
            _ => ("other", Vec::new()),
        }
    }
}
