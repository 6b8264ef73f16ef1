//! Rules about rooms.

use junheng_timetable::rules::{
    ChangeLimit, Changes, OccupiedRooms, Place, PreferredRooms, RoomNeed, SameRoom,
};

use super::Element;

pub(super) fn preferred(element: &mut Element<'_>, rule: &PreferredRooms) {
    let kind = match rule.need {
        RoomNeed::Lesson(_) => "ActivityPreferredRoom",
        RoomNeed::Subject(_) => "SubjectPreferredRoom",
        RoomNeed::Tag(_) => "ActivityTagPreferredRoom",
        RoomNeed::SubjectAndTag(..) => "SubjectActivityTagPreferredRoom",
        RoomNeed::HomeOfTeacher(_) => "TeacherHomeRoom",
        RoomNeed::HomeOfGroup(_) => "StudentsSetHomeRoom",
    };
    let (one, several) = (rule.rooms.len() == 1, if rule.rooms.len() == 1 { "" } else { "s" });
    element.write(&format!("{kind}{several}"), |element| {
        need(element, rule.need);
        if !one {
            element.field("Number_of_Preferred_Rooms", rule.rooms.len());
        }
        for room in &rule.rooms {
            let name = if one { "Room" } else { "Preferred_Room" };
            element.field(name, &element.problem.room(*room).name);
        }
        if one && matches!(rule.need, RoomNeed::Lesson(_)) {
            element.field("Permanently_Locked", rule.locked);
        }
    });
}

fn need(element: &mut Element<'_>, need: RoomNeed) {
    let problem = element.problem;
    match need {
        RoomNeed::Lesson(id) => element.field("Activity_Id", element.number_of(id)),
        RoomNeed::Subject(id) => element.field("Subject", &problem.subjects[id.index()].name),
        RoomNeed::Tag(id) => element.field("Activity_Tag", &problem.tags[id.index()].name),
        RoomNeed::SubjectAndTag(subject, tag) => {
            element.field("Subject", &problem.subjects[subject.index()].name);
            element.field("Activity_Tag", &problem.tags[tag.index()].name);
        }
        RoomNeed::HomeOfTeacher(id) => element.field("Teacher", &problem.teacher(id).name),
        RoomNeed::HomeOfGroup(id) => element.field("Students", &problem.group(id).name),
    }
}

pub(super) fn changes(element: &mut Element<'_>, rule: &Changes) {
    let place = match rule.of {
        Place::Building => "Building",
        Place::Room => "Room",
    };
    let (name, field, count) = match rule.limit {
        ChangeLimit::AtMostPerDay(most) => {
            (format!("Max{place}ChangesPerDay"), format!("Max_{place}_Changes_Per_Day"), most)
        }
        ChangeLimit::AtMostPerWeek(most) => {
            (format!("Max{place}ChangesPerWeek"), format!("Max_{place}_Changes_Per_Week"), most)
        }
        ChangeLimit::GapsBetween(least) => {
            (format!("MinGapsBetween{place}Changes"), format!("Min_Gaps_Between_{place}_Changes"), least)
        }
    };
    element.write(&format!("{}{name}", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, "Teacher");
        element.field(&field, count);
    });
}

pub(super) fn same(element: &mut Element<'_>, rule: &SameRoom) {
    element.write("ActivitiesSameRoomIfConsecutive", |element| element.lessons(&rule.lessons));
}

pub(super) fn occupied(element: &mut Element<'_>, rule: &OccupiedRooms) {
    element.write("ActivitiesOccupyMaxDifferentRooms", |element| {
        element.lessons(&rule.lessons);
        element.field("Max_Number_of_Different_Rooms", rule.most);
    });
}
