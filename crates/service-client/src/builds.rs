//! Asking for builds, and waiting for them.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use service::ports::store::CallbackState;
use service::{Build, BuildSpec, TaskId};
use service_api::header::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED};
use service_api::{BuildNow, Page, Part, Queued, Reason, Stopping, Wait, Which};
use tokio::time::sleep;

use crate::backoff::{Backoff, Lost};
use crate::client::{Client, with_json};
use crate::error::ClientError;

/// How long the service waits with an answer.
const POLL: &str = "30s";

/// How often a request with a key is sent again whose answer was lost.
const REPEATS: u32 = 3;

/// What was made, now or by an earlier request with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered<T> {
    /// What was answered.
    pub value: T,
    /// Whether an earlier request made it.
    pub is_again: bool,
}

impl Client {
    /// Asks for a build of a project. Requests with the same key and specification are one build.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn create_build(
        &self,
        project: &str,
        spec: &BuildSpec,
        key: Option<&str>,
    ) -> Result<Answered<Queued>, ClientError> {
        let request = || {
            let request = self.request(Method::POST, &["projects", project, "builds"])?;
            Ok(with_json(request, spec))
        };
        self.make(request, key).await
    }

    /// Asks for a build that has ended once more.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn retry_build(
        &self,
        id: TaskId,
        key: Option<&str>,
    ) -> Result<Answered<Queued>, ClientError> {
        let id = id.to_string();
        let request = || self.request(Method::POST, &["builds", &id, "retry"]);
        self.make(request, key).await
    }

    /// A page of a project's builds, the newest first.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn builds(
        &self,
        project: &str,
        which: Which,
        part: &Part,
    ) -> Result<Page<Build>, ClientError> {
        let segments = ["projects", project, "builds"];
        let request = self.request(Method::GET, &segments)?;
        let response = self.send(request.query(&which).query(part)).await?;
        self.read(response).await
    }

    /// One build as it is now.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn build(&self, id: TaskId) -> Result<BuildNow, ClientError> {
        self.get(&["builds", &id.to_string()], &()).await
    }

    /// The build when it has ended. Connections that are lost meanwhile are told to `lost` and made again.
    ///
    /// # Errors
    ///
    /// The service refuses, or has been away for too long.
    pub async fn ended_build(
        &self,
        id: TaskId,
        mut lost: impl FnMut(&Lost),
    ) -> Result<BuildNow, ClientError> {
        let mut backoff = Backoff::new(self.pace);
        let id = id.to_string();
        let wait = Wait {
            wait: Some(POLL.to_owned()),
        };
        loop {
            match self.get::<BuildNow>(&["builds", &id], &wait).await {
                Ok(now) if now.build.status.is_terminal() => return Ok(now),
                // A service that stops answers early, and shall not be asked without a pause.
                Ok(_) => {
                    backoff.worked();
                    sleep(Duration::from_millis(100)).await;
                }
                Err(error) => {
                    let loss = backoff.lose(error)?;
                    lost(&loss);
                    sleep(loss.again_in).await;
                }
            }
        }
    }

    /// Asks a build to stop.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn cancel_build(
        &self,
        id: TaskId,
        reason: Option<String>,
    ) -> Result<Stopping, ClientError> {
        self.post(&["builds", &id.to_string(), "cancel"], &Reason { reason })
            .await
    }

    /// How the callbacks of a build went.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn callbacks(&self, id: TaskId) -> Result<Page<CallbackState>, ClientError> {
        self.get(&["builds", &id.to_string(), "callbacks"], &())
            .await
    }

    /// Has a callback posted once more.
    ///
    /// # Errors
    ///
    /// The service refuses or does not answer.
    pub async fn redeliver(&self, id: TaskId, message: &str) -> Result<(), ClientError> {
        let id = id.to_string();
        let segments = ["builds", &id, "callbacks", message, "redeliver"];
        let request = self.request(Method::POST, &segments)?;
        self.send(request).await.map(|_| ())
    }

    /// Sends what makes something. With a key it is sent again where its answer was lost: it is made once all the same.
    pub(crate) async fn make<T: DeserializeOwned>(
        &self,
        request: impl Fn() -> Result<RequestBuilder, ClientError>,
        key: Option<&str>,
    ) -> Result<Answered<T>, ClientError> {
        let mut backoff = Backoff::new(self.pace);
        let mut repeats = key.map_or(0, |_| REPEATS);
        loop {
            let mut request = request()?;
            if let Some(key) = key {
                request = request.header(IDEMPOTENCY_KEY, key);
            }
            match self.make_once(request).await {
                Err(error) if repeats > 0 && error.leaves_open_what_was_done() => {
                    repeats -= 1;
                    sleep(backoff.lose(error)?.again_in).await;
                }
                made => return made,
            }
        }
    }

    async fn make_once<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<Answered<T>, ClientError> {
        let response = self.send(request).await?;
        let is_again = response.headers().contains_key(IDEMPOTENCY_REPLAYED);
        let value = self.read(response).await?;
        Ok(Answered { value, is_again })
    }
}
