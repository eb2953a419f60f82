//! A second process of `tk` that outlives it: where `tk` is killed, Bazel would build on and hold
//! its lock; the watchdog stops it and removes what `tk` left behind.
//!
//! It learns of `tk`'s end from a pipe whose writing end no other process has: however `tk` ends, the
//! pipe is closed. It leads the process group in which Bazel's client runs, so it can signal that
//! client before it knows which process it is, and no other process by mistake: the group's number
//! stays taken while the watchdog lives.

mod guard;

use std::ffi::{OsStr, OsString};
use std::io::{PipeWriter, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

pub use guard::{Guarded, serve};

use crate::error::Result;

/// The first argument of a `tk` that is a watchdog.
pub const COMMAND: &str = "__watchdog";

/// The running program, even if a build of `tk` replaced its file. It also gives the process another
/// name than `tk`, so `killall tk` spares it.
const OWN_PROGRAM: &str = "/proc/self/exe";

static IS_ALLOWED: AtomicBool = AtomicBool::new(false);
static WATCHDOG: OnceLock<Option<Watchdog>> = OnceLock::new();

/// The running watchdog.
pub struct Watchdog {
    pipe: Mutex<PipeWriter>,
    group: i32,
    folder_prefix: String,
}

/// What `tk` tells its watchdog, a line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    /// Bazel is about to be started.
    Starting,
    /// It runs, as this process.
    Runs(i32),
    /// One that was started has ended.
    Ended,
    /// A folder with the prefix is about to be made.
    Folder,
    /// It is removed.
    FolderGone,
}

impl Message {
    fn line(self) -> String {
        match self {
            Self::Starting => "starting\n".to_owned(),
            Self::Runs(pid) => format!("runs {pid}\n"),
            Self::Ended => "ended\n".to_owned(),
            Self::Folder => "folder\n".to_owned(),
            Self::FolderGone => "folder gone\n".to_owned(),
        }
    }

    fn read(line: &str) -> Option<Self> {
        Some(match line {
            "starting" => Self::Starting,
            "ended" => Self::Ended,
            "folder" => Self::Folder,
            "folder gone" => Self::FolderGone,
            other => Self::Runs(other.strip_prefix("runs ")?.parse().ok()?),
        })
    }
}

/// Lets this process have a watchdog: it is `tk` itself, and no test that calls its functions.
pub fn allow() {
    IS_ALLOWED.store(true, Ordering::Relaxed);
}

/// The watchdog, started now if it does not run yet. Without one, where it cannot be started, `tk`
/// works as well; only a kill -9 then leaves Bazel building.
pub fn running(bazel: &Path, root: &Path) -> Option<&'static Watchdog> {
    if !IS_ALLOWED.load(Ordering::Relaxed) {
        return None;
    }
    WATCHDOG.get_or_init(|| start(bazel, root).ok()).as_ref()
}

fn start(bazel: &Path, root: &Path) -> std::io::Result<Watchdog> {
    let own = Path::new(OWN_PROGRAM);
    let program = if own.exists() {
        own.to_owned()
    } else {
        std::env::current_exe()?
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let folder_prefix = format!(
        "tk-{}-{:x}-",
        std::process::id(),
        now.map_or(0, |now| now.as_nanos())
    );
    let (reader, writer) = std::io::pipe()?;
    let child = Command::new(program)
        .arg0("tk-watchdog")
        .args([
            OsStr::new(COMMAND),
            OsStr::new(&folder_prefix),
            bazel.as_os_str(),
            root.as_os_str(),
        ])
        .stdin(reader)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    Ok(Watchdog {
        pipe: Mutex::new(writer),
        group: i32::try_from(child.id()).unwrap_or_default(),
        folder_prefix,
    })
}

impl Watchdog {
    /// The process group for Bazel's client.
    pub fn group(&self) -> i32 {
        self.group
    }

    /// Bazel is about to be started in the group.
    pub fn starting(&self) {
        self.tell(Message::Starting);
    }

    /// It was started.
    pub fn runs(&self, pid: i32) {
        self.tell(Message::Runs(pid));
    }

    /// It has ended, or was not started.
    pub fn ended(&self) {
        self.tell(Message::Ended);
    }

    fn tell(&self, message: Message) {
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        // A watchdog that somebody killed hears nothing; `tk` works without it.
        let _ = pipe.write_all(message.line().as_bytes());
    }
}

/// A temporary folder for what Bazel writes for `tk`, private to the user; removed when it is
/// dropped, and by the watchdog when `tk` is killed.
pub struct Folder {
    folder: Option<tempfile::TempDir>,
    watchdog: Option<&'static Watchdog>,
}

impl Folder {
    /// Makes one.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn make(bazel: &Path, root: &Path) -> Result<Self> {
        let watchdog = running(bazel, root);
        let prefix = watchdog.map_or("tk-", |watchdog| &watchdog.folder_prefix);
        if let Some(watchdog) = watchdog {
            watchdog.tell(Message::Folder);
        }
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir()
            .map_err(checkout::Error::write(std::env::temp_dir()))?;
        Ok(Self {
            folder: Some(folder),
            watchdog,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder
            .as_ref()
            .map_or(Path::new(""), |folder| folder.path())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some(watchdog) = self.watchdog {
            watchdog.tell(Message::FolderGone);
        }
    }
}

/// The command line of a watchdog.
struct Orders {
    folder_prefix: OsString,
    bazel: PathBuf,
    root: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_understood() {
        for message in [
            Message::Starting,
            Message::Runs(12),
            Message::Ended,
            Message::Folder,
            Message::FolderGone,
        ] {
            assert_eq!(Message::read(message.line().trim_end()), Some(message));
        }
        assert_eq!(Message::read("runs x"), None);
    }

    #[test]
    fn tests_have_no_watchdog() {
        assert!(running(Path::new("/bin/false"), Path::new("/")).is_none());
    }
}
