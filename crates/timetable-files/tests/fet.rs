//! `.fet` files in and out: every type of rule keeps its meaning, nothing is dropped silently, nothing makes the reader panic.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use junheng_timetable::rules::Progress;
use junheng_timetable::{Kind, LessonId, Problem};
use junheng_timetable_files::{Reading, fet};
use proptest::prelude::*;

const SCHOOL: &str = include_str!("../../../examples/timetable/school.fet");
const ANSWER: &str = include_str!("../../../examples/timetable/answer.csv");

fn read(text: &str) -> Reading {
    fet::read(text.as_bytes(), "school.fet")
}

fn problem(text: &str) -> Problem {
    let reading = read(text);
    assert!(reading.findings.is_empty() && reading.left_out.is_empty(), "{reading:?}");
    reading.problem.unwrap()
}

/// The example with another rule.
fn with_rule(name: &str, fields: &str) -> String {
    let rule = format!(
        "<Constraint{name}><Weight_Percentage>100</Weight_Percentage>{fields}<Active>true</Active><Comments>why</Comments>\
         </Constraint{name}>\n</Time_Constraints_List>"
    );
    SCHOOL.replace("</Time_Constraints_List>", &rule)
}

/// Lines differ from file to file; all else is the meaning.
fn without_lines(mut problem: Problem) -> Problem {
    problem.rules.iter_mut().for_each(|rule| rule.line = None);
    problem
}

/// A rule of this family is read, and comes back from a file that we write.
#[track_caller]
fn check(name: &str, fields: &str, family: &str) {
    let first = problem(&with_rule(name, fields));
    let found = first.rules.iter().find(|rule| rule.comments == "why");
    assert_eq!(found.map(|rule| rule.kind.family()), Some(family), "{name}");
    let written = fet::write(&first, None);
    assert!(written.contains(&format!("<Constraint{name}>")), "{name} comes back under its name");
    let mut again = without_lines(problem(&written)).rules;
    let mut rules = without_lines(first).rules;
    // Rules about rooms move to their own list.
    again.sort_by_key(|rule| format!("{rule:?}"));
    rules.sort_by_key(|rule| format!("{rule:?}"));
    assert_eq!(rules, again, "{name}");
}

const TEACHER: &str = "<Teacher_Name>语文甲</Teacher_Name>";
const TEACHERS_ROOM: &str = "<Teacher>语文甲</Teacher>";
const GROUP: &str = "<Students>七(1)班</Students>";
const LESSONS: &str =
    "<Number_of_Activities>2</Number_of_Activities><Activity_Id>1</Activity_Id><Activity_Id>2</Activity_Id>";
const LESSON: &str = "<Activity_Id>1</Activity_Id>";
const FILTER: &str = "<Teacher_Name></Teacher_Name><Students_Name>七(1)班</Students_Name><Subject_Name></Subject_Name>\
                      <Activity_Tag_Name>主科</Activity_Tag_Name><Duration>1</Duration>";

/// Slots as FET writes them for a rule.
fn slots(item: &str, day: &str, hour: &str) -> String {
    format!(
        "<{item}><{day}>星期一</{day}><{hour}>第2节</{hour}></{item}><{item}><{day}>星期三</{day}><{hour}>第1节</{hour}></{item}>"
    )
}

