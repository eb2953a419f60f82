//! A proxy that cuts connections after a random number of the bytes that the service answers.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A proxy on a port of this machine.
pub struct Proxy {
    pub port: u16,
    stop: Arc<Notify>,
}

/// How many bytes a connection lets through.
type Room = Box<dyn FnMut() -> usize + Send>;

impl Proxy {
    /// One whose connections let through so many bytes on average.
    pub async fn start(to: u16, seed: u64, mean: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let room = move || match mean {
            usize::MAX => usize::MAX,
            // Some connections bring nothing at all.
            mean => random.usize(0..=2 * mean),
        };
        Self::with(to, Box::new(room)).await
    }

    /// One that takes the first request and loses its answer.
    pub async fn losing_answers(to: u16, seed: u64) -> Self {
        let is_first = AtomicBool::new(true);
        // Nothing of it comes, or its beginning.
        let bytes = usize::try_from(seed).unwrap() * 7;
        let room = move || {
            if is_first.swap(false, SeqCst) {
                bytes
            } else {
                usize::MAX
            }
        };
        Self::with(to, Box::new(room)).await
    }

    /// One whose connections let through so many bytes, the first one first, and further ones all.
    pub async fn of<const N: usize>(to: u16, rooms: [usize; N]) -> Self {
        let mut rooms = rooms.into_iter();
        let room = move || rooms.next().unwrap_or(usize::MAX);
        Self::with(to, Box::new(room)).await
    }

    async fn with(to: u16, room: Room) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let stop = Arc::new(Notify::new());
        let (room, stopped) = (Mutex::new(room), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let bytes = (room.lock().unwrap())();
                        connections.spawn(pass(accepted.unwrap().0, to, bytes));
                    }
                    // Who listens and who is connected goes.
                    () = stopped.notified() => return,
                }
            }
        });
        Self { port, stop }
    }

    /// Ends it and all of its connections.
    pub fn stop(&self) {
        self.stop.notify_one();
    }
}

async fn pass(client: TcpStream, to: u16, mut left: usize) {
    let Ok(service) = TcpStream::connect(("127.0.0.1", to)).await else {
        return;
    };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_service, mut to_service) = service.into_split();
    let asking = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_service).await;
    });
    let mut buffer = [0; 700];
    loop {
        // Also with no room left, it waits for the answer: the service has done what it was asked for.
        let Ok(count @ 1..) = from_service.read(&mut buffer).await else {
            break;
        };
        let passed = count.min(left);
        if to_client.write_all(&buffer[..passed]).await.is_err() || passed < count {
            break;
        }
        left -= passed;
    }
    asking.abort();
}
