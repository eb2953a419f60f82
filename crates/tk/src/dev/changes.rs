//! Reports changed files: a burst of changes is reported once, when it is over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::EventKind;

use super::folders::{Folders, Noticed};
use super::message::Message;
use crate::error::Result;

/// A burst is over when nothing has changed for this long ...
const QUIET: Duration = Duration::from_millis(80);

/// ... or when it has lasted this long.
const LONGEST: Duration = Duration::from_secs(2);

/// How often to try to watch folders again that could not be watched.
const RETRY: Duration = Duration::from_secs(5);

/// Watches a workspace until the receiver is dropped.
///
/// # Errors
/// When the operating system does not allow it.
pub fn watch(root: &Path, events: Sender<Message>) -> Result<()> {
    let (sender, noticed) = channel::<Noticed>();
    let mut folders = Folders::new(root, sender)?;
    std::thread::spawn(move || tell(&mut folders, &noticed, &events));
    Ok(())
}

impl Folders {
    /// What a burst means: which files changed, and whether all folders are still followed.
    fn of_interest(&mut self, burst: Burst) -> Vec<Message> {
        let was_blind = self.is_blind();
        let changed = self.changed(burst);
        let sight = self.news_of_sight();
        // What changed while nobody looked is not known.
        let changed = match changed {
            _ if was_blind && !self.is_blind() => Some(Message::ChangedSomewhere),
            other => other,
        };
        sight.into_iter().chain(changed).collect()
    }

    fn changed(&mut self, burst: Burst) -> Option<Message> {
        if burst.lost_count {
            self.again();
            return Some(Message::ChangedSomewhere);
        }
        if burst.paths.keys().any(|path| path.ends_with(".gitignore")) {
            self.again();
        }
        self.retry();
        let mut changed = Vec::new();
        for (path, came) in burst.paths {
            let meta = path.symlink_metadata().ok();
            let is_dir = meta.as_ref().is_some_and(std::fs::Metadata::is_dir);
            if self.ignores(&path, is_dir) || came && meta.is_none() {
                continue;
            }
            if meta.is_none() || is_dir && came {
                // Another folder may have its name now.
                self.forget(&path);
            }
            if is_dir && came {
                self.follow(&path);
            }
            // Of a folder that was there already, its files' own changes tell.
            if !is_dir || came {
                changed.push(self.below_root(&path));
            }
        }
        (!changed.is_empty()).then_some(Message::Changed(changed))
    }
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
    let mut next_try = Instant::now() + RETRY;
    loop {
        let patience = match folders.is_blind() {
            true => next_try.saturating_duration_since(Instant::now()),
            false => Duration::MAX,
        };
        let burst = match noticed.recv_timeout(patience) {
            Ok(first) => whole_burst(first, noticed),
            // Folders may be watched again: the limit was raised, or others need less.
            Err(RecvTimeoutError::Timeout) => Burst::default(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if next_try <= Instant::now() {
            next_try = Instant::now() + RETRY;
        } else if burst.is_empty() {
            continue;
        }
        for event in folders.of_interest(burst) {
            if events.send(event).is_err() {
                return;
            }
        }
    }
}

/// The changes that follow the first closely, too.
fn whole_burst(first: Noticed, noticed: &Receiver<Noticed>) -> Burst {
    let mut burst = Burst::default();
    burst.take(first);
    if burst.is_empty() {
        return burst;
    }
    let end = Instant::now() + LONGEST;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match noticed.recv_timeout(QUIET.min(left)) {
            Ok(next) => burst.take(next),
            Err(_) => return burst,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use notify::{Config, EventHandler, RecursiveMode, Watcher, WatcherKind};

    use super::super::folders::changes_to;
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

    /// A watcher that has no room for folders of one name; it counts how often it is asked for one.
    struct Partial {
        of_others: notify::RecommendedWatcher,
        refused: Arc<AtomicUsize>,
    }

    impl Watcher for Partial {
        fn new<F: EventHandler>(heard: F, config: Config) -> notify::Result<Self> {
            Ok(Self {
                of_others: notify::RecommendedWatcher::new(heard, config)?,
                refused: Arc::default(),
            })
        }

        fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
            if path.ends_with("unwatched") {
                self.refused.fetch_add(1, Ordering::SeqCst);
                return Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch));
            }
            self.of_others.watch(path, mode)
        }

        fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
            self.of_others.unwatch(path)
        }

        fn kind() -> WatcherKind {
            notify::RecommendedWatcher::kind()
        }
    }

    #[test]
    fn what_can_be_watched_is_told_of_beside_what_cannot() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let (sender, noticed) = channel();
        let watcher = Partial::new(changes_to(sender), Config::default()).unwrap();
        let refused = watcher.refused.clone();
        let mut folders = Folders::watched_by(Box::new(watcher), &root).unwrap();
        let (sender, events) = channel();
        std::thread::spawn(move || tell(&mut folders, &noticed, &sender));
        std::fs::create_dir(root.join("unwatched")).unwrap();
        let first = events.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(first, Message::Unwatched { .. }));
        assert_eq!(next(&events), ["unwatched"]);
        for round in 0..3 {
            std::thread::sleep(QUIET * 3);
            std::fs::write(root.join("a"), round.to_string()).unwrap();
            assert_eq!(next(&events), ["a"]);
        }
        // Looking at it is no reason to look again.
        let refused = refused.load(Ordering::SeqCst);
        assert!(refused < 20, "asked {refused} times");
    }
}
