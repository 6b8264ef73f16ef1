//! The people of the sample county, wholly invented: one of each kind of office, each with a post.

/// Where a sample person's post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostAt {
    County,
    Township(&'static str),
    School(&'static str),
}

/// Somebody of the sample county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamplePerson {
    pub login: &'static str,
    pub name: &'static str,
    pub phone: &'static str,
    /// By the name that the table of roles gives it.
    pub role: &'static str,
    pub at: PostAt,
}

/// Everybody, the bureau first. The telephone numbers are of a range that no company hands out.
#[must_use]
pub fn people() -> [SamplePerson; 8] {
    let person = |login, name, phone, role, at| SamplePerson { login, name, phone, role, at };
    let (linden, school) = (PostAt::Township("柳林镇"), PostAt::School);
    [
        person("shen.yan", "沈砚", "10000000001", "bureau_leader", PostAt::County),
        person("luo.jing", "罗静", "10000000002", "bureau_officer", PostAt::County),
        person("gu.ping", "顾平", "10000000003", "supervisor", PostAt::County),
        person("tao.lin", "陶林", "10000000004", "township_officer", linden),
        person("he.qiu", "何秋", "10000000005", "principal", school("2199000008")),
        person("bai.lu", "白露", "10000000006", "school_clerk", school("2199000008")),
        person("amina", "阿米娜·买买提", "10000000007", "principal", school("2199000006")),
        person("song.yu", "宋雨", "10000000008", "school_clerk", school("3199000001")),
    ]
}
