//! The thread that starts sandboxes.
//!
//! `bwrap --die-with-parent` follows the *thread* that forked it: where that ends, it is killed. Threads of a runtime come
//! and go, so one that never ends forks.

use std::io;
use std::sync::OnceLock;
use std::sync::mpsc;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

struct Request {
    command: Command,
    runtime: Handle,
    answer: oneshot::Sender<io::Result<Child>>,
}

/// Starts a program that dies with this process.
pub(super) async fn spawn(command: Command) -> io::Result<Child> {
    let (answer, answered) = oneshot::channel();
    let request = Request {
        command,
        runtime: Handle::current(),
        answer,
    };
    let gone = || io::Error::other("the thread that starts programs is gone");
    thread()?.send(request).map_err(|_| gone())?;
    answered.await.map_err(|_| gone())?
}

fn thread() -> io::Result<&'static mpsc::Sender<Request>> {
    static THREAD: OnceLock<mpsc::Sender<Request>> = OnceLock::new();
    if let Some(sender) = THREAD.get() {
        return Ok(sender);
    }
    let (sender, requests) = mpsc::channel();
    let serve = move || requests.into_iter().for_each(serve);
    std::thread::Builder::new()
        .name("sandboxes".to_owned())
        .spawn(serve)?;
    // Where two came at once, the thread of the later one ends: it has started nothing.
    Ok(THREAD.get_or_init(|| sender))
}

fn serve(mut request: Request) {
    let _inside = request.runtime.enter();
    let started = request.command.spawn();
    // A child that nobody waits for any more is killed as it is dropped.
    let _ = request.answer.send(started);
}
