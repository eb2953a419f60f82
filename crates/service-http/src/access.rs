//! Who may call: by tokens, or this machine alone.

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use service::token::{Scope, Token};
use service::{ProblemKind, ProjectId, TokenId};

use crate::failure::{Answer, Failure};

/// Who may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody on this machine, without a token. Pages of other origins are kept out: a browser on this machine calls
    /// what they tell it.
    Loopback,
    /// Who has a token.
    Tokens {
        /// Origins whose pages may call beside the service's own: behind a proxy that changes `Host`.
        origins: Vec<String>,
    },
}

/// Everybody who reaches the machine could run commands on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is reached from other machines, which needs a token: make one, or listen on 127.0.0.1"
)]
pub struct OpenToAll(pub SocketAddr);

impl Access {
    /// The access for an address to listen on.
    ///
    /// # Errors
    ///
    /// The address is not of this machine alone, and there is no token.
    pub fn of(
        address: SocketAddr,
        takes_tokens: bool,
        origins: Vec<String>,
    ) -> Result<Self, OpenToAll> {
        match (takes_tokens, address.ip().is_loopback()) {
            (true, _) => Ok(Self::Tokens { origins }),
            (false, true) => Ok(Self::Loopback),
            (false, false) => Err(OpenToAll(address)),
        }
    }

    /// Refuses what a page of another origin, or a name that was turned to this machine, makes a browser ask for.
    pub(crate) fn refuse_strangers(&self, headers: &HeaderMap) -> Answer<()> {
        let host = headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let further: &[String] = match self {
            Self::Loopback => {
                if !is_this_machine(host) {
                    let hint = "call it as localhost, 127.0.0.1 or [::1]: it takes no tokens";
                    return Err(Failure::new(ProblemKind::Forbidden, hint));
                }
                &[]
            }
            Self::Tokens { origins } => origins,
        };
        let Some(origin) = headers.get(ORIGIN) else {
            return Ok(());
        };
        let origin = origin.to_str().unwrap_or_default();
        let own = ["http://", "https://"]
            .iter()
            .any(|scheme| origin.strip_prefix(scheme) == Some(host));
        if (own && !host.is_empty()) || further.iter().any(|it| it == origin) {
            return Ok(());
        }
        Err(Failure::new(
            ProblemKind::Forbidden,
            "pages of other origins may not call this",
        ))
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(
        name.to_ascii_lowercase().as_str(),
        "localhost" | "127.0.0.1" | "[::1]"
    )
}

/// Who calls: a token, or somebody on this machine.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub Option<Token>);

impl Caller {
    pub fn token_id(&self) -> Option<TokenId> {
        self.0.as_ref().map(|token| token.id)
    }

    /// The one project that the caller may see.
    pub fn only_project(&self) -> Option<ProjectId> {
        self.0.as_ref().and_then(|token| token.project_id)
    }

    /// For the audit.
    pub fn name(&self) -> String {
        self.token_id().map_or_else(
            || "somebody on this machine".to_owned(),
            |id| format!("token {id}"),
        )
    }

    /// Refuses what the token is not for. Of another project it does not even say that it is there.
    pub fn permit(&self, scope: Scope, project: Option<ProjectId>) -> Answer<()> {
        let Some(token) = &self.0 else {
            return Ok(());
        };
        if token.may(scope, project) {
            return Ok(());
        }
        if project.is_some() && token.project_id.is_some_and(|own| Some(own) != project) {
            return Err(Failure::of(ProblemKind::NotFound));
        }
        let hint = match token.project_id {
            Some(_) if project.is_none() => "the token is for one project".to_owned(),
            _ => format!("the token has not the scope {}", scope.as_str()),
        };
        Err(Failure::new(ProblemKind::Forbidden, hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_others_needs_tokens() {
        let own: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let all: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(Access::of(own, false, Vec::new()), Ok(Access::Loopback));
        assert_eq!(Access::of(all, false, Vec::new()), Err(OpenToAll(all)));
        assert!(matches!(
            Access::of(all, true, Vec::new()),
            Ok(Access::Tokens { .. })
        ));
    }

    #[test]
    fn names_of_this_machine() {
        for own in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8080",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_this_machine(own), "{own}");
        }
        for other in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.nip.io:80",
            "127.0.0.2",
            "::1",
            "localhost:80:x",
        ] {
            assert!(!is_this_machine(other), "{other}");
        }
    }
}
