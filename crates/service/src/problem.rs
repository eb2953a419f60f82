//! Errors of the API, as RFC 9457 writes them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The body is no JSON.
    Malformed,
    /// No token came, or one that is unknown, expired or revoked.
    Unauthorized,
    /// The token, the host or the origin may not do this.
    Forbidden,
    /// There is no such thing, or the token may not see it.
    NotFound,
    /// Another project has the name.
    NameTaken,
    /// The build has ended, so it cannot be cancelled.
    Ended,
    /// The build is being pushed, so it cannot be cancelled any more.
    TooLate,
    /// The build has not ended, so it cannot be repeated.
    NotEnded,
    /// Another request with the same `Idempotency-Key` is not answered yet.
    InFlight,
    /// Events behind the last one are asked for.
    Gone,
    /// The body is too large.
    TooLarge,
    /// Fields are wrong; `errors` says which.
    Invalid,
    /// The `Idempotency-Key` came with another body before.
    KeyReused,
    /// The project has as many waiting builds as it may.
    QueueFull,
    /// Too many requests in too short a time.
    RateLimited,
    /// A step of create-and-build failed; `failed_step` and `undone` say more.
    ProvisioningFailed,
    /// The service is stopping, or its database does not answer.
    Unavailable,
    /// A fault of the service.
    Internal,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Malformed,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::NameTaken,
        Self::Ended,
        Self::TooLate,
        Self::NotEnded,
        Self::InFlight,
        Self::Gone,
        Self::TooLarge,
        Self::Invalid,
        Self::KeyReused,
        Self::QueueFull,
        Self::RateLimited,
        Self::ProvisioningFailed,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The name, the status of HTTP and the title.
    fn parts(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::Malformed => ("malformed", 400, "The body cannot be read"),
            Self::Unauthorized => ("unauthorized", 401, "A token is needed"),
            Self::Forbidden => ("forbidden", 403, "This is not allowed"),
            Self::NotFound => ("not-found", 404, "There is no such thing"),
            Self::NameTaken => ("name-taken", 409, "The name is taken"),
            Self::Ended => ("ended", 409, "The build has ended"),
            Self::TooLate => ("too-late", 409, "The build is being pushed"),
            Self::NotEnded => ("not-ended", 409, "The build has not ended"),
            Self::InFlight => ("in-flight", 409, "The same request is being answered"),
            Self::Gone => ("gone", 410, "There are no such events"),
            Self::TooLarge => ("too-large", 413, "The body is too large"),
            Self::Invalid => ("invalid", 422, "Fields are wrong"),
            Self::KeyReused => (
                "key-reused",
                422,
                "The Idempotency-Key belongs to another request",
            ),
            Self::QueueFull => ("queue-full", 429, "The project's queue is full"),
            Self::RateLimited => ("rate-limited", 429, "Too many requests"),
            Self::ProvisioningFailed => {
                ("provisioning-failed", 502, "A step of provisioning failed")
            }
            Self::Unavailable => ("unavailable", 503, "The service cannot do this now"),
            Self::Internal => ("internal", 500, "The service has a fault"),
        }
    }

    /// The `type` of RFC 9457: a name for programs, which is not an address to fetch.
    #[must_use]
    pub fn uri(self) -> String {
        format!("urn:tachikoma:problem:{}", self.parts().0)
    }

    /// The status of HTTP.
    #[must_use]
    pub fn status(self) -> u16 {
        self.parts().1
    }

    /// What it is, the same for every occurrence.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.parts().2
    }
}

/// One error of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What went wrong, for programs.
    #[serde(rename = "type")]
    #[schema(examples("urn:tachikoma:problem:invalid"))]
    pub kind: String,
    /// What went wrong, for people.
    pub title: String,
    /// The status of HTTP.
    pub status: u16,
    /// What went wrong this time, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Finds the request in the service's logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Which fields are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The step of create-and-build that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_step: Option<String>,
    /// The steps of create-and-build that were undone, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undone: Vec<String>,
}

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Its path in the body.
    #[schema(examples("variables.name"))]
    pub field: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl FieldError {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl Problem {
    /// A problem that says no more than its kind.
    #[must_use]
    pub fn of(kind: ProblemKind) -> Self {
        Self {
            kind: kind.uri(),
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: None,
            request_id: None,
            errors: Vec::new(),
            failed_step: None,
            undone: Vec::new(),
        }
    }

    /// A problem, and what to do.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::of(kind)
        }
    }

    /// Fields are wrong.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::of(ProblemKind::Invalid)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        self.errors
            .iter()
            .try_for_each(|error| write!(f, "; {} {}", error.field, error.message))
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_have_names_of_their_own_and_statuses_of_errors() {
        let uris: BTreeSet<String> = ProblemKind::ALL.into_iter().map(ProblemKind::uri).collect();
        assert_eq!(uris.len(), ProblemKind::ALL.len());
        assert!(
            ProblemKind::ALL
                .into_iter()
                .all(|kind| (400..600).contains(&kind.status()))
        );
    }

    #[test]
    fn a_problem_in_json_has_the_names_of_the_rfc() {
        let problem = Problem::invalid(vec![FieldError::new("prompt", "is empty")]);
        insta::assert_snapshot!(serde_json::to_string_pretty(&problem).unwrap(), @r#"
        {
          "type": "urn:tachikoma:problem:invalid",
          "title": "Fields are wrong",
          "status": 422,
          "errors": [
            {
              "field": "prompt",
              "message": "is empty"
            }
          ]
        }
        "#);
        assert_eq!(problem.to_string(), "Fields are wrong; prompt is empty");
        assert_eq!(
            Problem::new(ProblemKind::Ended, "x").to_string(),
            "The build has ended: x"
        );
    }
}
