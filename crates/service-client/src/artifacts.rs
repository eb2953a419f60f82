//! Files that are kept of builds.

use reqwest::{Method, Response};
use service::TaskId;

use crate::client::Client;
use crate::error::ClientError;

/// Reads a file that is kept of a build, one piece after the other.
#[derive(Debug)]
pub struct ArtifactReader {
    client: Client,
    response: Response,
}

impl Client {
    /// Reads a file that the result of a build names.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn artifact(&self, id: TaskId, name: &str) -> Result<ArtifactReader, ClientError> {
        let id = id.to_string();
        let request = self.request(Method::GET, &["builds", &id, "artifacts", name])?;
        Ok(ArtifactReader {
            response: self.send(request).await?,
            client: self.clone(),
        })
    }
}

impl ArtifactReader {
    /// The next piece; none behind the last one.
    ///
    /// # Errors
    ///
    /// The connection was lost.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, ClientError> {
        let chunk = self.response.chunk().await;
        chunk.map_err(|error| self.client.lost(Some(error)))
    }
}
