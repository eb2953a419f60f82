//! Where the service is.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::error::ClientError;

/// The address of a service: `http` or `https`, a host, and a path where a proxy puts the service below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAddress(Url);

impl ServiceAddress {
    /// The address of something in the API. Every segment is one, whatever is in it.
    ///
    /// # Errors
    ///
    /// A segment is empty, `.` or `..`: no name of anything.
    pub(crate) fn join(&self, segments: &[&str]) -> Result<Url, ClientError> {
        let mut url = self.0.clone();
        if let Some(wrong) = segments.iter().find(|it| matches!(**it, "" | "." | "..")) {
            return Err(ClientError::NoName((*wrong).to_owned()));
        }
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        Ok(url)
    }

    /// Whether it is on this machine: no proxy is between, and nobody reads what is sent.
    pub(crate) fn is_this_machine(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Whether others can read what is sent.
    #[must_use]
    pub fn is_readable_by_others(&self) -> bool {
        self.0.scheme() == "http" && !self.is_this_machine()
    }
}

impl fmt::Display for ServiceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for ServiceAddress {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, ClientError> {
        let wrong = |why: &str| ClientError::Address {
            // A password in it is not repeated.
            text: redact::Redactor::new().text(text),
            why: why.to_owned(),
        };
        let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("it does not start with http:// or https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "it has a user or password in it: the service takes tokens",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has something behind a ? or #"));
        }
        Ok(Self(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://127.0.0.1:7420";

    fn joined(base: &str, segments: &[&str]) -> String {
        let address: ServiceAddress = base.parse().unwrap();
        address.join(segments).unwrap().into()
    }

    #[test]
    fn segments_stay_segments() {
        let builds = |base| joined(base, &["projects", "a/../b c?#", "builds"]);
        let path = "/projects/a%2F..%2Fb%20c%3F%23/builds";
        assert_eq!(builds(BASE), format!("{BASE}{path}"));
        for below in ["https://example.org/ci", "https://example.org/ci/"] {
            assert_eq!(builds(below), format!("https://example.org/ci{path}"));
        }
        let address: ServiceAddress = BASE.parse().unwrap();
        for none in ["", ".", ".."] {
            assert!(address.join(&["projects", none]).is_err(), "{none:?}");
        }
    }

    #[test]
    fn addresses_that_are_none() {
        for wrong in [
            "",
            "localhost:7878",
            "ftp://example.org",
            "https://me:pw@example.org",
            "https://example.org/?a",
            "https://example.org/#a",
        ] {
            let error = wrong.parse::<ServiceAddress>().unwrap_err().to_string();
            assert!(!error.contains("pw"), "{error}");
        }
    }

    #[test]
    fn this_machine_needs_no_secrecy() {
        let parse = |text: &str| text.parse::<ServiceAddress>().unwrap();
        for own in [
            "http://127.0.0.1:1",
            "http://localhost",
            "http://[::1]:1",
            "http://127.8.8.8",
        ] {
            assert!(!parse(own).is_readable_by_others(), "{own}");
        }
        assert!(parse("http://example.org").is_readable_by_others());
        assert!(parse("http://localhost.example.org").is_readable_by_others());
        assert!(!parse("https://example.org").is_readable_by_others());
    }
}
