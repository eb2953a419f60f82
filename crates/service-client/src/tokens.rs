//! Making, listing and revoking tokens.

use reqwest::Method;
use service::TokenId;
use service::token::Token;
use service_api::{MadeToken, NewToken, Page};

use crate::client::Client;
use crate::error::ClientError;

impl Client {
    /// Makes a token. Its text is answered here and never again.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn create_token(&self, token: &NewToken) -> Result<MadeToken, ClientError> {
        self.post(&["tokens"], token).await
    }

    /// All tokens, the oldest first.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn tokens(&self) -> Result<Page<Token>, ClientError> {
        self.get(&["tokens"], &()).await
    }

    /// Ends a token.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn revoke_token(&self, id: TokenId) -> Result<(), ClientError> {
        let id = id.to_string();
        let request = self.request(Method::DELETE, &["tokens", &id])?;
        self.send(request).await.map(|_| ())
    }
}
