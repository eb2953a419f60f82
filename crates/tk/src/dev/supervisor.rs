//! A process between `tk dev` and a program that it runs, so that the program never outlives `tk`.
//!
//! `tk` holds the other end of the supervisor's standard input, and never writes to it. `tk` closes it to
//! stop the program; if `tk` dies for any reason, even `kill -9`, the operating system closes it. The
//! supervisor then stops the program and all its children.

use bazel::processes;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;

/// The hidden command of `tk` that is a supervisor.
pub const COMMAND: &str = "__supervise";

/// How long programs have to exit by themselves.
const GRACE: Duration = Duration::from_secs(2);

/// How often to check whether they have.
const POLL: Duration = Duration::from_millis(10);

enum Message {
    /// `tk` wants to stop the program, or has died.
    End,
    /// The program has ended.
    Ended,
}

/// Starts a program, waits for it or stops it, and returns its exit code.
///
/// # Errors
/// When the program cannot be started.
pub fn run(words: &[OsString]) -> Result<ExitCode> {
    let system = |operation| move |source| Error::System { operation, source };
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| Error::Usage(format!("{COMMAND} needs a program")))?;
    let signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(system("cannot listen for signals"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(system("cannot start the program"))?;
    let group = Pid::from_child(&child);
    let messages = listen(group, signals);
    let asked = matches!(messages.recv(), Ok(Message::End));
    end_group(group, &messages, asked);
    Ok(ExitCode::Bazel(exit_code(&mut child)))
}

fn listen(program: Pid, mut signals: Signals) -> Receiver<Message> {
    let (sender, receiver) = channel();
    let on_signal = sender.clone();
    std::thread::spawn(move || {
        for _ in &mut signals {
            let _ = on_signal.send(Message::End);
        }
    });
    let on_close = sender.clone();
    std::thread::spawn(move || {
        let mut byte = [0];
        while let Ok(1..) = std::io::stdin().read(&mut byte) {}
        let _ = on_close.send(Message::End);
    });
    std::thread::spawn(move || send_end(program, &sender));
    receiver
}

/// Leaves the process unreaped, so that its group's id stays its own.
fn send_end(program: Pid, sender: &Sender<Message>) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while let Err(rustix::io::Errno::INTR) = rustix::process::waitid(WaitId::Pid(program), options)
    {
    }
    let _ = sender.send(Message::Ended);
}

/// Stops the program, if it still runs, and everything that it left running.
fn end_group(group: Pid, messages: &Receiver<Message>, runs: bool) {
    let _ = rustix::process::kill_process_group(group, Signal::TERM);
    let deadline = Instant::now() + GRACE;
    let mut runs = runs;
    while runs && Instant::now() < deadline {
        runs = !matches!(messages.recv_timeout(POLL), Ok(Message::Ended));
    }
    // A program that stopped itself does so at once; its children get as long as it would have had.
    while !processes::members(group.as_raw_nonzero().get()).is_empty() && Instant::now() < deadline
    {
        std::thread::sleep(POLL);
    }
    let _ = rustix::process::kill_process_group(group, Signal::KILL);
}

fn exit_code(child: &mut Child) -> u8 {
    let Ok(status) = child.wait() else { return 255 };
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(255)
}
