//! Signals that ask `tk` to stop (Ctrl-C, SIGTERM, a closed terminal): one listener for the whole
//! process.
//!
//! While Bazel runs, or `tk` waits to retry, the listener is called. In between, the first signal is
//! kept for the next listener: updating `dist/` and printing the summary take a moment. If they take
//! longer, or with a second signal, the process ends as it would by default.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::error::{Error, Result};

/// How long a kept signal may go unheeded.
const KEPT: Duration = Duration::from_secs(2);

struct State {
    is_started: bool,
    next_id: u64,
    listeners: Vec<(u64, Box<dyn Fn() + Send>)>,
    kept: Option<i32>,
}

static STATE: Mutex<State> = Mutex::new(State {
    is_started: false,
    next_id: 0,
    listeners: Vec::new(),
    kept: None,
});

/// Listens until it is dropped.
pub struct Listening(u64);

/// Calls `told` for each signal from now on, and for a pending one.
///
/// # Errors
/// When the operating system refuses.
pub fn listen(told: impl Fn() + Send + 'static) -> Result<Listening> {
    let mut state = state();
    if !state.is_started {
        start()?;
        state.is_started = true;
    }
    if state.kept.take().is_some() {
        told();
    }
    state.next_id += 1;
    let id = state.next_id;
    state.listeners.push((id, Box::new(told)));
    Ok(Listening(id))
}

/// Whether an unhandled signal came: `tk` was asked to stop when it was about to end.
pub fn is_kept() -> bool {
    state().kept.is_some()
}

impl Drop for Listening {
    fn drop(&mut self) {
        state().listeners.retain(|(id, _)| *id != self.0);
    }
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(Error::Signals)?;
    std::thread::spawn(move || {
        for signal in &mut signals {
            take(signal);
        }
    });
    Ok(())
}

fn take(signal: i32) {
    let mut state = state();
    if !state.listeners.is_empty() {
        state.listeners.iter().for_each(|(_, told)| told());
    } else if state.kept.is_none() {
        state.kept = Some(signal);
        std::thread::spawn(move || {
            std::thread::sleep(KEPT);
            if is_kept() {
                end(signal);
            }
        });
    } else {
        end(signal);
    }
}

fn end(signal: i32) {
    // What can fail here is a signal without a default; these have one.
    let _ = emulate_default_handler(signal);
}
