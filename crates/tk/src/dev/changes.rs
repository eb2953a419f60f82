//! Reports changed files: a burst of changes is reported once, when it is over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::ignored::Ignored;
use super::message::Message;
use crate::error::{Error, Result};

/// A burst is over when nothing has changed for this long ...
const QUIET: Duration = Duration::from_millis(80);

/// ... or when it has lasted this long.
const LONGEST: Duration = Duration::from_secs(2);

type Noticed = notify::Result<notify::Event>;

/// Watches a workspace until the receiver is dropped.
///
/// # Errors
/// When the operating system does not allow it.
pub fn watch(root: &Path, events: Sender<Message>) -> Result<()> {
    let (sender, noticed) = channel::<Noticed>();
    let watcher = notify::recommended_watcher(sender).map_err(watch_error(root))?;
    let mut folders = Folders {
        root: root.to_owned(),
        watcher,
        ignored: Ignored::new(root),
        watched: BTreeSet::new(),
    };
    folders.add(root)?;
    std::thread::spawn(move || tell(&mut folders, &noticed, &events));
    Ok(())
}

fn watch_error(path: &Path) -> impl FnOnce(notify::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Watch { path, source }
}

/// The watched folders.
struct Folders {
    root: PathBuf,
    watcher: RecommendedWatcher,
    ignored: Ignored,
    watched: BTreeSet<PathBuf>,
}

impl Folders {
    /// Watches a folder and its subfolders, except ignored ones: a watch costs kernel memory, and build
    /// outputs must not trigger builds. Links are not followed.
    fn add(&mut self, folder: &Path) -> Result<()> {
        if self.watched.contains(folder) {
            return Ok(());
        }
        // Elsewhere a watch of the whole is as cheap as one of a folder.
        let mode = if cfg!(target_os = "linux") {
            RecursiveMode::NonRecursive
        } else {
            RecursiveMode::Recursive
        };
        match self.watcher.watch(folder, mode) {
            Ok(()) => {}
            // Gone again already, or not ours to read: Bazel will say so, if it minds.
            Err(_) if folder != self.root && !is_readable(folder) => return Ok(()),
            Err(error) => return Err(watch_error(folder)(error)),
        }
        self.watched.insert(folder.to_owned());
        if mode == RecursiveMode::Recursive {
            return Ok(());
        }
        let Ok(entries) = folder.read_dir() else {
            return Ok(());
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !self.ignored.matches(&path, true)
            {
                self.add(&path)?;
            }
        }
        Ok(())
    }

    fn again(&mut self) {
        self.ignored.forget();
        self.watched.clear();
        let root = self.root.clone();
        // What could be watched before can be now; if not, changes there are noticed with the next.
        let _ = self.add(&root);
    }

    /// The relevant part of a burst; also watches new folders.
    fn of_interest(&mut self, burst: Burst) -> Option<Message> {
        if burst.lost_count {
            self.again();
            return Some(Message::ChangedSomewhere);
        }
        if burst.paths.keys().any(|path| path.ends_with(".gitignore")) {
            self.again();
        }
        let mut changed = Vec::new();
        for (path, came) in burst.paths {
            let meta = path.symlink_metadata().ok();
            let is_dir = meta.as_ref().is_some_and(std::fs::Metadata::is_dir);
            if self.ignored.matches(&path, is_dir) || came && meta.is_none() {
                continue;
            }
            if meta.is_none() {
                self.watched.remove(&path);
            }
            if is_dir && came && self.add(&path).is_err() {
                return Some(Message::ChangedSomewhere);
            }
            let below = path.strip_prefix(&self.root).unwrap_or(&path);
            // Of a folder that was there already, its files' own changes tell.
            if !is_dir || came {
                changed.push(below.to_owned());
            }
        }
        (!changed.is_empty()).then_some(Message::Changed(changed))
    }
}

fn is_readable(folder: &Path) -> bool {
    folder.read_dir().is_ok()
}

/// Changes in quick succession.
#[derive(Default)]
struct Burst {
    /// What changed, and whether it was created in this burst.
    paths: BTreeMap<PathBuf, bool>,
    lost_count: bool,
}

impl Burst {
    fn take(&mut self, noticed: Noticed) {
        let Ok(event) = noticed else {
            self.lost_count = true;
            return;
        };
        self.lost_count |= event.need_rescan();
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let came = matches!(event.kind, EventKind::Create(_));
        let moved = matches!(
            event.kind,
            EventKind::Modify(notify::event::ModifyKind::Name(_))
        );
        for path in event.paths {
            let known = self.paths.contains_key(&path);
            let is_new = came || moved && !known && path.is_dir();
            *self.paths.entry(path).or_insert(false) |= is_new;
        }
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.lost_count
    }
}

fn tell(folders: &mut Folders, noticed: &Receiver<Noticed>, events: &Sender<Message>) {
    while let Ok(first) = noticed.recv() {
        let mut burst = Burst::default();
        burst.take(first);
        if burst.is_empty() {
            continue;
        }
        let end = Instant::now() + LONGEST;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match noticed.recv_timeout(QUIET.min(left)) {
                Ok(next) => burst.take(next),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if let Some(event) = folders.of_interest(burst)
            && events.send(event).is_err()
        {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than enough to report a burst on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn next(events: &Receiver<Message>) -> Vec<String> {
        match events.recv_timeout(PATIENCE) {
            Ok(Message::Changed(paths)) => paths
                .iter()
                .map(|path| path.to_string_lossy().into_owned())
                .collect(),
            Ok(_) => panic!("another event"),
            Err(error) => panic!("no event: {error}"),
        }
    }

    #[test]
    fn bursts_are_told_once_and_new_folders_are_watched() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(".gitignore", "/ignored/\n");
        write("web/src/a.ts", "1");
        write("ignored/x", "1");
        let (sender, events) = channel();
        watch(&root, sender).unwrap();

        // Neither reading nor ignored files are changes; a file that is gone at once is none either.
        std::fs::read(root.join("web/src/a.ts")).unwrap();
        write("ignored/x", "2");
        write("dist/linux-x64/x", "2");
        write("web/moment", "");
        std::fs::remove_file(root.join("web/moment")).unwrap();
        for round in 0..50 {
            write("web/src/a.ts", &round.to_string());
        }
        write("web/src/b.ts", "");
        assert_eq!(next(&events), ["web/src/a.ts", "web/src/b.ts"]);

        write("new/deep/c.ts", "1");
        let told = next(&events);
        assert!(told.iter().any(|path| path.starts_with("new")), "{told:?}");
        // The folder's watch is there once it was told of.
        while events.recv_timeout(QUIET * 5).is_ok() {}
        write("new/deep/c.ts", "2");
        assert_eq!(next(&events), ["new/deep/c.ts"]);

        std::fs::remove_file(root.join("web/src/b.ts")).unwrap();
        assert_eq!(next(&events), ["web/src/b.ts"]);
        std::fs::rename(root.join("web/src/a.ts"), root.join("web/src/d.ts")).unwrap();
        assert_eq!(next(&events), ["web/src/a.ts", "web/src/d.ts"]);
    }
}
