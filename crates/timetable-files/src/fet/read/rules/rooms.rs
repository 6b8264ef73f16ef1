//! Rules about rooms: not available, preferred, home.

use junheng_timetable::Kind;
use junheng_timetable::rules::{Holder, NotAvailable, OccupiedRooms, PreferredRooms, RoomNeed, SameRoom};

use super::super::Reader;
use super::super::fields::{Taken, number, truth};
use crate::xml::Element;

impl Reader<'_> {
    pub(super) fn kind_for_rooms(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        let need = match name {
            "RoomNotAvailableTimes" => return Some(self.room_not_available(element)),
            "ActivitiesSameRoomIfConsecutive" => return Some(self.same_room(element)),
            "ActivitiesOccupyMaxDifferentRooms" => return Some(self.occupied_rooms(element)),
            "ActivityPreferredRoom" | "ActivityPreferredRooms" => {
                self.lesson(element, "Activity_Id").map(RoomNeed::Lesson)
            }
            "SubjectPreferredRoom" | "SubjectPreferredRooms" => self.subject(element).map(RoomNeed::Subject),
            "ActivityTagPreferredRoom" | "ActivityTagPreferredRooms" => self.tag(element).map(RoomNeed::Tag),
            "SubjectActivityTagPreferredRoom"
            | "SubjectActivityTagPreferredRooms"
            | "SubjectSubjectTagPreferredRoom"
            | "SubjectSubjectTagPreferredRooms" => self.subject_and_tag(element),
            "TeacherHomeRoom" | "TeacherHomeRooms" => self.teacher(element).map(RoomNeed::HomeOfTeacher),
            "StudentsSetHomeRoom" | "StudentsSetHomeRooms" => self.group(element).map(RoomNeed::HomeOfGroup),
            _ => return None,
        };
        Some(need.and_then(|need| self.preferred_rooms(need, element)))
    }

    fn subject_and_tag(&self, element: &Element) -> Taken<RoomNeed> {
        Ok(RoomNeed::SubjectAndTag(self.subject(element)?, self.tag(element)?))
    }

    /// One room, or several in FET's order, in which it tries them.
    fn preferred_rooms(&self, need: RoomNeed, element: &Element) -> Taken<Kind> {
        let mut rooms = self.rooms_in(element, "Preferred_Room")?;
        if rooms.is_empty() {
            rooms.push(self.room(element)?);
        }
        let locked = truth(element, "Permanently_Locked").unwrap_or(false);
        Ok(Kind::PreferredRooms(PreferredRooms { need, rooms, locked }))
    }

    fn room_not_available(&self, element: &Element) -> Taken<Kind> {
        let holder = Holder::Room(self.room(element)?);
        let slots = self.slots(element, "Not_Available_Time")?;
        Ok(Kind::NotAvailable(NotAvailable { holder, slots }))
    }

    fn same_room(&self, element: &Element) -> Taken<Kind> {
        Ok(Kind::SameRoom(SameRoom { lessons: self.lessons_in(element, "Activity_Id")? }))
    }

    fn occupied_rooms(&self, element: &Element) -> Taken<Kind> {
        let lessons = self.lessons_in(element, "Activity_Id")?;
        let most = number(element, &["Max_Number_of_Different_Rooms"])?;
        Ok(Kind::OccupiedRooms(OccupiedRooms { lessons, most }))
    }
}
