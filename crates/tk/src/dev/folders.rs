//! The watched folders of a workspace, and those that cannot be watched.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::ignored::Ignored;
use super::message::Message;
use crate::error::{Error, Result};

/// What the operating system says.
pub type Noticed = notify::Result<notify::Event>;

/// Passes on what is more than reading: looking at a folder that cannot be watched is noticed in the one above it.
pub fn changes_to(noticed: Sender<Noticed>) -> impl EventHandler {
    move |event: Noticed| {
        let is_access = |event: &notify::Event| matches!(event.kind, EventKind::Access(_));
        if !event.as_ref().is_ok_and(is_access) {
            // Nobody listens any more where the session ends.
            let _ = noticed.send(event);
        }
    }
}

/// The watched folders.
pub struct Folders {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    ignored: Ignored,
    watched: BTreeSet<PathBuf>,
    /// Folders that cannot be watched: what changes in and below them is not noticed.
    unwatched: BTreeSet<PathBuf>,
    /// Why not, until it is told.
    reason: Option<Error>,
    /// How many of them were told of.
    told: usize,
}

impl Folders {
    /// Watches all folders of a workspace that are not ignored.
    ///
    /// # Errors
    /// When the operating system does not allow it.
    pub fn new(root: &Path, noticed: Sender<Noticed>) -> Result<Self> {
        let watcher = RecommendedWatcher::new(changes_to(noticed), notify::Config::default())
            .map_err(watch_error(root))?;
        Self::watched_by(Box::new(watcher), root)
    }

    /// The same, with a watcher of the caller.
    ///
    /// # Errors
    /// When it refuses.
    pub fn watched_by(watcher: Box<dyn Watcher + Send>, root: &Path) -> Result<Self> {
        let mut folders = Self {
            root: root.to_owned(),
            watcher,
            ignored: Ignored::new(root),
            watched: BTreeSet::new(),
            unwatched: BTreeSet::new(),
            reason: None,
            told: 0,
        };
        folders.follow(root);
        match folders.reason.take() {
            Some(error) => Err(error),
            None => Ok(folders),
        }
    }

    /// Whether changes in some folders are not noticed.
    pub fn is_blind(&self) -> bool {
        !self.unwatched.is_empty()
    }

    /// Whether a path is none whose changes are of interest.
    pub fn ignores(&mut self, path: &Path, is_dir: bool) -> bool {
        self.ignored.matches(path, is_dir)
    }

    /// A path as seen from the root.
    pub fn below_root(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }

    /// Watches a folder and its subfolders, except ignored ones: a watch costs kernel memory, and build
    /// outputs must not trigger builds. Links are not followed.
    pub fn follow(&mut self, folder: &Path) {
        if self.watched.contains(folder) {
            return;
        }
        // Elsewhere a watch of the whole is as cheap as one of a folder.
        let mode = if cfg!(target_os = "linux") {
            RecursiveMode::NonRecursive
        } else {
            RecursiveMode::Recursive
        };
        if let Err(error) = self.watcher.watch(folder, mode) {
            // Gone again already, or not ours to read: Bazel will say so, if it minds.
            if folder == self.root || is_readable(folder) {
                self.reason = Some(watch_error(folder)(error));
                self.unwatched.insert(folder.to_owned());
            }
            return;
        }
        self.watched.insert(folder.to_owned());
        if mode == RecursiveMode::Recursive {
            return;
        }
        let Ok(entries) = folder.read_dir() else {
            return;
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !self.ignored.matches(&path, true)
            {
                self.follow(&path);
            }
        }
    }

    /// Takes a folder and what was below it for gone.
    pub fn forget(&mut self, folder: &Path) {
        for known in [&mut self.watched, &mut self.unwatched] {
            let from = (Bound::Included(folder), Bound::Unbounded);
            let gone = known.range::<Path, _>(from);
            let gone: Vec<PathBuf> = gone
                .take_while(|path| path.starts_with(folder))
                .cloned()
                .collect();
            for path in gone {
                known.remove(&path);
            }
        }
    }

    /// Watches everything anew, after changes were lost or other folders are ignored.
    pub fn again(&mut self) {
        self.ignored.forget();
        self.watched.clear();
        self.unwatched.clear();
        let root = self.root.clone();
        self.follow(&root);
    }

    /// Tries once more to watch what could not be watched.
    pub fn retry(&mut self) {
        for folder in std::mem::take(&mut self.unwatched) {
            if self.ignored.matches(&folder, true) || !folder.is_dir() {
                continue;
            }
            self.follow(&folder);
        }
    }

