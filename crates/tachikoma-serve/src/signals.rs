//! The signals to stop: the first one drains, the second one ends.

use service::ports::{StopReason, Stopper};
use tokio::signal::unix::{SignalKind, signal};

use crate::exit::Exit;
use crate::failure::Failure;

/// Asks for a stop at the first TERM or INT. At the second one the process ends, and the kernel ends its sandboxes with it:
/// their builds are attempted again when their leases are over.
///
/// # Errors
///
/// Signals cannot be heard.
pub fn listen(stopper: Stopper) -> Result<(), Failure> {
    let hear =
        |kind| signal(kind).map_err(|error| Failure::fault("signals cannot be heard", error));
    let (mut term, mut int) = (
        hear(SignalKind::terminate())?,
        hear(SignalKind::interrupt())?,
    );
    tokio::spawn(async move {
        loop {
            let name = tokio::select! {
                _ = term.recv() => "TERM",
                _ = int.recv() => "INT",
            };
            if stopper.is_asked() {
                tracing::warn!(signal = name, "ends at once");
                std::process::exit(Exit::Killed as i32);
            }
            tracing::info!(
                signal = name,
                "stops: no new builds, and those that run may end"
            );
            stopper.stop(StopReason::Drain);
        }
    });
    Ok(())
}
