//! Parallel progress: classes that are taught the same subject stay side by side through the week.

use crate::ids::CourseId;

/// At the end of each day the courses have had lessons that differ in number by at most so many. Broken on each day by the
/// lessons that are too many. Lessons that are not placed are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub courses: Vec<CourseId>,
    pub most: u32,
}
