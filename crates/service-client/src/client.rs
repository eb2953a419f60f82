//! Requests, and what is made of their answers.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use service::Problem;
use service::problem::MEDIA_TYPE;

use crate::address::ServiceAddress;
use crate::backoff::Pace;
use crate::error::ClientError;

const CONNECT: Duration = Duration::from_secs(10);

/// How long nothing may come: longer than a long poll, and than the silence between two heartbeats of a stream.
const SILENCE: Duration = Duration::from_secs(45);

/// How many bytes of an error are read.
const ERROR_BYTES: usize = 1024 * 1024;

/// The longest time after which a service may want to be asked again.
const LONGEST_WAIT: u64 = 3600;

/// How a service is reached.
#[derive(Clone)]
pub struct Settings {
    /// Where it is.
    pub address: ServiceAddress,
    /// The token `tks_...`; a service for its own machine alone takes none.
    pub token: Option<String>,
    /// Certificates, as PEM, of authorities that are trusted beside Mozilla's: a company's own.
    pub authorities: Option<String>,
    /// How lost connections are made again.
    pub pace: Pace,
}

impl Settings {
    /// A service that takes no token.
    #[must_use]
    pub fn new(address: ServiceAddress) -> Self {
        Self {
            address,
            token: None,
            authorities: None,
            pace: Pace::default(),
        }
    }
}

/// A client of one service. A clone shares its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: ServiceAddress,
    pub(crate) pace: Pace,
}

impl Client {
    /// A client.
    ///
    /// # Errors
    ///
    /// The token or the authorities are none.
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        let mut headers = HeaderMap::new();
        if let Some(token) = &settings.token {
            let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
            let header = HeaderValue::from_str(&format!("Bearer {token}"));
            let mut header = header
                .ok()
                .filter(|_| is_plain && !token.is_empty())
                .ok_or(ClientError::Token)?;
            header.set_sensitive(true);
            headers.insert(AUTHORIZATION, header);
        }
        let tls = service_trust::client_config(settings.authorities.as_deref())?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("tachikoma/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            // The token is for this service alone.
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE);
        if settings.address.is_this_machine() {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build().map_err(ClientError::Setup)?,
            address: settings.address,
            pace: settings.pace,
        })
    }

    /// Where the service is.
    #[must_use]
    pub fn address(&self) -> &ServiceAddress {
        &self.address
    }

    pub(crate) fn request(
        &self,
        method: Method,
        segments: &[&str],
    ) -> Result<RequestBuilder, ClientError> {
        Ok(self.http.request(method, self.address.join(segments)?))
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        query: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = self.request(Method::GET, segments)?.query(query);
        self.read(self.send(request).await?).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = with_json(self.request(Method::POST, segments)?, body);
        self.read(self.send(request).await?).await
    }

    /// Sends a request. What the service refuses is an error.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let (http, request) = request.build_split();
        let request = request.map_err(ClientError::Setup)?;
        let asked = format!("{} {}", request.method(), request.url().path());
        let answered = http.execute(request).await;
        let response = answered.map_err(|error| ClientError::Unreachable {
            url: self.address.to_string(),
            cause: error.without_url(),
        })?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(self.refusal(asked, response).await)
    }

    pub(crate) fn lost(&self, cause: Option<reqwest::Error>) -> ClientError {
        ClientError::Lost {
            url: self.address.to_string(),
            cause: cause.map(reqwest::Error::without_url),
        }
    }

    pub(crate) fn foreign(&self, status: u16) -> ClientError {
        ClientError::Foreign {
            url: self.address.to_string(),
            status,
        }
    }

    pub(crate) fn unreadable(&self, cause: serde_json::Error) -> ClientError {
        ClientError::Unreadable {
            url: self.address.to_string(),
            cause,
        }
    }

    /// The answer, as what it is in JSON.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        response: Response,
    ) -> Result<T, ClientError> {
        let status = response.status().as_u16();
        // A page for people, at an address that is another server's, is no answer at all.
        if !is_of_type(&response, "application/json") {
            return Err(self.foreign(status));
        }
        let bytes = response.bytes().await;
        let bytes = bytes.map_err(|error| self.lost(Some(error)))?;
        serde_json::from_slice(&bytes).map_err(|error| self.unreadable(error))
    }

    async fn refusal(&self, asked: String, mut response: Response) -> ClientError {
        let status = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER).and_then(seconds);
        if !is_of_type(&response, MEDIA_TYPE) {
            return self.foreign(status);
        }
        let mut body = Vec::new();
        while body.len() < ERROR_BYTES {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return self.lost(Some(error)),
            }
        }
        match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => ClientError::Refused {
                asked,
                // What HTTP says is what was done.
                problem: Box::new(Problem { status, ..problem }),
                wait,
            },
            Err(_) => self.foreign(status),
        }
    }
}

/// A request with a body.
pub(crate) fn with_json(request: RequestBuilder, body: &impl Serialize) -> RequestBuilder {
    // All bodies have texts as keys, which is all that serde_json wants.
    let json = serde_json::to_vec(body).unwrap_or_default();
    request.header(CONTENT_TYPE, "application/json").body(json)
}

pub(crate) fn is_of_type(response: &Response, wanted: &str) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(wanted)
}

fn seconds(value: &HeaderValue) -> Option<Duration> {
    let seconds: u64 = value.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}
