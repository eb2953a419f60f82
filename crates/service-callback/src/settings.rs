//! How callbacks are posted.

use std::time::Duration;

use crate::address::Rules;
use crate::key::Keys;

/// How callbacks are posted.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where they may go.
    pub rules: Rules,
    /// What they are signed with.
    pub keys: Keys,
    /// Certificates, as PEM, of authorities that are trusted beside Mozilla's: a company's own.
    pub authorities: Option<String>,
    /// How long a connection may take, with the resolving of its name.
    pub connect: Duration,
    /// How long a try may take in all.
    pub total: Duration,
}

impl Settings {
    /// The usual ones.
    #[must_use]
    pub fn new(keys: Keys) -> Self {
        Self {
            rules: Rules::default(),
            keys,
            authorities: None,
            connect: Duration::from_secs(3),
            total: Duration::from_secs(15),
        }
    }
}

/// Callbacks cannot be posted with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The authorities cannot be trusted.
    #[error(transparent)]
    Authorities(#[from] service_trust::TrustError),
    /// There is no client.
    #[error("there is no client for HTTP")]
    Client(#[source] reqwest::Error),
}
