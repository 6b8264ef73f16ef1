//! What every request works with: the office, the clock and the settings of this process.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use jiff::Timestamp;
use junheng_app::{LocalTime, Office};

use crate::rights::Rights;
use crate::sign_in::Throttle;

/// How the server is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    pub transport: Transport,
    /// From which networks the routes of administrators may be used; from all when there are none.
    pub admin_networks: Vec<IpNet>,
    /// The program that reads foreign files in a child process.
    pub reader: PathBuf,
    /// The county's clock.
    pub clock: LocalTime,
}

/// How browsers reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Without TLS: on this machine only.
    Plain,
    /// A proxy before it speaks TLS: one on this machine, or one of these. Whoever comes around it is refused.
    BehindProxy { proxies: Vec<IpAddr> },
    /// It speaks TLS itself.
    Tls { cert: PathBuf, key: PathBuf },
}

impl Settings {
    /// Whether browsers reach it over TLS: cookies are then `Secure` and `__Host-`.
    pub(crate) fn secure(&self) -> bool {
        self.transport != Transport::Plain
    }

    /// Whether the routes of administrators may be used from an address.
    pub(crate) fn admits_administration(&self, address: Option<IpAddr>) -> bool {
        let within = |address: IpAddr| self.admin_networks.iter().any(|network| network.contains(&address));
        self.admin_networks.is_empty() || address.is_some_and(within)
    }

    /// Whether other machines could reach it without TLS: nothing may be listened for then.
    pub(crate) fn in_the_clear(&self) -> bool {
        let open = match &self.transport {
            Transport::Plain => true,
            Transport::BehindProxy { proxies } => proxies.is_empty(),
            Transport::Tls { .. } => false,
        };
        open && !self.listen.ip().is_loopback()
    }
}

/// The state behind all requests.
#[derive(Debug)]
pub struct House {
    pub(crate) office: Office,
    pub(crate) settings: Settings,
    pub(crate) rights: Rights,
    pub(crate) throttle: Throttle,
    /// Whose refused requests are recorded although nobody is signed in.
    pub(crate) strangers: Throttle,
    /// Whom requests of tests came from, for the jobs that they left.
    #[cfg(test)]
    pub(crate) met: std::sync::Mutex<std::collections::BTreeMap<String, junheng_app::Visitor>>,
}

impl House {
    #[must_use]
    pub fn new(office: Office, settings: Settings) -> Self {
        Self {
            office,
            settings,
            rights: Rights::built_in(),
            throttle: Throttle::of_attempts(),
            strangers: Throttle::of_strangers(),
            #[cfg(test)]
            met: std::sync::Mutex::default(),
        }
    }

    /// The moment of this call, RFC 3339 in the county's local time. The one clock of the pages.
    pub(crate) fn now(&self) -> String {
        self.settings.clock.written(Timestamp::now())
    }
}
