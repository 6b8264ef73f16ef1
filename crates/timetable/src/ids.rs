//! Numbers that name the things of a problem: dense from 0, so that tables are plain vectors.

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the element at `index` of its list. A list never holds more than `u32::MAX` elements.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Where its element stands in its list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A subject, such as mathematics.
    SubjectId,
    /// A mark that rules speak of, such as "in the laboratory".
    TagId,
    /// A teacher.
    TeacherId,
    /// A grade, a class, or a part of a class: pupils who are taught together.
    GroupId,
    /// The smallest part of a group: its pupils are never apart. Two groups overlap when they share an atom.
    AtomId,
    /// A campus or a building: going from one to another takes time.
    BuildingId,
    /// A room.
    RoomId,
    /// Lessons that belong together: the five mathematics lessons a week of a class.
    CourseId,
    /// A lesson: taught once a week, in one go.
    LessonId,
    /// A rule.
    RuleId,
}
