//! How long and how large the reading of a stream may get.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use bep::Report;

/// Of one stream of some ten kilobytes: milliseconds do, but machines can be busy.
const SLOWEST: Duration = Duration::from_secs(60);

/// Of the whole process at its peak: all recordings together have less than 1 MB.
#[cfg(target_os = "linux")]
pub const MEMORY_KB: u64 = 160 << 10;

/// A report says what the stream says, not more.
const REPORT_PER_BYTE: usize = 40;
const REPORT_AT_LEAST: usize = 32 << 10;

/// Watches what is read at the moment.
pub struct Bounds {
    begun: Sender<String>,
    what: String,
}

impl Bounds {
    /// With a thread that ends the process when something hangs, and says what.
    pub fn watched() -> Self {
        let (begun, watched) = channel::<String>();
        std::thread::spawn(move || {
            let mut what = String::new();
            loop {
                match watched.recv_timeout(SLOWEST) {
                    Ok(next) => what = next,
                    Err(RecvTimeoutError::Timeout) => abort(&what),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        });
        Self {
            begun,
            what: String::new(),
        }
    }

    pub fn begin(&mut self, what: &str) {
        what.clone_into(&mut self.what);
        let _ = self.begun.send(self.what.clone());
    }

    /// The report, and the events that were read one by one, are in proportion to the stream.
    pub fn end(&mut self, stream: &[u8], report: Option<&Report>, events: usize) {
        let what = &self.what;
        let size = report.map_or(0, |report| serde_json::to_vec(report).unwrap().len());
        let most = stream.len() * REPORT_PER_BYTE + REPORT_AT_LEAST;
        assert!(size <= most, "{what}: a report of {size} bytes");
        assert!(events <= stream.len(), "{what}: {events} events");
    }
}

#[expect(clippy::print_stderr, reason = "nothing else can say what hangs")]
fn abort(what: &str) -> ! {
    eprintln!("still reading after {SLOWEST:?}: {what}");
    std::process::abort()
}

/// The memory of this process at its peak so far, in kB.
#[cfg(target_os = "linux")]
pub fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap()
}
