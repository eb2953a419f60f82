//! A client of the API that adds as little as can be to what is measured: one connection, kept.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A connection that stays open from request to request.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Connection {
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
        })
    }

    /// Sends a request, and takes the whole answer: its status and JSON, if it is some.
    pub async fn call(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, Value)> {
        self.send(method, path, "HTTP/1.1", body).await?;
        let (status, length) = self.head().await?;
        let mut bytes = vec![0; length.context("an answer without a length")?];
        self.stream.read_exact(&mut bytes).await?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }

    /// Asks for server-sent events, which end with the connection.
    pub async fn events(mut self, path: &str) -> Result<Events> {
        // In HTTP/1.0 there are no chunks between them.
        self.send("GET", path, "HTTP/1.0", "").await?;
        let (status, _) = self.head().await?;
        ensure!(status == 200, "{path}: {status}");
        Ok(Events(self.stream))
    }

    async fn send(&mut self, method: &str, path: &str, version: &str, body: &str) -> Result<()> {
        let request = format!(
            "{method} {path} {version}\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        Ok(self.stream.get_mut().write_all(request.as_bytes()).await?)
    }

    async fn head(&mut self) -> Result<(u16, Option<usize>)> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).context("no answer")?.parse()?;
        let mut length = None;
        loop {
            line.clear();
            ensure!(
                self.stream.read_line(&mut line).await? > 0,
                "half an answer"
            );
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                return Ok((status, length));
            }
            if let Some(text) = line.strip_prefix("content-length:") {
                length = Some(text.trim().parse()?);
            }
        }
    }
}

/// Server-sent events.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next one and its number; none at the end of the stream.
    pub async fn next(&mut self) -> Result<Option<(u64, Value)>> {
        let (mut number, mut line) = (0, String::new());
        loop {
            line.clear();
            if self.0.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            if let Some(id) = line.strip_prefix("id:") {
                number = id.trim().parse()?;
            } else if let Some(data) = line.strip_prefix("data:") {
                return Ok(Some((number, serde_json::from_str(data)?)));
            }
        }
    }
}
