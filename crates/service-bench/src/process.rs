//! Workers in processes of their own: this program again.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context as _, Result};
use service::ports::{StopReason, stopper};
use service::worker::{Settings, Worker};

use crate::nothing;
use crate::place::Place;

/// The first argument of such a process.
pub const WORKER: &str = "--worker";

/// A worker, which is killed when this is dropped.
pub struct WorkerProcess(Child);

impl WorkerProcess {
    /// Starts one.
    pub fn start(place: &Place, name: &str, slots: u32) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([WORKER, &place.0, name, &slots.to_string()]);
        Ok(Self(command.stdin(Stdio::piped()).spawn()?))
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The other side: works until its standard input is closed. All settings but the slots are the service's own.
pub async fn work(arguments: &[String]) -> Result<()> {
    let [place, name, slots] = arguments else {
        anyhow::bail!("{WORKER} takes a place, a name and slots");
    };
    let settings = Settings {
        name: name.clone(),
        slots: slots.parse().context("slots")?,
        ..Settings::default()
    };
    let store = Place(place.clone()).open().await?;
    let worker = Worker::new(nothing::ports(store), settings);
    let (stopper, stop) = stopper();
    thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        stopper.stop(StopReason::Drain);
    });
    worker.run(stop).await;
    Ok(())
}
