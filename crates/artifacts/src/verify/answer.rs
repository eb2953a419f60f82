//! What a program answers, in time: it may print more than a pipe holds, and leave children that keep its pipes.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use wait_timeout::ChildExt;

/// What is kept of each stream, in bytes.
const KEPT: usize = 64 * 1024;

/// How long what was printed may still come after the end: a child of the program's can hold the pipe open.
const REST: Duration = Duration::from_secs(1);

/// A program's answer.
pub struct Answer {
    /// How it ended.
    pub status: ExitStatus,
    /// The beginning of what it printed.
    pub stdout: String,
    /// The same of its standard error.
    pub stderr: String,
}

/// Asks a program, which gets neither environment nor input.
///
/// # Errors
/// Why there is no answer.
pub fn of(path: &Path, question: &str, patience: Duration) -> Result<Answer, String> {
    let mut child = Command::new(path)
        .arg(question)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // In a group of its own, so that its children end with it.
        .process_group(0)
        .spawn()
        .map_err(|error| format!("it does not start: {error}"))?;
    let stdout = child.stdout.take().map(keep);
    let stderr = child.stderr.take().map(keep);
    let ended = child
        .wait_timeout(patience)
        .map_err(|error| error.to_string())?;
    let Some(status) = ended else {
        kill(&mut child);
        return Err(format!("no answer within {} s", patience.as_secs()));
    };
    Ok(Answer {
        status,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

fn kill(child: &mut Child) {
    let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}

/// Reads a stream to its end, whoever has it by then, and sends its beginning.
fn keep(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut piece = vec![0; 16 * 1024];
        let mut left = KEPT;
        while let Ok(count @ 1..) = stream.read(&mut piece) {
            let kept = count.min(left);
            left -= kept;
            if kept > 0 && sender.send(piece[..kept].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn text(stream: Option<Receiver<Vec<u8>>>) -> String {
    let mut bytes = Vec::new();
    while let Some(Ok(piece)) = stream.as_ref().map(|stream| stream.recv_timeout(REST)) {
        bytes.extend(piece);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
