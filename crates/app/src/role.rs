//! The roles of a county's people, and which rights each brings. One plain table.

use serde::{Deserialize, Serialize};

use crate::permit::RightName;

/// What a person is in the county, as far as the system is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A head of the bureau 局领导.
    BureauLeader,
    /// An officer of a section of the bureau 股室人员.
    BureauOfficer,
    /// A responsible supervisor of schools 责任督学.
    Supervisor,
    /// An officer for education of a township 乡镇教育专干.
    TownshipOfficer,
    /// The head of a school 校长.
    Principal,
    /// Who fills in a school's forms 学校填报员.
    SchoolClerk,
    /// 系统管理员: people's accounts and the machine; grants no posts.
    SystemAdministrator,
    /// 安全管理员: posts, policies, locked accounts and sessions; creates no accounts.
    SecurityAdministrator,
    /// 审计管理员: reads the audit records; changes nothing.
    AuditAdministrator,
}

impl Role {
    pub const ALL: [Self; 9] = [
        Self::BureauLeader,
        Self::BureauOfficer,
        Self::Supervisor,
        Self::TownshipOfficer,
        Self::Principal,
        Self::SchoolClerk,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
    ];

    /// The three administrators 三员, of whom one person may be only one (GB/T 22239-2019, 8.1.4.2 d).
    pub const ADMINISTRATORS: [Self; 3] =
        [Self::SystemAdministrator, Self::SecurityAdministrator, Self::AuditAdministrator];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BureauLeader => "bureau_leader",
            Self::BureauOfficer => "bureau_officer",
            Self::Supervisor => "supervisor",
            Self::TownshipOfficer => "township_officer",
            Self::Principal => "principal",
            Self::SchoolClerk => "school_clerk",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The rights that the role brings, within the scope of the post.
    #[must_use]
    pub fn rights(self) -> &'static [RightName] {
        use RightName::{
            Administer, Approve, Assign, Directory, Inspect, Maintain, Overview, Propose, Publish, Report,
            Review, Secure, See, Settle,
        };
        match self {
            Self::BureauLeader => &[Overview, See, Review, Settle, Approve, Publish, Assign],
            Self::BureauOfficer => &[Overview, See, Report, Review, Propose, Assign],
            Self::Supervisor => &[Overview, See],
            Self::TownshipOfficer => &[Overview, See, Review],
            Self::Principal => &[Overview, See, Report],
            Self::SchoolClerk => &[Overview, See, Report],
            Self::SystemAdministrator => &[Overview, Directory, Administer, Maintain],
            Self::SecurityAdministrator => &[Overview, Directory, Secure],
            Self::AuditAdministrator => &[Overview, Directory, Inspect],
        }
    }

    /// Whether the role is one of the three administrators 三员.
    #[must_use]
    pub fn is_administrator(self) -> bool {
        Self::ADMINISTRATORS.contains(&self)
    }

    /// Whether who holds the role signs in with two factors, where the policy asks for it: all who see more than a
    /// school or a township, and the administrators (GB/T 22239-2019, 8.1.4.1 d).
    #[must_use]
    pub fn takes_two_factors(self) -> bool {
        matches!(self, Self::BureauLeader | Self::BureauOfficer | Self::Supervisor) || self.is_administrator()
    }

    #[must_use]
    pub fn brings(self, right: RightName) -> bool {
        self.rights().contains(&right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_administrator_sees_data_or_holds_the_rights_of_another() {
        for (index, role) in Role::ADMINISTRATORS.into_iter().enumerate() {
            assert!(!role.brings(RightName::See) && !role.brings(RightName::Report), "{role:?}");
            for other in &Role::ADMINISTRATORS[index + 1..] {
                let shared = role.rights().iter().filter(|right| other.brings(**right));
                assert!(shared.eq(&[RightName::Overview, RightName::Directory]), "{role:?} {other:?}");
            }
        }
    }

    #[test]
    fn who_proposes_does_not_approve() {
        for role in Role::ALL {
            assert!(!(role.brings(RightName::Propose) && role.brings(RightName::Approve)), "{role:?}");
        }
    }

    #[test]
    fn a_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("root"), None);
    }
}
