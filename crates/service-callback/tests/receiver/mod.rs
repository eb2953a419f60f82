//! A receiver of callbacks on this machine: it counts connections, keeps requests and answers as it is told.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// What a request is answered with.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status and further headers.
    Status(u16, &'static str),
    /// A status, and this many bytes.
    Large(u16, usize),
    /// A status, and a byte every 50 ms for ever.
    Dripping(u16),
    /// Nothing, for ever.
    Silence,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    sent: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    answers: Mutex<VecDeque<Answer>>,
}

/// It ends with the runtime of its test.
#[derive(Clone)]
pub struct Receiver {
    pub port: u16,
    pub has_ipv6: bool,
    seen: Arc<Seen>,
}

impl Receiver {
    /// Listens on 127.0.0.1, and on the same port of `::1` where this machine has it.
    pub async fn start() -> Self {
        let mut receiver = Self::at(Ipv4Addr::LOCALHOST.into(), 0).await.unwrap();
        if let Ok(listener) = listen(Ipv6Addr::LOCALHOST.into(), receiver.port).await {
            receiver.has_ipv6 = true;
            tokio::spawn(accept(listener, Arc::clone(&receiver.seen)));
        }
        receiver
    }

    pub async fn at(address: IpAddr, port: u16) -> io::Result<Self> {
        let listener = listen(address, port).await?;
        let receiver = Self {
            port: listener.local_addr()?.port(),
            has_ipv6: false,
            seen: Arc::default(),
        };
        tokio::spawn(accept(listener, Arc::clone(&receiver.seen)));
        Ok(receiver)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?a=b", self.port)
    }

    /// Answers the next request. Those behind the last one that is said are answered with 204.
    pub fn answer(&self, answer: Answer) {
        self.seen.answers.lock().unwrap().push_back(answer);
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(SeqCst)
    }

    /// Bytes of answers that were taken.
    pub fn sent(&self) -> usize {
        self.seen.sent.load(SeqCst)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap().clone()
    }
}

async fn listen(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(address, port)).await
}

async fn accept(listener: TcpListener, seen: Arc<Seen>) {
    while let Ok((stream, _)) = listener.accept().await {
        seen.connections.fetch_add(1, SeqCst);
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            // Who breaks off is no fault of the receiver.
            let _ = serve::<TcpStream>(stream, &seen).await;
        });
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, seen: &Seen) -> io::Result<()> {
    let request = read_request(&mut stream).await?;
    seen.requests.lock().unwrap().push(request);
    let answer = seen.answers.lock().unwrap().pop_front();
    match answer.unwrap_or(Answer::Status(204, "")) {
        Answer::Status(status, headers) => {
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: 5\r\n{headers}\r\nbusy\n");
            let empty = format!("HTTP/1.1 {status} x\r\n{headers}\r\n");
            let text = if status == 204 { empty } else { head };
            stream.write_all(text.as_bytes()).await
        }
        Answer::Large(status, size) => {
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {size}\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            let block = [b'x'; 64 * 1024];
            for _ in 0..size / block.len() {
                stream.write_all(&block).await?;
                seen.sent.fetch_add(block.len(), SeqCst);
            }
            Ok(())
        }
        Answer::Dripping(status) => {
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: 100000\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Answer::Silence => std::future::pending().await,
    }
}

/// Reads a request with `Content-Length`.
pub async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default().to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Request {
        line,
        headers,
        body: String::from_utf8(body).unwrap(),
    })
}