#[test]
fn rules_about_people_keep_their_meaning() {
    for (rule, field, family) in [
        ("MaxDaysPerWeek", "<Max_Days_Per_Week>4</Max_Days_Per_Week>", "days-per-week"),
        ("MaxHoursDaily", "<Maximum_Hours_Daily>4</Maximum_Hours_Daily>", "hours-per-day"),
        (
            "MaxHoursContinuously",
            "<Maximum_Hours_Continuously>3</Maximum_Hours_Continuously>",
            "hours-in-a-row",
        ),
        ("MaxGapsPerDay", "<Max_Gaps>1</Max_Gaps>", "max-gaps"),
        ("MaxGapsPerWeek", "<Max_Gaps>3</Max_Gaps>", "max-gaps"),
        (
            "MinHoursDaily",
            "<Minimum_Hours_Daily>2</Minimum_Hours_Daily><Allow_Empty_Days>true</Allow_Empty_Days>",
            "hours-per-day",
        ),
        (
            "IntervalMaxDaysPerWeek",
            "<Interval_Start_Hour>第5节</Interval_Start_Hour><Interval_End_Hour></Interval_End_Hour>\
             <Max_Days_Per_Week>3</Max_Days_Per_Week>",
            "interval-days",
        ),
        (
            "MinRestingHours",
            "<Minimum_Resting_Hours>3</Minimum_Resting_Hours><Circular>true</Circular>",
            "rest",
        ),
        ("MaxSpanPerDay", "<Max_Span>5</Max_Span>", "day-span"),
        ("MinGapsBetweenActivityTag", "<Activity_Tag>主科</Activity_Tag><MinGaps>1</MinGaps>", "tag-gaps"),
        (
            "MinGapsBetweenOrderedPairOfActivityTags",
            "<First_Activity_Tag>主科</First_Activity_Tag><Second_Activity_Tag>主科</Second_Activity_Tag><MinGaps>1</MinGaps>",
            "tag-gaps",
        ),
        (
            "MaxBuildingChangesPerDay",
            "<Max_Building_Changes_Per_Day>1</Max_Building_Changes_Per_Day>",
            "place-changes",
        ),
        (
            "MaxRoomChangesPerWeek",
            "<Max_Room_Changes_Per_Week>1</Max_Room_Changes_Per_Week>",
            "place-changes",
        ),
        (
            "MinGapsBetweenBuildingChanges",
            "<Min_Gaps_Between_Building_Changes>1</Min_Gaps_Between_Building_Changes>",
            "place-changes",
        ),
    ] {
        for (prefix, whom) in
            [("Teacher", TEACHER), ("Teachers", ""), ("StudentsSet", GROUP), ("Students", "")]
        {
            check(&format!("{prefix}{rule}"), &format!("{whom}{field}"), family);
        }
    }
    check(
        "TeacherMinDaysPerWeek",
        &format!("{TEACHER}<Minimum_Days_Per_Week>2</Minimum_Days_Per_Week>"),
        "days-per-week",
    );
    let second = "<Max_Beginnings_At_Second_Hour>1</Max_Beginnings_At_Second_Hour>";
    check("StudentsSetEarlyMaxBeginningsAtSecondHour", &format!("{GROUP}{second}"), "early-start");
    let daily = "<Maximum_Hours_Daily>2</Maximum_Hours_Daily>";
    check(
        "TeacherActivityTagMaxHoursDaily",
        &format!("{TEACHER}<Activity_Tag_Name>主科</Activity_Tag_Name>{daily}"),
        "hours-per-day",
    );
    check(
        "StudentsActivityTagMaxHoursDaily",
        &format!("<Activity_Tag>主科</Activity_Tag>{daily}"),
        "hours-per-day",
    );
    let free = slots("Not_Available_Time", "Day", "Hour");
    check("TeacherNotAvailableTimes", &format!("{TEACHERS_ROOM}{free}"), "not-available");
    check("StudentsSetNotAvailableTimes", &format!("{GROUP}{free}"), "not-available");
    check("BreakTimes", &slots("Break_Time", "Day", "Hour"), "not-available");
}

