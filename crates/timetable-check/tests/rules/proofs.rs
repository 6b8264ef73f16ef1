//! What is proved before any search is true: a problem with an answer has no contradiction, a proof needs each of its rules, and no
//! answer costs less than the wishes that cannot all be kept.

use junheng_timetable::proofs::{Contradiction, Reason, Shortfall, contradictions, least_cost, shortfalls};
use junheng_timetable::rules::{
    Bound, DaysBetween, DaysPerWeek, Holder, HoursPerDay, Kind, NotAvailable, NotOverlapping, Order,
    PreferredRooms, PreferredSlots, PreferredStarts, RoomNeed, Rule, Same, SameStart, Selection, Sequence,
    Whom,
};
use junheng_timetable::{
    GroupId, LessonId, Placement, Problem, RoomId, SlotSet, Solution, SubjectId, TagId, TeacherId, Weight,
};
use junheng_timetable_check::check;
use proptest::prelude::*;

use crate::school::{LI, WANG, lessons, school, slots};

/// Choices that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit)).unwrap()
    }

    fn lessons(&mut self) -> Vec<LessonId> {
        let mut lessons: Vec<LessonId> = (0..2 + self.below(3)).map(|_| LessonId(self.below(8))).collect();
        lessons.sort_unstable();
        lessons.dedup();
        lessons
    }

    /// Each slot with a chance of one in so many.
    fn slots(&mut self, problem: &Problem, one_in: u32) -> SlotSet {
        let mut slots = problem.grid.no_slots();
        problem.grid.slots().filter(|_| self.below(one_in) == 0).for_each(|slot| slots.insert(slot));
        slots
    }

    fn whom(&mut self) -> Whom {
        match self.below(4) {
            0 => Whom::EachTeacher,
            1 => Whom::EachGroup,
            2 => Whom::Teacher(TeacherId(self.below(2))),
            _ => Whom::Group(GroupId(self.below(4))),
        }
    }

    fn bound(&mut self, most: u32) -> Bound {
        let count = 1 + self.below(most);
        if self.below(2) == 0 { Bound::AtLeast(count) } else { Bound::AtMost(count) }
    }

    fn rule(&mut self, problem: &Problem) -> Kind {
        let lessons = self.lessons();
        match self.below(10) {
            0 => {
                let holder = match self.below(4) {
                    0 => Holder::Teacher(TeacherId(self.below(2))),
                    1 => Holder::Group(GroupId(self.below(4))),
                    2 => Holder::Room(RoomId(self.below(3))),
                    _ => Holder::Everybody,
                };
                Kind::NotAvailable(NotAvailable { holder, slots: self.slots(problem, 4) })
            }
            1 => Kind::PreferredStarts(PreferredStarts {
                lessons: Selection::These(lessons),
                slots: self.slots(problem, 2),
                locked: false,
            }),
            2 => Kind::PreferredSlots(PreferredSlots {
                lessons: Selection::These(lessons),
                slots: self.slots(problem, 2),
            }),
            3 => Kind::SameStart(SameStart { lessons, same: Same::Time }),
            4 => Kind::DaysBetween(DaysBetween {
                lessons,
                days: Bound::AtLeast(1 + self.below(2)),
                consecutive_if_same_day: false,
            }),
            5 => Kind::HoursPerDay(HoursPerDay {
                whom: self.whom(),
                tag: (self.below(3) == 0).then_some(TagId(0)),
                hours: self.bound(3),
                allow_empty_days: self.below(2) == 0,
            }),
            6 => Kind::DaysPerWeek(DaysPerWeek { whom: self.whom(), days: self.bound(3) }),
            7 => Kind::Sequence(Sequence {
                first: vec![LessonId(self.below(8))],
                second: vec![LessonId(self.below(8))],
                order: Order::Ordered,
            }),
            8 => Kind::NotOverlapping(NotOverlapping::Lessons(lessons)),
            _ => Kind::PreferredRooms(PreferredRooms {
                need: match self.below(2) {
                    0 => RoomNeed::Lesson(LessonId(self.below(8))),
                    _ => RoomNeed::Subject(SubjectId(self.below(2))),
                },
                rooms: (0..3).filter(|_| self.below(2) == 0).map(RoomId).collect(),
                locked: false,
            }),
        }
    }

    /// An answer in which nobody and no room is wanted twice, if chance finds one.
    fn answer(&mut self, problem: &Problem) -> Option<Solution> {
        let mut answer = Solution::empty(problem.lessons.len());
        for (id, _) in problem.active_lessons() {
            let mut tries = (0..40).map(|_| {
                let slot = problem.grid.slots().nth(self.below(12) as usize).unwrap();
                let mut more = answer.clone();
                more.place(id, Placement::new(slot, Some(RoomId(self.below(3)))));
                more
            });
            let fits = |more: &Solution| {
                let unplaced = check(problem, more).unplaced() as u64;
                check(problem, more).hard() == unplaced
            };
            answer = tries.find(fits)?;
        }
        Some(answer)
    }
}

