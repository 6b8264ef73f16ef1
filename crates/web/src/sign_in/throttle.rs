//! Slows down who comes too often from one address. Accounts are locked by `app`; this only bounds the work and the records.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Attempts that an address may make at once: a school of sixty behind one address signs in on Monday morning.
const BURST: NonZeroU32 = NonZeroU32::new(60).expect("sixty is not zero");
/// And afterwards, each second.
const PER_SECOND: NonZeroU32 = NonZeroU32::MIN;
/// Addresses remembered before those at rest are forgotten.
const ADDRESSES: usize = 10_000;

/// What comes from all addresses.
#[derive(Debug)]
pub(crate) struct Throttle(DefaultKeyedRateLimiter<IpAddr>);

/// Whoever has one IPv6 address has the whole network of it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        other => other.to_canonical(),
    }
}

impl Throttle {
    /// Of attempts to sign in.
    pub(crate) fn of_attempts() -> Self {
        Self(RateLimiter::keyed(Quota::per_second(PER_SECOND).allow_burst(BURST)))
    }

    /// Of records of strangers: one a minute and address, so that nobody floods the audit.
    pub(crate) fn of_strangers() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN)))
    }

    /// Counts one; false when there were too many.
    pub(crate) fn admits(&self, address: Option<IpAddr>) -> bool {
        if self.0.len() > ADDRESSES {
            self.0.retain_recent();
        }
        let address = address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        self.0.check_key(&network(address)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(throttle: &Throttle, addresses: impl Iterator<Item = String>) -> usize {
        addresses.filter(|address| throttle.admits(address.parse().ok())).count()
    }

    #[test]
    fn one_address_is_slowed_down_and_others_are_not() {
        let throttle = Throttle::of_attempts();
        assert_eq!(admitted(&throttle, (0..100).map(|_| "192.0.2.1".to_owned())), 60);
        assert!(throttle.admits("192.0.2.2".parse().ok()));
        assert!(!throttle.admits("::ffff:192.0.2.1".parse().ok()), "the same address, written for IPv6");
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let throttle = Throttle::of_attempts();
        assert_eq!(admitted(&throttle, (0..100).map(|last| format!("2001:db8:1:2::{last:x}"))), 60);
        assert!(throttle.admits("2001:db8:1:3::1".parse().ok()));
    }
}