#[test]
fn rules_about_lessons_keep_their_meaning() {
    let two = "<First_Activity_Id>1</First_Activity_Id><Second_Activity_Id>2</Second_Activity_Id>";
    let starts = slots("Preferred_Starting_Time", "Preferred_Starting_Day", "Preferred_Starting_Hour");
    let times = slots("Preferred_Time_Slot", "Preferred_Day", "Preferred_Hour");
    let chosen = slots("Selected_Time_Slot", "Selected_Day", "Selected_Hour");
    let part = "<Component_Number>2</Component_Number>";
    let sets = format!(
        "<First_Activities_Ids_Set>{LESSONS}</First_Activities_Ids_Set><Second_Activities_Ids_Set><Activity_Id>3</Activity_Id></Second_Activities_Ids_Set>"
    );
    for (name, fields, family) in [
        (
            "MinDaysBetweenActivities",
            format!("<Consecutive_If_Same_Day>true</Consecutive_If_Same_Day>{LESSONS}<MinDays>2</MinDays>"),
            "days-between",
        ),
        ("MaxDaysBetweenActivities", format!("{LESSONS}<MaxDays>2</MaxDays>"), "days-between"),
        ("MinGapsBetweenActivities", format!("{LESSONS}<MinGaps>2</MinGaps>"), "gaps-between"),
        ("MaxGapsBetweenActivities", format!("{LESSONS}<MaxGaps>2</MaxGaps>"), "gaps-between"),
        ("ActivitiesSameStartingTime", LESSONS.to_owned(), "same-start"),
        ("ActivitiesSameStartingDay", LESSONS.to_owned(), "same-start"),
        ("ActivitiesSameStartingHour", LESSONS.to_owned(), "same-start"),
        ("ActivitiesNotOverlapping", LESSONS.to_owned(), "not-overlapping"),
        ("ActivityTagsNotOverlapping", "<Activity_Tag>主科</Activity_Tag>".to_owned(), "not-overlapping"),
        (
            "ActivityPreferredStartingTime",
            format!(
                "{LESSON}<Preferred_Day>星期一</Preferred_Day><Preferred_Hour>第2节</Preferred_Hour><Permanently_Locked>true</Permanently_Locked>"
            ),
            "preferred-starts",
        ),
        ("ActivityPreferredStartingTimes", format!("{LESSON}{starts}"), "preferred-starts"),
        ("ActivitiesPreferredStartingTimes", format!("{FILTER}{starts}"), "preferred-starts"),
        ("SubactivitiesPreferredStartingTimes", format!("{part}{FILTER}{starts}"), "preferred-starts"),
        ("ActivityPreferredTimeSlots", format!("{LESSON}{times}"), "preferred-slots"),
        ("ActivitiesPreferredTimeSlots", format!("{FILTER}{times}"), "preferred-slots"),
        ("SubactivitiesPreferredTimeSlots", format!("{part}{FILTER}{times}"), "preferred-slots"),
        ("ActivityEndsStudentsDay", LESSON.to_owned(), "day-edge"),
        ("ActivitiesEndStudentsDay", FILTER.to_owned(), "day-edge"),
        ("ActivityBeginsTeachersDay", LESSON.to_owned(), "day-edge"),
        ("ActivitiesBeginStudentsDay", FILTER.to_owned(), "day-edge"),
        ("TwoActivitiesConsecutive", two.to_owned(), "sequence"),
        ("TwoActivitiesGrouped", two.to_owned(), "sequence"),
        ("ThreeActivitiesGrouped", format!("{two}<Third_Activity_Id>3</Third_Activity_Id>"), "sequence"),
        ("TwoActivitiesOrdered", two.to_owned(), "sequence"),
        ("TwoActivitiesOrderedIfSameDay", two.to_owned(), "sequence"),
        ("TwoSetsOfActivitiesOrdered", sets, "sequence"),
        (
            "ActivitiesOccupyMaxTimeSlotsFromSelection",
            format!(
                "{LESSONS}{chosen}<Max_Number_of_Occupied_Time_Slots>1</Max_Number_of_Occupied_Time_Slots>"
            ),
            "occupied-slots",
        ),
        (
            "ActivitiesOccupyMinTimeSlotsFromSelection",
            format!(
                "{LESSONS}{chosen}<Min_Number_of_Occupied_Time_Slots>1</Min_Number_of_Occupied_Time_Slots>"
            ),
            "occupied-slots",
        ),
        (
            "ActivitiesMaxSimultaneousInSelectedTimeSlots",
            format!(
                "{LESSONS}{chosen}<Max_Number_of_Simultaneous_Activities>1</Max_Number_of_Simultaneous_Activities>"
            ),
            "at-once",
        ),
        (
            "ActivitiesMinSimultaneousInSelectedTimeSlots",
            format!(
                "{LESSONS}{chosen}<Min_Number_of_Simultaneous_Activities>1</Min_Number_of_Simultaneous_Activities><Allow_Empty_Slots>true</Allow_Empty_Slots>"
            ),
            "at-once",
        ),
        (
            "MaxTotalActivitiesFromSetInSelectedTimeSlots",
            format!("{LESSONS}{chosen}<Max_Total_Number_of_Activities>1</Max_Total_Number_of_Activities>"),
            "lessons-in-slots",
        ),
    ] {
        check(name, &fields, family);
    }
}

