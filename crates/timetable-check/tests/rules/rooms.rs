//! Rules about rooms and buildings.

use junheng_timetable::rules::{
    ChangeLimit, Changes, Holder, Kind, NotAvailable, OccupiedRooms, Place, PreferredRooms, RoomNeed,
    SameRoom, Whom,
};

use crate::school::{
    EAST_ROOM, LAB, LI, MATHS, OTHER_CLASS, WANG, facts, facts_with, lesson, lessons, slots,
};

fn preferred(need: RoomNeed) -> Kind {
    Kind::PreferredRooms(PreferredRooms { need, rooms: vec![EAST_ROOM], locked: false })
}

#[test]
fn not_available() {
    let rule = NotAvailable { holder: Holder::Room(EAST_ROOM), slots: slots("0.0 0.1") };
    facts(Kind::NotAvailable(rule), ("3@0.0/0", 2), "3@0.0/1", "3@1.0/0");
}

#[test]
fn preferred_rooms() {
    facts(preferred(RoomNeed::Lesson(lesson(1))), ("1@0.0/1", 1), "1@0.0/0", "2@0.0/1");
    facts(preferred(RoomNeed::Subject(MATHS)), ("1@0.0/1 2@0.1", 2), "1@0.0/0 2@0.1/0", "4@0.0/1");
    facts(preferred(RoomNeed::Tag(LAB)), ("1@0.0/1", 1), "1@0.0/0", "2@0.0/1");
    facts(preferred(RoomNeed::SubjectAndTag(MATHS, LAB)), ("1@0.0/1", 1), "1@0.0/0", "2@0.0/1 6@0.0/1");
}

#[test]
fn home_rooms() {
    facts(preferred(RoomNeed::HomeOfTeacher(LI)), ("1@0.0/1", 1), "1@0.0/0", "4@0.0/1");
    facts(preferred(RoomNeed::HomeOfGroup(OTHER_CLASS)), ("6@0.0/1", 1), "6@0.0/0", "1@0.0/1");
    // What another rule wants a room for does not go home.
    let other =
        PreferredRooms { need: RoomNeed::Tag(LAB), rooms: vec![junheng_timetable::RoomId(1)], locked: false };
    let rules = [preferred(RoomNeed::HomeOfTeacher(WANG)), Kind::PreferredRooms(other)];
    facts_with(&rules, ("7@0.0/1", 1), "6@0.0/1 7@0.1/0", "2@0.0/2");
}

#[test]
fn changes() {
    let rule = |of, limit| Kind::Changes(Changes { whom: Whom::Teacher(LI), of, limit });
    let day = ChangeLimit::AtMostPerDay(0);
    facts(rule(Place::Building, day), ("1@0.0/0 2@0.1/1", 1), "1@0.0/1 2@0.1/2", "4@0.0/0 6@0.1/1");
    facts(rule(Place::Room, day), ("1@0.0/1 2@0.1/2", 1), "1@0.0/1 2@0.1/1", "1@0.0/0 2@1.1/1");
    let week = ChangeLimit::AtMostPerWeek(0);
    facts(rule(Place::Building, week), ("1@0.0/0 2@0.2/1", 1), "1@0.0/0 2@1.0/1", "4@0.0/0 6@0.1/1");
    let time = ChangeLimit::GapsBetween(1);
    facts(rule(Place::Building, time), ("1@0.0/0 2@0.1/1", 1), "1@0.0/0 2@0.2/1", "6@0.0/0 7@0.1/1");
}

#[test]
fn occupied_rooms() {
    let rule = OccupiedRooms { lessons: lessons(&[1, 2, 4]), most: 1 };
    facts(Kind::OccupiedRooms(rule), ("1@0.0/0 2@1.0/1", 1), "1@0.0/0 2@1.0/0", "1@0.0/0 6@1.0/1");
}

#[test]
fn same_room() {
    let rule = Kind::SameRoom(SameRoom { lessons: lessons(&[1, 2, 4]) });
    facts(rule, ("1@0.0/0 2@0.1/1", 1), "1@0.0/0 2@0.1/0", "1@0.0/0 2@0.2/1");
}
