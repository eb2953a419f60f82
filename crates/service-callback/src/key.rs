//! Secrets of receivers, derived from one key of the service.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use service::ProjectId;
use sha2::Sha256;

const PREFIX: &str = "whsec_";
const LEAST: usize = 32;

/// A key of the service: `whsec_` and at least 32 random bytes in Base64. It is not in its `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a key for callbacks: write whsec_ and at least 32 random bytes in Base64, as `openssl rand -base64 32` gives them"
)]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let text = text.trim();
        let text = text.strip_prefix(PREFIX).unwrap_or(text);
        let bytes = STANDARD.decode(text).map_err(|_| NotAKey)?;
        (bytes.len() >= LEAST).then_some(Self(bytes)).ok_or(NotAKey)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_...")
    }
}

/// The keys that sign: the new one, and the old one until every receiver has the new secret.
///
/// Each project has a secret of its own, derived from the key and the project's id, so that a receiver of one project
/// cannot sign in the service's name for another one's. The database has no secret in it.
#[derive(Clone, Debug)]
pub struct Keys {
    current: Key,
    previous: Option<Key>,
}

impl Keys {
    /// Keys of which `previous` goes.
    #[must_use]
    pub fn new(current: Key, previous: Option<Key>) -> Self {
        Self { current, previous }
    }

    /// The secrets of a project's callbacks, the current one first.
    pub(crate) fn secrets(&self, project: ProjectId) -> Vec<Vec<u8>> {
        let keys = std::iter::once(&self.current).chain(&self.previous);
        keys.map(|key| authenticate(&key.0, &[b"callbacks of ", project.to_string().as_bytes()]))
            .collect()
    }

    /// The same as receivers take them.
    pub(crate) fn reveal(&self, project: ProjectId) -> Vec<String> {
        let secrets = self.secrets(project);
        secrets
            .iter()
            .map(|secret| format!("{PREFIX}{}", STANDARD.encode(secret)))
            .collect()
    }
}

/// HMAC-SHA256 of the parts, one behind the other.
pub(crate) fn authenticate(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes every key");
    for part in parts {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        format!("whsec_{}", STANDARD.encode([byte; 32]))
            .parse()
            .unwrap()
    }

    #[test]
    fn each_project_and_each_key_has_a_secret_of_its_own() {
        let (one, other) = (ProjectId::new(), ProjectId::new());
        let keys = Keys::new(key(1), Some(key(2)));
        let mut all: Vec<Vec<u8>> = [keys.secrets(one), keys.secrets(other)].concat();
        assert_eq!(keys.secrets(one), keys.secrets(one));
        assert_eq!(
            Keys::new(key(2), None).secrets(one),
            [keys.secrets(one)[1].clone()]
        );
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn keys_are_long_enough_and_not_shown() {
        assert_eq!("whsec_AAAA".parse::<Key>(), Err(NotAKey));
        assert_eq!(
            "not base64 at all, but long enough to be a key".parse::<Key>(),
            Err(NotAKey)
        );
        assert_eq!(STANDARD.encode([1; 32]).parse::<Key>(), Ok(key(1)));
        assert_eq!(
            format!("{:?}", Keys::new(key(1), None)),
            "Keys { current: whsec_..., previous: None }"
        );
    }
}
