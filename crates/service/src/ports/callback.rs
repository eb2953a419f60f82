//! Posting results to where they were asked for.

use std::time::Duration;

use async_trait::async_trait;

use super::store::CallbackMessage;
use crate::id::ProjectId;
use crate::problem::FieldError;
use crate::project::Project;

/// How a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The receiver has it.
    Delivered {
        /// Its answer, 2xx.
        status: u16,
    },
    /// It is tried again later.
    Failed {
        /// Its answer, if there was one.
        status: Option<u16>,
        /// What went wrong.
        error: String,
        /// How long the receiver asks to wait: `Retry-After`.
        wait: Option<Duration>,
    },
    /// It is not tried again: the receiver says 410, or the address is not allowed.
    Dead {
        /// Its answer, if there was one.
        status: Option<u16>,
        /// What went wrong.
        error: String,
    },
}

/// Signs and posts. See Standard Webhooks.
#[async_trait]
pub trait Callbacks: Send + Sync {
    /// What is wrong with an address. A build is refused with it before it is queued; the address is checked again, with
    /// what its name resolves to, at each delivery.
    fn check(&self, url: &str, allowed_hosts: &[String]) -> Vec<FieldError>;

    /// What receivers of a project verify signatures with, the current secret first: two while it is replaced.
    fn secrets(&self, project: ProjectId) -> Vec<String>;

    /// Posts a message of a project's build once.
    async fn deliver(&self, message: &CallbackMessage, project: &Project) -> Delivery;
}
