//! Readers of events that are cut off: each says which events it got as a whole.

use futures_util::StreamExt as _;
use service::TaskId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

/// How events are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ServerSent,
    Lines,
    WebSocket,
}

/// What one connection brought.
#[derive(Debug, Default)]
pub struct Got {
    pub numbers: Vec<u64>,
    pub has_end: bool,
    /// Whether this side closed it before its end.
    pub is_cut: bool,
}

impl Got {
    fn take(&mut self, json: &str) {
        let event: serde_json::Value = serde_json::from_str(json).unwrap();
        self.numbers.push(event["seq"].as_u64().unwrap());
        self.has_end = event["kind"] == "end";
    }
}

/// Where events are read, and how slowly.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub port: u16,
    pub id: TaskId,
    pub kind: Kind,
    pub is_slow: bool,
}

impl Reader {
    /// Reads behind `after` until the end, or until so many bytes have come.
    pub async fn read(&self, after: u64, bytes: usize) -> Got {
        match self.kind {
            Kind::WebSocket => self.read_messages(after, bytes).await,
            Kind::ServerSent | Kind::Lines => self.read_body(after, bytes).await,
        }
    }

    async fn read_body(&self, after: u64, bytes: usize) -> Got {
        let (path, headers) = match self.kind {
            Kind::ServerSent => (
                "events".to_owned(),
                format!("last-event-id: {after}\r\naccept: text/event-stream\r\n"),
            ),
            _ => (
                format!("events?after={after}"),
                "accept: application/x-ndjson\r\n".to_owned(),
            ),
        };
        let request = format!(
            "GET /builds/{}/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n",
            self.id
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let (mut raw, mut buffer, mut is_cut) = (Vec::new(), [0; 1024], true);
        while raw.len() < bytes {
            let count = stream.read(&mut buffer).await.unwrap();
            if count == 0 {
                is_cut = false;
                break;
            }
            raw.extend_from_slice(&buffer[..count]);
            if self.is_slow {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
        }
        drop(stream);
        self.whole_events(&raw, is_cut)
    }

    /// What is behind the last separator is not there as a whole.
    fn whole_events(&self, raw: &[u8], is_cut: bool) -> Got {
        let mut got = Got {
            is_cut,
            ..Got::default()
        };
        let body = String::from_utf8_lossy(&body_of(raw)).into_owned();
        let (separator, prefix) = match self.kind {
            Kind::ServerSent => ("\n\n", "data: "),
            _ => ("\n", ""),
        };
        let whole = body.rsplit_once(separator).map_or("", |it| it.0);
        let events = whole.lines().filter_map(|line| line.strip_prefix(prefix));
        events.for_each(|json| got.take(json));
        got
    }

    async fn read_messages(&self, after: u64, bytes: usize) -> Got {
        let url = format!(
            "ws://localhost:{}/builds/{}/ws?after={after}",
            self.port, self.id
        );
        let (mut socket, _) =
            tokio_tungstenite::connect_async(url.replace("localhost", "127.0.0.1"))
                .await
                .unwrap();
        let (mut got, mut count) = (Got::default(), 0);
        while let Some(message) = socket.next().await {
            match message.unwrap() {
                Message::Text(json) => {
                    got.take(&json);
                    count += json.len();
                }
                Message::Close(close) => {
                    let code: u16 = close.unwrap().code.into();
                    assert_eq!((code, got.has_end || got.numbers.is_empty()), (1000, true));
                    return got;
                }
                _ => {}
            }
            if count >= bytes {
                got.is_cut = true;
                return got;
            }
        }
        panic!("the service says why it closes");
    }
}

/// The body of an answer in chunks, as far as it has come.
fn body_of(raw: &[u8]) -> Vec<u8> {
    let Some(start) = raw.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Vec::new();
    };
    let (mut rest, mut body) = (&raw[start + 4..], Vec::new());
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let chunk = &rest[end + 2..];
        body.extend_from_slice(&chunk[..size.min(chunk.len())]);
        rest = chunk.get(size + 2..).unwrap_or_default();
    }
    body
}