fn with_rules(problem: &Problem, kinds: &[Kind]) -> Problem {
    let rule = |kind: &Kind| Rule {
        kind: kind.clone(),
        weight: Weight::HARD,
        active: true,
        line: None,
        comments: String::new(),
    };
    Problem { rules: kinds.iter().map(rule).collect(), ..problem.clone() }
}

/// The problem as a proof looks at it: one about hours counts the lessons that it names and no others.
fn as_counted(problem: &Problem, proof: &Contradiction) -> Problem {
    let mut problem = problem.clone();
    if proof.reason == Reason::TooFewHours {
        for (index, lesson) in problem.lessons.iter_mut().enumerate() {
            lesson.active &= proof.lessons.iter().any(|id| id.index() == index);
        }
    }
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_problem_with_an_answer_has_no_contradiction(seed in any::<u64>()) {
        let (school, mut dice) = (school(), Dice(seed));
        let Some(answer) = dice.answer(&school) else { return Ok(()) };
        let kinds: Vec<Kind> = (0..60).map(|_| dice.rule(&school)).collect();
        let kept = |kind: &Kind| check(&with_rules(&school, std::slice::from_ref(kind)), &answer).hard() == 0;
        let kinds: Vec<Kind> = kinds.into_iter().filter(kept).collect();
        prop_assert_eq!(contradictions(&with_rules(&school, &kinds)), []);
    }

    #[test]
    fn no_answer_costs_less_than_wishes_that_cannot_all_be_kept(seed in any::<u64>()) {
        let (school, mut dice) = (school(), Dice(seed));
        let Some(answer) = dice.answer(&school) else { return Ok(()) };
        let kinds: Vec<Kind> = (0..30).map(|_| dice.rule(&school)).collect();
        let kept = |kind: &Kind| check(&with_rules(&school, std::slice::from_ref(kind)), &answer).hard() == 0;
        let (hard, wishes): (Vec<Kind>, Vec<Kind>) = kinds.into_iter().partition(kept);
        let mut problem = with_rules(&school, &[hard, wishes].concat());
        // A few wishes, so that the answer may cost just what they must.
        let broken = problem.rules.iter_mut().filter(|rule| !kept(&rule.kind));
        for (at, rule) in broken.enumerate() {
            rule.weight = Weight::parse(["95", "99.5", "3"][dice.below(3) as usize]).unwrap();
            rule.active = at < 3;
        }
        let report = check(&problem, &answer);
        prop_assert_eq!(report.hard(), 0);
        prop_assert!(report.soft() >= least_cost(&problem), "{} {:?}", report.soft(), shortfalls(&problem));
    }

    #[test]
    fn a_proof_needs_each_of_its_rules_and_no_other(seed in any::<u64>()) {
        let (school, mut dice) = (school(), Dice(seed));
        let kinds: Vec<Kind> = (0..12).map(|_| dice.rule(&school)).collect();
        for proof in contradictions(&with_rules(&school, &kinds)) {
            let school = as_counted(&school, &proof);
            let only = |left_out: Option<usize>| {
                let rules = proof.rules.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
                let kinds: Vec<Kind> = rules.map(|(_, id)| kinds[id.index()].clone()).collect();
                contradictions(&with_rules(&school, &kinds))
            };
            prop_assert!(!only(None).is_empty(), "{proof:?}");
            for at in 0..proof.rules.len() {
                let same = only(Some(at)).into_iter().find(|one| {
                    one.reason == proof.reason && one.lessons == proof.lessons && one.person == proof.person
                });
                prop_assert_eq!(same, None, "without {:?} of {:?}", kinds[proof.rules[at].index()], proof);
            }
        }
    }
}

