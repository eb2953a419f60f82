//! Tokens of administrators that are made without the API.

use std::io::{self, Write as _};
use std::path::Path;

use service::Timestamp;
use service::ports::{Store, StoreError};
use service::token::{Scope, Token, TokenText};

use crate::failure::Failure;
use crate::outside;
use crate::settings::Config;

/// Makes one and prints it. The service takes tokens from its next start on.
///
/// # Errors
///
/// The database cannot be used.
pub async fn print_token(config: &Config, data: &Path) -> Result<(), Failure> {
    let store = outside::store(config, data).await?;
    let text =
        TokenText::random().map_err(|error| Failure::fault("there are no random bytes", error))?;
    add(&*store, &text).await?;
    // Who does not take it makes another one.
    let _ = writeln!(io::stdout(), "{}", text.reveal());
    Ok(())
}

/// Makes the token of the settings, unless it was made before.
///
/// # Errors
///
/// It is none, or the database fails.
pub async fn ensure_token(config: &Config, store: &dyn Store) -> Result<(), Failure> {
    let Some(text) = config.admin_token.reveal() else {
        return Ok(());
    };
    let text: TokenText = text.parse().map_err(|_| {
        Failure::setting(
            "admin_token is no token: `tachikoma-serve admin-token` makes one, tks_<id>_<secret>",
        )
    })?;
    match store.token(text.id).await? {
        Some(token) if token.hash != text.hash() => Err(Failure::setting(
            "admin_token has the id of another token: make a new one",
        )),
        Some(_) => Ok(()),
        None => Ok(add(store, &text).await?),
    }
}

/// Whether somebody has a token that is taken.
///
/// # Errors
///
/// The database fails.
pub async fn has_tokens(store: &dyn Store) -> Result<bool, StoreError> {
    let now = Timestamp::of_this_machine();
    let tokens = store.tokens().await?;
    let is_taken =
        |token: &Token| token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end);
    Ok(tokens.iter().any(is_taken))
}

async fn add(store: &dyn Store, text: &TokenText) -> Result<(), StoreError> {
    let token = Token {
        id: text.id,
        project_id: None,
        hash: text.hash(),
        scopes: vec![Scope::Admin],
        created_at: Timestamp::of_this_machine(),
        expires_at: None,
        last_used_day: None,
        revoked_at: None,
    };
    store.add_token(&token).await
}
