//! Tokens that are asked for, and made.

use serde::{Deserialize, Serialize};
use service::ProjectId;
use service::token::{Scope, Token};
use utoipa::ToSchema;

/// A token that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// The one project that it is for; none is for all.
    #[serde(default)]
    pub project_id: Option<ProjectId>,
    /// What it may do.
    #[schema(min_items = 1)]
    pub scopes: Vec<Scope>,
    /// Days until it ends; none where it does not.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    pub days: Option<u64>,
}

/// A token that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MadeToken {
    /// What is kept of it.
    #[serde(flatten)]
    pub kept: Token,
    /// What its owner sends. It is shown here and never again.
    #[schema(examples("tks_..."))]
    pub token: String,
}
