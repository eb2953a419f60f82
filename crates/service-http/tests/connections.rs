//! Connections that callers keep, and what they can take of the service.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use std::time::{Duration, Instant};

use server::Server;
use service::ports::StopReason;
use service_http::Host;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

async fn serve(server: &Server, host: Host) -> (u16, JoinHandle<std::io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = service_http::serve(listener, server.app(), server.api.stop.clone(), host);
    (port, tokio::spawn(serving))
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

/// The status of an answer on a connection that is kept.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(REQUEST).await.unwrap();
    let mut buffer = [0; 1024];
    let count = stream.read(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..count.min(15)]).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_half_a_head_or_nothing_more_is_let_go() {
    let server = Server::new();
    let host = Host {
        head: Duration::from_millis(300),
        ..Host::default()
    };
    let (port, _) = serve(&server, host).await;
    let (mut half, mut idle) = (connect(port).await, connect(port).await);
    half.write_all(&REQUEST[..20]).await.unwrap();
    assert_eq!(ask(&mut idle).await, "HTTP/1.1 200 OK");
    let began = Instant::now();
    for stream in [&mut half, &mut idle] {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(3), stream.read_to_end(&mut rest)).await;
        assert!(end.is_ok(), "it is kept");
    }
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn further_connections_wait_until_one_ends() {
    let server = Server::new();
    let host = Host {
        connections: 2,
        ..Host::default()
    };
    let (port, _) = serve(&server, host).await;
    let (mut one, mut two, mut three) = (
        connect(port).await,
        connect(port).await,
        connect(port).await,
    );
    assert_eq!(ask(&mut one).await, "HTTP/1.1 200 OK");
    assert_eq!(ask(&mut two).await, "HTTP/1.1 200 OK");
    let waits = tokio::time::timeout(Duration::from_millis(300), ask(&mut three)).await;
    assert!(waits.is_err(), "{waits:?}");
    drop(one);
    let mut buffer = [0; 15];
    three.read_exact(&mut buffer).await.unwrap();
    assert_eq!(&buffer, b"HTTP/1.1 200 OK");
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_keep_a_service_that_stops() {
    let server = Server::new();
    let (port, serving) = serve(&server, Host::default()).await;
    let mut idle = connect(port).await;
    assert_eq!(ask(&mut idle).await, "HTTP/1.1 200 OK");
    let began = Instant::now();
    server.stopper.stop(StopReason::Drain);
    serving.await.unwrap().unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

/// A reader that takes nothing is cut off when the grace is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_end_is_cut_off() {
    let server = Server::new();
    server.project().await;
    let host = Host {
        grace: Duration::from_millis(300),
        ..Host::default()
    };
    let (port, serving) = serve(&server, host).await;
    let mut half = connect(port).await;
    let head = "POST /projects HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    half.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    server.stopper.stop(StopReason::Drain);
    serving.await.unwrap().unwrap();
    let took = began.elapsed();
    assert!((300..2000).contains(&took.as_millis()), "{took:?}");
}
