//! Tokens that may call the API.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;
use utoipa::ToSchema;

use crate::id::{ProjectId, TokenId};
use crate::timestamp::Timestamp;

const PREFIX: &str = "tks_";

/// What a token may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See projects, builds, events and artifacts.
    Read,
    /// Ask for builds, and repeat them.
    Submit,
    /// Stop builds.
    Cancel,
    /// Everything, also projects and tokens.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Submit, Self::Cancel, Self::Admin];

    /// The word in the database, in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Submit => "submit",
            Self::Cancel => "cancel",
            Self::Admin => "admin",
        }
    }
}

/// A token as the store keeps it: without the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Names it.
    pub id: TokenId,
    /// The one project that it is for; none is for all.
    pub project_id: Option<ProjectId>,
    /// SHA-256 of the secret. 256 random bits need no slow hash, and a slow one would let callers keep the service busy.
    #[serde(skip)]
    pub hash: [u8; 32],
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// The day on which it was used for the last time, counted from 1970.
    pub last_used_day: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A token as its owner has it: `tks_<id>_<secret>`. Its secret is not in its `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenText {
    /// Finds the token in the store.
    pub id: TokenId,
    secret: [u8; 32],
}

/// A text that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a token: they look like tks_<id>_<secret>")]
pub struct NotAToken;

impl TokenText {
    /// A new token.
    ///
    /// # Errors
    ///
    /// The operating system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self {
            id: TokenId::new(),
            secret,
        })
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// The text that its owner keeps. It is shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!(
            "{PREFIX}{}_{}",
            self.id,
            URL_SAFE_NO_PAD.encode(self.secret)
        )
    }
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}_...", self.id)
    }
}

impl FromStr for TokenText {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let (id, secret) = text
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once('_'))
            .ok_or(NotAToken)?;
        let secret = URL_SAFE_NO_PAD.decode(secret).map_err(|_| NotAToken)?;
        Ok(Self {
            id: id.parse().map_err(|_| NotAToken)?,
            secret: secret.try_into().map_err(|_| NotAToken)?,
        })
    }
}

impl Token {
    /// Whether it is the token of `text`, and neither expired nor revoked.
    #[must_use]
    pub fn admits(&self, text: &TokenText, now: Timestamp) -> bool {
        let is_same = self.id == text.id && bool::from(self.hash.ct_eq(&text.hash()));
        is_same && self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether it may do what `scope` says in a project; none is what concerns no single project.
    #[must_use]
    pub fn may(&self, scope: Scope, project: Option<ProjectId>) -> bool {
        let has_scope = self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin);
        has_scope && self.project_id.is_none_or(|own| project == Some(own))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn token(text: &TokenText) -> Token {
        Token {
            id: text.id,
            project_id: None,
            hash: text.hash(),
            scopes: vec![Scope::Read],
            created_at: Timestamp(0),
            expires_at: None,
            last_used_day: None,
            revoked_at: None,
        }
    }

    #[test]
    fn a_token_is_read_again_and_admitted() {
        let text = TokenText::random().unwrap();
        let again: TokenText = text.reveal().parse().unwrap();
        assert_eq!(again, text);
        assert!(token(&text).admits(&again, Timestamp(1)));
    }

    #[test]
    fn others_expired_and_revoked_ones_are_not_admitted() {
        let text = TokenText::random().unwrap();
        let now = Timestamp(1000);
        let other = TokenText {
            id: text.id,
            ..TokenText::random().unwrap()
        };
        assert!(!token(&text).admits(&other, now));
        let expired = Token {
            expires_at: Some(now),
            ..token(&text)
        };
        assert!(
            !expired.admits(&text, now) && expired.admits(&text, now - Duration::from_millis(1))
        );
        assert!(
            !Token {
                revoked_at: Some(now),
                ..token(&text)
            }
            .admits(&text, now)
        );
    }

    #[test]
    fn scopes_and_projects() {
        let text = TokenText::random().unwrap();
        let (own, other) = (ProjectId::new(), ProjectId::new());
        let bound = Token {
            project_id: Some(own),
            ..token(&text)
        };
        assert!(bound.may(Scope::Read, Some(own)));
        assert!(!bound.may(Scope::Read, Some(other)) && !bound.may(Scope::Read, None));
        assert!(!bound.may(Scope::Submit, Some(own)));
        assert!(
            Token {
                scopes: vec![Scope::Admin],
                ..token(&text)
            }
            .may(Scope::Submit, None)
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let text = TokenText::random().unwrap();
        let secret = URL_SAFE_NO_PAD.encode(text.secret);
        assert!(text.reveal().contains(&secret));
        assert!(!format!("{text:?}").contains(&secret));
        let json = serde_json::to_value(token(&text)).unwrap();
        assert!(json.get("hash").is_none());
    }

    #[test]
    fn texts_that_are_no_tokens() {
        let right = TokenText::random().unwrap().reveal();
        for wrong in [
            "",
            "tks_",
            "tks_x_y",
            &right[1..],
            &right[..right.len() - 2],
            &format!("{right}AA"),
        ] {
            assert_eq!(wrong.parse::<TokenText>(), Err(NotAToken), "{wrong:?}");
        }
    }
}