/// The wishes, all of weight 95, that cannot all be kept in the school with these rules.
fn unkeepable(hard: &[Kind], wishes: &[Kind]) -> Vec<Shortfall> {
    let school = school();
    let mut problem = with_rules(&school, &[hard, wishes].concat());
    for rule in &mut problem.rules[hard.len()..] {
        rule.weight = Weight::parse("95").unwrap();
    }
    shortfalls(&problem)
}

/// There is one set of such wishes, for this reason, with so much needed and available, broken so often.
#[track_caller]
fn falls_short(hard: &[Kind], wishes: &[Kind], reason: Reason, amounts: [usize; 2], broken: u32) {
    let found = unkeepable(hard, wishes);
    let [one] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((one.reason, [one.needed, one.available]), (reason, amounts));
    assert_eq!(one.least, Weight::parse("95").unwrap().times(broken));
}

fn hours(whom: Whom, hours: Bound) -> Kind {
    Kind::HoursPerDay(HoursPerDay { whom, tag: None, hours, allow_empty_days: false })
}

fn starts(numbers: &[u32], at: &str) -> Kind {
    let lessons = Selection::These(lessons(numbers));
    Kind::PreferredStarts(PreferredStarts { lessons, slots: slots(at), locked: false })
}

#[test]
fn lessons_wished_on_more_days_than_there_are() {
    let apart = |numbers: &[u32], days: u32| {
        Kind::DaysBetween(DaysBetween {
            lessons: lessons(numbers),
            days: Bound::AtLeast(days),
            consecutive_if_same_day: false,
        })
    };
    falls_short(&[], &[apart(&[4, 6, 7, 8], 1)], Reason::TooFewDays, [4, 3], 1);
    let closed = NotAvailable { holder: Holder::Everybody, slots: slots("2.0 2.1 2.2 2.3") };
    falls_short(&[Kind::NotAvailable(closed)], &[apart(&[4, 6, 7, 8], 1)], Reason::TooFewDays, [4, 2], 2);
    // Monday, Tuesday and Wednesday: each day is one short of the next.
    falls_short(&[], &[apart(&[6, 7, 8], 2)], Reason::TooFewDays, [5, 3], 2);
    assert_eq!(unkeepable(&[], &[apart(&[6, 7, 8], 1)]), []);
}

#[test]
fn more_periods_than_the_wished_hours_and_days() {
    let few_a_day = hours(Whom::Teacher(WANG), Bound::AtMost(1));
    // Four of the six on one day, where the wish is broken only once.
    falls_short(&[], std::slice::from_ref(&few_a_day), Reason::TooFewHours, [6, 3], 1);
    let at_most_two = hours(Whom::Teacher(WANG), Bound::AtMost(2));
    falls_short(&[at_most_two], &[few_a_day], Reason::TooFewHours, [6, 3], 3);
    let one_day = Kind::DaysPerWeek(DaysPerWeek { whom: Whom::Teacher(LI), days: Bound::AtMost(1) });
    assert_eq!(unkeepable(&[], std::slice::from_ref(&one_day)), []);
    let at_most_two = hours(Whom::Teacher(LI), Bound::AtMost(2));
    falls_short(&[at_most_two], &[one_day], Reason::TooFewHours, [4, 2], 1);
}

#[test]
fn fewer_periods_than_wishes_ask_for() {
    let full_days = hours(Whom::Teacher(LI), Bound::AtLeast(3));
    falls_short(&[], &[full_days], Reason::TooFewLessons, [9, 4], 2);
}

#[test]
fn more_lessons_than_wished_slots() {
    falls_short(&[], &[starts(&[4, 5, 6, 7, 8], "0.0")], Reason::TooManyLessons, [5, 1], 4);
    let within = PreferredSlots { lessons: Selection::These(lessons(&[1, 3])), slots: slots("0.0 0.1") };
    falls_short(&[], &[Kind::PreferredSlots(within)], Reason::TooManyLessons, [3, 2], 1);
    // One slot, wished by two rules.
    falls_short(&[], &[starts(&[1], "0.0"), starts(&[2], "0.0")], Reason::TooManyLessons, [2, 1], 1);
    // The only wished slot is taken by a lesson that can stand nowhere else.
    falls_short(&[starts(&[1], "0.0")], &[starts(&[2], "0.0")], Reason::TooManyLessons, [1, 0], 1);
}
