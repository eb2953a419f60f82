//! Posting a callback once.

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, Response, redirect, retry};
use service::ports::store::CallbackMessage;
use service::ports::{Callbacks, Clock, Delivery};
use service::{FieldError, Project, ProjectId};
use url::Url;

use crate::address::Rules;
use crate::answer;
use crate::key::Keys;
use crate::names::{Guarded, Names, SystemNames};
use crate::settings::{Settings, SetupError};
use crate::sign::signature;

/// Bytes of an answer that are read. Receivers have nothing to say that is longer.
const ANSWER: usize = 4096;

/// Signs and posts.
pub struct Deliverer {
    client: Client,
    rules: Arc<Rules>,
    keys: Keys,
    clock: Arc<dyn Clock>,
}

impl Deliverer {
    /// A client for these settings.
    ///
    /// # Errors
    ///
    /// The authorities cannot be read.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        Self::with_names(settings, clock, Arc::new(SystemNames))
    }

    /// The same, with another way to look names up.
    ///
    /// # Errors
    ///
    /// The authorities cannot be read.
    pub fn with_names(
        settings: Settings,
        clock: Arc<dyn Clock>,
        names: Arc<dyn Names>,
    ) -> Result<Self, SetupError> {
        let rules = Arc::new(settings.rules);
        let guarded = Guarded {
            names,
            rules: Arc::clone(&rules),
        };
        let client = Client::builder()
            .tls_backend_preconfigured(service_trust::client_config(
                settings.authorities.as_deref(),
            )?)
            .dns_resolver(Arc::new(guarded))
            // A redirect or a proxy would go where nobody has judged.
            .redirect(redirect::Policy::none())
            .no_proxy()
            // A kept connection would outlive the judgement of its address.
            .pool_max_idle_per_host(0)
            // The schedule tries again, and counts.
            .retry(retry::never())
            .connect_timeout(settings.connect)
            .timeout(settings.total)
            .build()
            .map_err(SetupError::Client)?;
        Ok(Self {
            client,
            rules,
            keys: settings.keys,
            clock,
        })
    }

    async fn post(
        &self,
        url: Url,
        message: &CallbackMessage,
        project: ProjectId,
    ) -> Result<Delivery, reqwest::Error> {
        let seconds = self.clock.now().0.div_euclid(1000);
        let secrets = self.keys.secrets(project);
        let signature = signature(&secrets, &message.msg_id, seconds, &message.body);
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("tachikoma/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &message.msg_id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(message.body.clone());
        let mut response = request.send().await?;
        let body = beginning(&mut response).await;
        let (status, headers) = (response.status(), response.headers());
        Ok(answer::judge(status, headers, &body, self.clock.now()))
    }
}

/// Reads an answer as far as it is of use. What comes behind is not read: the connection is closed. An answer that breaks
/// off has a status all the same.
async fn beginning(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < ANSWER {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                body.extend_from_slice(&chunk[..chunk.len().min(ANSWER - body.len())])
            }
            Ok(None) | Err(_) => break,
        }
    }
    body
}

#[async_trait]
impl Callbacks for Deliverer {
    fn check(&self, url: &str, allowed_hosts: &[String]) -> Vec<FieldError> {
        let faults = self
            .rules
            .judge(url, allowed_hosts)
            .err()
            .unwrap_or_default();
        let named = faults
            .into_iter()
            .map(|fault| FieldError::new("callback_url", fault));
        named.collect()
    }

    fn secrets(&self, project: ProjectId) -> Vec<String> {
        self.keys.reveal(project)
    }

    async fn deliver(&self, message: &CallbackMessage, project: &Project) -> Delivery {
        let url = match self
            .rules
            .judge(&message.url, &project.settings.callback_hosts)
        {
            Ok(url) => url,
            Err(faults) => {
                let error = format!("callback_url {}", faults.join("; it "));
                return Delivery::Dead {
                    status: None,
                    error,
                };
            }
        };
        // What a name resolves to is no reason to give up: it may be another address at the next try.
        self.post(url, message, project.id)
            .await
            .unwrap_or_else(|error| Delivery::Failed {
                status: None,
                error: causes(&error.without_url()),
                wait: None,
            })
    }
}

/// An error and what caused it, without what is said twice.
fn causes(error: &dyn Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        let text = cause.to_string();
        if !said.iter().any(|earlier| earlier.contains(&text)) {
            said.push(text);
        }
        next = cause.source();
    }
    said.join(": ")
}