    /// What people are to hear of folders that are not watched: at first, when there are many more of them, and when all
    /// are watched again.
    pub fn news_of_sight(&mut self) -> Option<Message> {
        let reason = self.reason.take();
        let count = self.unwatched.len();
        if count == 0 {
            let was_told = std::mem::take(&mut self.told) > 0;
            return was_told.then_some(Message::WatchedAgain);
        }
        let first = self.unwatched.first()?;
        if count < 2 * self.told {
            return None;
        }
        self.told = count;
        Some(Message::Unwatched {
            first: self.below_root(first),
            others: count - 1,
            reason: reason?,
        })
    }
}

fn watch_error(path: &Path) -> impl FnOnce(notify::Error) -> Error {
    let path = path.to_owned();
    move |mut source| {
        // The message names it already.
        source.paths.clear();
        Error::Watch { path, source }
    }
}

fn is_readable(folder: &Path) -> bool {
    folder.read_dir().is_ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use notify::{Config, ErrorKind, WatcherKind};

    use super::*;

    /// An operating system that has room for so many watches.
    struct Narrow(Arc<AtomicUsize>);

    impl Watcher for Narrow {
        fn new<F: EventHandler>(_: F, _: Config) -> notify::Result<Self> {
            Ok(Self(Arc::default()))
        }

        fn watch(&mut self, _: &Path, _: RecursiveMode) -> notify::Result<()> {
            let less = |room: usize| room.checked_sub(1);
            let taken = self
                .0
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
            let full = |_| notify::Error::new(ErrorKind::MaxFilesWatch);
            taken.map(|_| ()).map_err(full)
        }

        fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
            Ok(())
        }

        fn kind() -> WatcherKind {
            WatcherKind::NullWatcher
        }
    }

    /// A workspace with a folder, and the room that is left for watches of others.
    fn narrow(room: usize) -> (tempfile::TempDir, Arc<AtomicUsize>, Result<Folders>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        let room = Arc::new(AtomicUsize::new(room));
        let folders = Folders::watched_by(Box::new(Narrow(room.clone())), dir.path());
        (dir, room, folders)
    }

    /// What is told: the first folder, the number of others, and the hint; `again` when all is well.
    fn news(folders: &mut Folders) -> Option<(String, usize, &'static str)> {
        match folders.news_of_sight()? {
            Message::Unwatched {
                first,
                others,
                reason,
            } => Some((first.display().to_string(), others, reason.hint().unwrap())),
            Message::WatchedAgain => Some(("again".to_owned(), 0, "")),
            _ => panic!("no news of sight"),
        }
    }

    #[test]
    fn too_few_watches_at_the_start_are_an_error() {
        let (_dir, _, folders) = narrow(1);
        let Err(error) = folders.map(|_| ()) else {
            panic!("not an error");
        };
        assert!(error.to_string().contains("/a"), "{error}");
        assert!(error.hint().unwrap().contains("max_"));
    }

    #[test]
    fn folders_that_cannot_be_watched_are_told_of_until_they_can() {
        let (dir, room, folders) = narrow(2);
        let mut folders = folders.unwrap();
        assert_eq!(news(&mut folders), None);
        let come = |folders: &mut Folders, name: &str| {
            std::fs::create_dir_all(dir.path().join(name).join("deep")).unwrap();
            folders.follow(&dir.path().join(name));
        };
        come(&mut folders, "b");
        come(&mut folders, "c");
        let (first, others, hint) = news(&mut folders).unwrap();
        assert_eq!((first.as_str(), others), ("b", 1));
        assert!(hint.starts_with("raise the limit"), "{hint}");
        // Not with each folder again.
        come(&mut folders, "d");
        assert_eq!(news(&mut folders), None);
        come(&mut folders, "e");
        assert_eq!(news(&mut folders).unwrap().1, 3);

        // A folder that is gone needs no watch.
        std::fs::remove_dir_all(dir.path().join("e")).unwrap();
        room.store(10, Ordering::SeqCst);
        folders.retry();
        assert!(!folders.is_blind());
        assert_eq!(news(&mut folders).unwrap().0, "again");
        assert_eq!(news(&mut folders), None);
        for name in ["b", "b/deep", "c/deep", "d/deep"] {
            assert!(folders.watched.contains(&dir.path().join(name)), "{name}");
        }
        folders.forget(&dir.path().join("b"));
        assert!(!folders.watched.contains(&dir.path().join("b/deep")));
        assert!(folders.watched.contains(&dir.path().join("c")));
    }
}