#[test]
fn rules_about_rooms_keep_their_meaning() {
    let one = "<Room>101</Room>";
    let two = "<Number_of_Preferred_Rooms>2</Number_of_Preferred_Rooms><Preferred_Room>101</Preferred_Room><Preferred_Room>102</Preferred_Room>";
    let subject = "<Subject>音乐</Subject>";
    let tag = "<Activity_Tag>主科</Activity_Tag>";
    for (name, of) in [
        ("ActivityPreferredRoom", LESSON.to_owned()),
        ("SubjectPreferredRoom", subject.to_owned()),
        ("ActivityTagPreferredRoom", tag.to_owned()),
        ("SubjectActivityTagPreferredRoom", format!("{subject}{tag}")),
        ("TeacherHomeRoom", TEACHERS_ROOM.to_owned()),
        ("StudentsSetHomeRoom", GROUP.to_owned()),
    ] {
        check(name, &format!("{of}{one}"), "preferred-rooms");
        check(&format!("{name}s"), &format!("{of}{two}"), "preferred-rooms");
    }
    let free = slots("Not_Available_Time", "Day", "Hour");
    check("RoomNotAvailableTimes", &format!("{one}{free}"), "not-available");
    check("ActivitiesSameRoomIfConsecutive", LESSONS, "same-room");
    let rooms = "<Max_Number_of_Different_Rooms>1</Max_Number_of_Different_Rooms>";
    check("ActivitiesOccupyMaxDifferentRooms", &format!("{LESSONS}{rooms}"), "occupied-rooms");
}

#[test]
fn a_rule_that_is_not_understood_is_told_with_its_line_and_left_out() {
    for (name, fields, code) in [
        ("StudentsDanceAtNoon", "", "fet-rule-unknown"),
        (
            "TeacherMaxGapsPerDay",
            "<Teacher_Name>nobody</Teacher_Name><Max_Gaps>1</Max_Gaps>",
            "fet-name-unknown",
        ),
        ("TeachersMaxGapsPerDay", "<Max_Gaps>many</Max_Gaps>", "fet-number-expected"),
        ("TeachersMaxGapsPerDay", "", "fet-field-missing"),
        (
            "ActivitiesNotOverlapping",
            "<Activity_Id>1</Activity_Id><Activity_Id>999</Activity_Id>",
            "fet-name-unknown",
        ),
    ] {
        let reading = read(&with_rule(name, fields));
        let found: Vec<&str> = reading.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, [code], "{name}");
        assert!(reading.findings[0].place.row.is_some_and(|line| line > 1), "{name}");
        assert_eq!(reading.left_out.len(), 1, "{name}");
        assert_eq!(reading.left_out[0].name, format!("Constraint{name}"));
    }
}

#[test]
fn what_is_no_problem_is_refused_with_a_reason() {
    for (text, code) in [
        ("", "fet-damaged"),
        ("<fet><Days_List>", "fet-damaged"),
        ("<xhstt/>", "fet-no-problem"),
        ("<fet version=\"6\"/>", "fet-no-week"),
    ] {
        let reading = read(text);
        assert!(reading.problem.is_none(), "{text}");
        assert_eq!(reading.findings[0].code, code, "{text}");
    }
}

#[test]
fn inactive_lessons_and_rules_stay_and_stand_aside() {
    let text = SCHOOL.replacen("<Active>true</Active>", "<Active>false</Active>", 1);
    let first = problem(&text);
    assert_eq!(first.lessons.len(), problem(SCHOOL).lessons.len());
    assert_eq!(first.active_lessons().count() + 1, first.lessons.len());
    assert_eq!(without_lines(problem(&fet::write(&first, None))), without_lines(first));
}

