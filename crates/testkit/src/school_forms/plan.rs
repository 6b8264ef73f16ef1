//! The lessons of a week by grade: 26, 30 and 34, with every subject in its share of nine years.

/// Who teaches a subject: teachers of one pool share its classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pool(pub(super) &'static str);

/// A subject, its pool, and its periods a week in grades 1 to 9.
pub(super) struct Taught {
    pub(super) subject: &'static str,
    pub(super) pool: Pool,
    pub(super) periods: [u32; 9],
}

const fn taught(subject: &'static str, pool: &'static str, periods: [u32; 9]) -> Taught {
    Taught { subject, pool: Pool(pool), periods }
}

/// What each class has for itself; a class teacher holds the class meeting, and handwriting is part of Chinese.
pub(super) const PLAN: [Taught; 18] = [
    taught("语文", "语文", [7, 7, 6, 6, 6, 5, 5, 5, 6]),
    taught("书法", "语文", [0, 0, 1, 1, 1, 1, 0, 0, 0]),
    taught("班会", "语文", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
    taught("数学", "数学", [4, 4, 4, 4, 4, 4, 5, 5, 5]),
    taught("英语", "英语", [0, 0, 2, 2, 2, 3, 4, 4, 4]),
    taught("道德与法治", "道法", [2, 2, 2, 2, 2, 2, 2, 2, 2]),
    taught("历史", "历史", [0, 0, 0, 0, 0, 0, 2, 2, 2]),
    taught("地理", "地理", [0, 0, 0, 0, 0, 0, 2, 2, 0]),
    taught("科学", "科学", [1, 1, 2, 3, 3, 3, 0, 0, 0]),
    taught("生物", "生物", [0, 0, 0, 0, 0, 0, 3, 2, 0]),
    taught("物理", "物理", [0, 0, 0, 0, 0, 0, 0, 2, 4]),
    taught("化学", "化学", [0, 0, 0, 0, 0, 0, 0, 0, 3]),
    taught("信息科技", "信息", [0, 0, 1, 1, 1, 1, 1, 1, 0]),
    taught("体育与健康", "体育", [4, 4, 3, 3, 3, 3, 3, 3, 3]),
    taught("音乐", "音乐", [2, 2, 2, 2, 2, 2, 1, 1, 1]),
    taught("美术", "美术", [2, 2, 1, 1, 1, 1, 1, 1, 1]),
    taught("劳动", "综合", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
    taught("综合实践活动", "综合", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
];

/// Two subjects that take turns in odd and even weeks, one period together; none in grade 9.
pub(super) const TURNS: [&str; 2] = ["心理健康", "安全教育"];
pub(super) const TURNS_UP_TO: usize = 8;

/// Clubs, for two or three classes of a grade at once.
pub(super) const CLUB: &str = "社团";
pub(super) const CLUB_PERIODS: [u32; 9] = [0, 0, 2, 1, 1, 1, 1, 0, 0];

/// Happy half-days: grades that share one, from 0, and its day. Not all on one day, for the teachers of music, art and labour would not
/// suffice, and the least on the days on which their guests are there.
pub(super) const HAPPY_DAYS: [(std::ops::Range<usize>, &str); 3] =
    [(0..2, "周五"), (2..4, "周四"), (4..6, "周三")];

/// Subjects of the happy half-day.
pub(super) const HAPPY: [&str; 6] = ["体育与健康", "音乐", "美术", "劳动", "综合实践活动", "班会"];

pub(super) const GRADES: [&str; 9] =
    ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"];

/// Name, begins, ends, part, purpose.
pub(super) const PERIODS: [[&str; 5]; 10] = [
    ["第1节", "08:20", "09:00", "morning", "lesson"],
    ["第2节", "09:10", "09:50", "morning", "lesson"],
    ["大课间", "09:50", "10:20", "morning", "activity"],
    ["第3节", "10:20", "11:00", "morning", "lesson"],
    ["第4节", "11:10", "11:50", "morning", "lesson"],
    ["午休", "11:50", "13:30", "", "lunch"],
    ["第5节", "13:30", "14:10", "afternoon", "lesson"],
    ["第6节", "14:20", "15:00", "afternoon", "lesson"],
    ["第7节", "15:10", "15:50", "afternoon", "lesson"],
    ["体育活动", "15:50", "16:20", "afternoon", "activity"],
];

pub(super) const DAYS: [&str; 5] = ["周一", "周二", "周三", "周四", "周五"];
