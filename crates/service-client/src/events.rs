//! The events of a build as they happen, over as many connections as it takes.

mod frames;

use reqwest::header::ACCEPT;
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use service::{Event, TaskId};
use service_api::header::LAST_EVENT_ID;
use tokio::time::sleep;

use crate::backoff::{Backoff, Lost};
use crate::client::Client;
use crate::error::ClientError;
use frames::Frames;

/// An event as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Its number.
    pub seq: u64,
    /// Its word: `output`, `end` and so on.
    pub kind: String,
    /// The event, where this version knows its kind.
    pub event: Option<Event>,
    /// All of it.
    pub json: String,
}

/// What comes of waiting for the next event.
#[derive(Debug)]
pub enum Update {
    /// An event: the one behind the last one.
    Event(Box<Received>),
    /// The connection was lost. Waiting once more makes it again.
    Lost(Lost),
}

/// Reads the events of a build in their order, each once, until the last one.
#[derive(Debug)]
pub struct Follower {
    client: Client,
    id: TaskId,
    after: u64,
    has_ended: bool,
    connection: Option<Connection>,
    backoff: Backoff,
    lost: Option<std::time::Duration>,
}

#[derive(Debug)]
struct Connection {
    response: Response,
    frames: Frames,
}

/// What is read of every event, whatever its kind.
#[derive(Deserialize)]
struct Numbered {
    seq: u64,
    kind: String,
}

impl Client {
    /// Follows a build from behind the event `after`; 0 is from the beginning.
    #[must_use]
    pub fn follow(&self, id: TaskId, after: u64) -> Follower {
        Follower {
            client: self.clone(),
            id,
            after,
            has_ended: false,
            connection: None,
            backoff: Backoff::new(self.pace),
            lost: None,
        }
    }
}

impl Follower {
    /// The next event, or that the connection was lost; nothing behind the last event.
    ///
    /// # Errors
    ///
    /// The service refuses, or has been away for too long.
    pub async fn next(&mut self) -> Result<Option<Update>, ClientError> {
        while !self.has_ended {
            if let Some(time) = self.lost.take() {
                sleep(time).await;
            }
            match self.step().await {
                Ok(Some(received)) => return Ok(Some(Update::Event(Box::new(received)))),
                Ok(None) => {}
                Err(error) => {
                    self.connection = None;
                    let lost = self.backoff.lose(error)?;
                    self.lost = Some(lost.again_in);
                    return Ok(Some(Update::Lost(lost)));
                }
            }
        }
        Ok(None)
    }

    /// Connects, or reads one event.
    async fn step(&mut self) -> Result<Option<Received>, ClientError> {
        let Some(connection) = &mut self.connection else {
            self.connection = self.connect().await?;
            self.has_ended = self.connection.is_none();
            self.backoff.heard();
            return Ok(None);
        };
        while let Some(data) = connection.frames.next() {
            let numbered: Numbered =
                serde_json::from_str(&data).map_err(|error| self.client.unreadable(error))?;
            let wanted = self.after + 1;
            if numbered.seq > wanted {
                let got = numbered.seq;
                return Err(ClientError::Disordered { wanted, got });
            }
            if numbered.seq == wanted {
                self.after = wanted;
                self.has_ended = numbered.kind == "end";
                self.backoff.worked();
                return Ok(Some(Received {
                    seq: wanted,
                    kind: numbered.kind,
                    event: serde_json::from_str(&data).ok(),
                    json: data,
                }));
            }
            // It is there already.
        }
        match connection.response.chunk().await {
            Ok(Some(bytes)) => {
                connection.frames.push(&bytes)?;
                self.backoff.heard();
                Ok(None)
            }
            // The service stops, or a proxy has had enough.
            Ok(None) => Err(self.client.lost(None)),
            Err(error) => Err(self.client.lost(Some(error))),
        }
    }

    /// A connection; none where there is nothing to come.
    async fn connect(&self) -> Result<Option<Connection>, ClientError> {
        let id = self.id.to_string();
        let request = self
            .client
            .request(Method::GET, &["builds", &id, "events"])?
            .header(ACCEPT, "text/event-stream")
            .header(LAST_EVENT_ID, self.after);
        let response = self.client.send(request).await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        if !crate::client::is_of_type(&response, "text/event-stream") {
            return Err(self.client.foreign(response.status().as_u16()));
        }
        Ok(Some(Connection {
            response,
            frames: Frames::default(),
        }))
    }
}
