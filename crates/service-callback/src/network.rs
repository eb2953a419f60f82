//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A text that is no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network: write it as 10.0.0.0/8 or fd00::/8, without bits behind the prefix")]
pub struct NotANetwork(pub String);

/// The addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Network {
    Network {
        first: IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        prefix,
    }
}

const fn v6(a: u16, b: u16, prefix: u8) -> Network {
    Network {
        first: IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)),
        prefix,
    }
}

/// IANA's special-purpose addresses, multicast and what is reserved; and one public address under which each machine of
/// a cloud finds its host.
const NOT_PUBLIC_V4: [Network; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(168, 63, 129, 16, 32),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// The only part of IPv6 that is given out for the internet. What is not in it, is not public: addresses of IPv4 inside
/// of IPv6, of one site, of one link, of groups.
const GLOBAL_V6: Network = v6(0x2000, 0, 3);

/// Protocols and tunnels (Teredo, ORCHID), documentation, and 6to4, which has an address of IPv4 inside.
const NOT_PUBLIC_V6: [Network; 4] = [
    v6(0x2001, 0, 23),
    v6(0x2001, 0xdb8, 32),
    v6(0x2002, 0, 16),
    v6(0x3fff, 0, 20),
];

/// Whether an address is one of the internet, and not of this machine, its network or nobody.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    let is_in = |network: &Network| network.contains(address);
    match address {
        IpAddr::V4(_) => !NOT_PUBLIC_V4.iter().any(is_in),
        IpAddr::V6(_) => GLOBAL_V6.contains(address) && !NOT_PUBLIC_V6.iter().any(is_in),
    }
}

impl Network {
    /// Whether an address is in it. One of IPv4 inside of IPv6 is in no network of IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && self.same_bits(address)
    }

    fn same_bits(&self, address: IpAddr) -> bool {
        let differing = bits(self.first) ^ bits(address);
        let behind = width(self.first) - u32::from(self.prefix);
        differing.checked_shr(behind).unwrap_or(0) == 0
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let network = || {
            let (first, prefix) = text.split_once('/')?;
            let first: IpAddr = first.parse().ok()?;
            let prefix: u8 = prefix.parse().ok()?;
            let behind = width(first).checked_sub(u32::from(prefix))?;
            let is_first = bits(first).trailing_zeros() >= behind;
            is_first.then_some(Self { first, prefix })
        };
        network().ok_or_else(|| NotANetwork(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_each_range_are_judged_right() {
        for (inside, outside) in [
            ("0.255.255.255", "1.0.0.0"),
            ("10.255.255.255", "11.0.0.0"),
            ("100.127.255.255", "100.128.0.0"),
            ("100.64.0.0", "100.63.255.255"),
            ("127.255.255.255", "128.0.0.0"),
            ("168.63.129.16", "168.63.129.17"),
            ("169.254.169.254", "169.253.255.255"),
            ("172.31.255.255", "172.32.0.0"),
            ("172.16.0.0", "172.15.255.255"),
            ("192.0.0.255", "192.0.1.0"),
            ("192.0.2.255", "192.0.3.0"),
            ("192.88.99.1", "192.88.98.1"),
            ("192.168.255.255", "192.169.0.0"),
            ("198.19.255.255", "198.20.0.0"),
            ("198.51.100.1", "198.51.101.1"),
            ("203.0.113.1", "203.0.112.1"),
            ("255.255.255.255", "223.255.255.255"),
            ("2001:1ff::1", "2001:200::1"),
            ("2001:db8::1", "2001:db9::1"),
            ("2002:7f00:1::", "2003::1"),
            ("3fff:fff::1", "3ffe::1"),
            ("4000::1", "2606:4700::1111"),
            ("1fff::1", "2a00:1450::1"),
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn addresses_of_ipv4_inside_of_ipv6_are_not_public() {
        for address in [
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "::1",
            "::",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn networks_are_read() {
        let network: Network = "10.1.0.0/16".parse().unwrap();
        assert!(network.contains("10.1.255.1".parse().unwrap()));
        assert!(!network.contains("10.2.0.0".parse().unwrap()));
        assert!(!network.contains("::ffff:10.1.0.1".parse().unwrap()));
        let all: Network = "::/0".parse().unwrap();
        assert!(all.contains("fe80::1".parse().unwrap()));
        let one: Network = "::1/128".parse().unwrap();
        assert!(one.contains("::1".parse().unwrap()) && !one.contains("::2".parse().unwrap()));
        for wrong in [
            "10.0.0.0",
            "10.0.0.1/8",
            "10.0.0.0/33",
            "x/8",
            "10.0.0.0/-1",
            "",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork(wrong.to_owned())));
        }
    }
}
