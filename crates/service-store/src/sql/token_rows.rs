//! The table of tokens.

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::Tokens;
use service::token::{Scope, Token};
use service::{Timestamp, TokenId};

use super::{SqlStore, all, first};
use crate::database::Database;
use crate::rows::{self, TOKEN_COLUMNS};
use crate::value::Value;

#[async_trait]
impl<D: Database> Tokens for SqlStore<D> {
    async fn add_token(&self, token: &Token) -> Result<(), StoreError> {
        let scopes: Vec<&str> = token.scopes.iter().copied().map(Scope::as_str).collect();
        let values = vec![
            token.id.to_string().into(),
            token.project_id.map(|id| id.to_string()).into(),
            Value::Bytes(token.hash.to_vec()),
            scopes.join(" ").into(),
            token.created_at.0.into(),
            token.expires_at.map(|at| at.0).into(),
            token.last_used_day.into(),
            token.revoked_at.map(|at| at.0).into(),
        ];
        let sql =
            format!("INSERT INTO token ({TOKEN_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
        self.write("add a token", sql, values).await.map(|_| ())
    }

    async fn token(&self, id: TokenId) -> Result<Option<Token>, StoreError> {
        let sql = format!("SELECT {TOKEN_COLUMNS} FROM token WHERE id = $1");
        first(
            self.read("find a token", sql, vec![id.to_string().into()])
                .await?,
            rows::token,
        )
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let sql = format!("SELECT {TOKEN_COLUMNS} FROM token ORDER BY id");
        all(
            self.read("list tokens", sql, Vec::new()).await?,
            rows::token,
        )
    }

    async fn revoke_token(&self, id: TokenId, now: Timestamp) -> Result<bool, StoreError> {
        let sql =
            "UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";
        let rows = self
            .write(
                "revoke a token",
                sql,
                vec![id.to_string().into(), now.0.into()],
            )
            .await?;
        Ok(!rows.is_empty())
    }

    async fn token_used(&self, id: TokenId, day: i64) -> Result<(), StoreError> {
        let sql = "UPDATE token SET last_used_day = $2 WHERE id = $1 AND (last_used_day IS NULL OR last_used_day < $2)";
        self.write(
            "note the use of a token",
            sql,
            vec![id.to_string().into(), day.into()],
        )
        .await
        .map(|_| ())
    }
}
