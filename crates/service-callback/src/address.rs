//! Whether a callback may go to an address, as far as its text says.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use crate::network::{Network, is_public};

/// Which ports callbacks may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ports {
    /// These, and no other one.
    Only(Vec<u16>),
    /// Every port: for tests and development.
    All,
}

/// Where callbacks may go. The default is what a service on the internet needs: HTTPS to public addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether results may also be sent in the clear, by HTTP.
    pub http: bool,
    /// The ports.
    pub ports: Ports,
    /// Addresses that are not public and allowed all the same: receivers of one's own network, or this machine's in
    /// tests.
    pub networks: Vec<Network>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            http: false,
            ports: Ports::Only(vec![443, 8443]),
            networks: Vec::new(),
        }
    }
}

impl Rules {
    /// Whether a connection to an address is allowed.
    #[must_use]
    pub fn allow(&self, address: IpAddr) -> bool {
        is_public(address) || self.networks.iter().any(|it| it.contains(address))
    }

    /// The address of a text, or everything that is wrong with it.
    pub(crate) fn judge(&self, text: &str, allowed_hosts: &[String]) -> Result<Url, Vec<String>> {
        // This parser, which is also the one that connects, reads `0x7f.1`, `2130706433` and `①②⑦.0.0.1` as 127.0.0.1.
        let url = Url::parse(text).map_err(|error| vec![format!("is no address: {error}")])?;
        let faults: Vec<String> = [
            self.fault_of_scheme(&url),
            fault_of_user(&url),
            self.fault_of_port(&url),
            self.fault_of_host(&url),
            fault_of_allowed_hosts(&url, allowed_hosts),
        ]
        .into_iter()
        .flatten()
        .collect();
        if faults.is_empty() {
            Ok(url)
        } else {
            Err(faults)
        }
    }

    fn fault_of_scheme(&self, url: &Url) -> Option<String> {
        match url.scheme() {
            "https" => None,
            "http" if self.http => None,
            scheme => Some(format!(
                "has the scheme {scheme}; the service posts to https"
            )),
        }
    }

    fn fault_of_port(&self, url: &Url) -> Option<String> {
        let Ports::Only(allowed) = &self.ports else {
            return None;
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let all: Vec<String> = allowed.iter().map(u16::to_string).collect();
        (!allowed.contains(&port)).then(|| {
            format!(
                "has the port {port}; the service posts to {}",
                all.join(", ")
            )
        })
    }

    fn fault_of_host(&self, url: &Url) -> Option<String> {
        let address = match url.host() {
            None => return Some("names no host".to_owned()),
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            // What else a name stands for is judged when it is resolved.
            Some(Host::Domain(name)) => address_of_name(name)?,
        };
        // The client does not resolve literals, so its resolver never sees them: they are judged here.
        (!self.allow(address)).then(|| format!("goes to {address}, which is no public address"))
    }
}

/// The address of a name that needs no resolving.
fn address_of_name(name: &str) -> Option<IpAddr> {
    let name = name.trim_end_matches('.');
    let is_local = name == "localhost" || name.ends_with(".localhost");
    if is_local {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    name.parse().ok()
}

fn fault_of_user(url: &Url) -> Option<String> {
    let has_user = !url.username().is_empty() || url.password().is_some();
    has_user.then(|| "has a user or password in it: callbacks are signed instead".to_owned())
}

fn fault_of_allowed_hosts(url: &Url, allowed: &[String]) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.');
    let is_allowed = allowed.is_empty() || allowed.iter().any(|pattern| matches(pattern, host));
    (!is_allowed).then(|| {
        format!(
            "goes to {host}, which is not among the project's callback_hosts: {}",
            allowed.join(", ")
        )
    })
}

/// `example.org` is that host, `*.example.org` each one below it.
fn matches(pattern: &str, host: &str) -> bool {
    let pattern = pattern.trim_end_matches('.').to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        Some(domain) => host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(url: &str, hosts: &[&str]) -> String {
        let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
        match Rules::default().judge(url, &hosts) {
            Ok(_) => String::new(),
            Err(faults) => faults.join("\n"),
        }
    }

    #[test]
    fn public_addresses_are_allowed() {
        for url in [
            "https://example.org/hook?a=b",
            "https://example.org:8443/",
            "https://8.8.8.8/",
            "https://[2606:4700::1111]/",
            "https://EXAMPLE.org./",
            "https://bücher.example/",
        ] {
            assert_eq!(faults(url, &[]), "", "{url}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        insta::assert_snapshot!(faults("http://a:b@127.1:81/", &["example.org", "*.example.org"]), @r"
        has the scheme http; the service posts to https
        has a user or password in it: callbacks are signed instead
        has the port 81; the service posts to 443, 8443
        goes to 127.0.0.1, which is no public address
        goes to 127.0.0.1, which is not among the project's callback_hosts: example.org, *.example.org
        ");
        insta::assert_snapshot!(faults("https://exa mple.org/", &[]), @"is no address: invalid international domain name");
        insta::assert_snapshot!(faults("mailto:a@example.org", &[]), @r"
        has the scheme mailto; the service posts to https
        has the port 0; the service posts to 443, 8443
        names no host
        ");
    }

    #[test]
    fn a_project_may_name_its_hosts() {
        let hosts = ["Example.org", "*.hooks.example.com."];
        for allowed in [
            "https://example.org/",
            "https://a.hooks.example.com/",
            "https://a.b.HOOKS.example.com./",
        ] {
            assert_eq!(faults(allowed, &hosts), "", "{allowed}");
        }
        for refused in [
            "https://www.example.org/",
            "https://hooks.example.com/",
            "https://evilhooks.example.com/",
            "https://example.org.evil.example/",
            "https://8.8.8.8/",
        ] {
            assert!(
                faults(refused, &hosts).contains("callback_hosts"),
                "{refused}"
            );
        }
    }
}
