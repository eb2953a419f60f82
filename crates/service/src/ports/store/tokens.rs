//! Tokens in the database.

use async_trait::async_trait;

use super::StoreError;
use crate::id::TokenId;
use crate::timestamp::Timestamp;
use crate::token::Token;

/// Tokens without their secrets.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Adds a token.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn add_token(&self, token: &Token) -> Result<(), StoreError>;

    /// A token by its id, also one that has ended.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn token(&self, id: TokenId) -> Result<Option<Token>, StoreError>;

    /// All of them, the oldest first.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn tokens(&self) -> Result<Vec<Token>, StoreError>;

    /// Ends a token. Says whether it was there and had not ended.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn revoke_token(&self, id: TokenId, now: Timestamp) -> Result<bool, StoreError>;

    /// Notes the day on which a token was used. One write a day, however often it is used.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn token_used(&self, id: TokenId, day: i64) -> Result<(), StoreError>;
}