#[test]
fn a_virtual_room_comes_back_with_its_sets() {
    let set = |rooms: &str| format!("<Set_of_Real_Rooms>{rooms}</Set_of_Real_Rooms>");
    let sets =
        set("<Real_Room>101</Real_Room><Real_Room>102</Real_Room>") + &set("<Real_Room>礼堂</Real_Room>");
    let room = format!(
        "<Room><Name>联合</Name><Capacity>90</Capacity><Virtual>true</Virtual>{sets}</Room></Rooms_List>"
    );
    let first = problem(&SCHOOL.replace("</Rooms_List>", &room));
    assert_eq!(first.rooms.last().unwrap().sets.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(without_lines(problem(&fet::write(&first, None))), without_lines(first));
}

#[test]
fn an_older_file_is_read_like_a_newer_one() {
    let older = SCHOOL
        .replace("<fet version=\"6.8.5\">", "<fet version=\"5.23.4\">")
        .replace("<Mode>Official</Mode>\n", "");
    assert_eq!(without_lines(problem(&older)), without_lines(problem(SCHOOL)));
}

#[test]
fn an_answer_comes_back_from_its_table_and_locks_every_lesson() {
    let problem = problem(SCHOOL);
    let answer = fet::read_assignment(ANSWER.as_bytes(), "answer.csv", &problem);
    assert!(answer.findings.is_empty());
    assert_eq!(answer.solution.placed().count(), problem.lessons.len());
    assert_eq!(fet::write_assignment(&problem, &answer.solution), ANSWER);
    let locked = read(&fet::write(&problem, Some(&answer.solution))).problem.unwrap();
    let starts = locked.rules.iter().filter(|rule| matches!(rule.kind, Kind::PreferredStarts(_)));
    assert_eq!(starts.count(), problem.lessons.len());
}

/// FET has no bells; they stand in the long names of hours, or in names that are times.
#[test]
fn the_bells_of_a_file_come_back() {
    let text = SCHOOL.replace(
        "<Name>第1节</Name>",
        "<Name>第1节</Name><Long_Name>08:20 – 09:00 morning lesson</Long_Name>",
    );
    let first = problem(&text);
    assert_eq!(first.grid.bell(0).to_string(), "08:20 – 09:00 morning lesson");
    assert_eq!(problem(&fet::write(&first, None)).grid, first.grid);
    let named = SCHOOL.replace("第1节", "8:20-9:00");
    assert_eq!(problem(&named).grid.bell(0).minutes(), Some(40));
}

#[test]
fn what_fet_has_no_words_for_is_told() {
    let mut problem = problem(SCHOOL);
    assert_eq!(fet::unsaid(&problem).count(), 0);
    let courses = vec![problem.lessons[0].course, problem.lessons[1].course];
    let mut rule = problem.rules[0].clone();
    rule.kind = Kind::Progress(Progress { courses, most: 1 });
    problem.rules.push(rule);
    assert_eq!(fet::unsaid(&problem).map(|id| id.index()).collect::<Vec<_>>(), [problem.rules.len() - 1]);
}

#[test]
fn an_answer_that_names_nothing_known_is_told_by_its_line() {
    let problem = problem(SCHOOL);
    let answer = fet::read_assignment(
        "lesson,day,period\n1,0,0\n999,0,0\n2,9,0\n3,0,0,nowhere\n".as_bytes(),
        "a.csv",
        &problem,
    );
    let rows: Vec<Option<u32>> = answer.findings.iter().map(|finding| finding.place.row).collect();
    assert_eq!(rows, [Some(3), Some(4), Some(5)]);
    assert!(answer.solution.get(LessonId(0)).is_some());
    let xml = "<Activities_Timetable><Activity><Id>1</Id><Day>星期一</Day><Hour>第1节</Hour><Room>101</Room></Activity>\
               <Activity><Id>2</Id><Day>someday</Day><Hour>第1节</Hour></Activity><Activity><Id>3</Id><Day></Day><Hour></Hour></Activity>\
               </Activities_Timetable>";
    let answer = fet::read_activities(xml.as_bytes(), "a.xml", &problem);
    assert_eq!((answer.findings.len(), answer.solution.placed().count()), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is done to a file, reading and writing it again does not panic.
    #[test]
    fn a_mutated_file_never_panics(cuts in prop::collection::vec((0_usize..20_000, 0_usize..200, "[<>/&;a-z0-9 ]{0,6}"), 1..6)) {
        let mut text = SCHOOL.to_owned();
        for (start, length, put) in cuts {
            let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let (start, end) = (floor(start), floor(start + length));
            text.replace_range(start..end, &put);
        }
        if let Some(problem) = read(&text).problem {
            let answer = fet::read_assignment(ANSWER.as_bytes(), "answer.csv", &problem);
            let written = fet::write(&problem, Some(&answer.solution));
            prop_assert!(read(&written).problem.is_some());
            let found = junheng_timetable::proofs::contradictions(&problem);
            prop_assert!(found.iter().all(|found| found.needed > found.available));
        }
    }
}
