//! What is answered of projects.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What receivers of callbacks verify signatures with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackSecrets {
    /// In the form of Standard Webhooks, the current one first: two while the service's key is replaced.
    #[schema(examples(json!(["whsec_..."])))]
    pub secrets: Vec<String>,
}
