//! Changes that a running Bazel server does not see, and a new one does.
//!
//! A server takes a file for unchanged if its length and mtime are what they were (measured with Bazel 7.7.1: neither
//! inode nor ctime count). So after content was replaced by as much with its time set back, or a file or folder by another
//! of the same time (`cp -p`, `rsync --archive`, `mv`), Bazel may have nothing to do although a new server has. What such
//! a build left is up to date only as long as the server runs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rustix::fs::FileType;

use crate::Stat;
use crate::markers::{Fetch, Fetches};
use crate::record::{Entry, Folder, Record, Watched};
use crate::server::Server;

/// Where a change may have gone unseen.
pub struct Looked<'a> {
    /// Every folder that was looked at.
    pub folders: &'a [Folder],
    /// What links lead to outside them.
    pub watched: &'a [Watched],
    /// The folder of outputs: Bazel sets the mode of each after it was written.
    pub outputs: &'a Path,
    /// The folder of the repositories.
    pub external: &'a Path,
    /// The folder of what was published, which Bazel does not read.
    pub published: &'a Path,
    /// What was recorded of the same command before.
    pub before: Option<&'a Record>,
}

impl Looked<'_> {
    /// The first file or folder that may have changed behind a server's back.
    #[must_use]
    pub fn unseen_by(&self, server: &Server) -> Option<PathBuf> {
        let inherited = self.inherited(server);
        inherited
            .or_else(|| self.set_back_since(server.started))
            .or_else(|| self.replaced())
    }

    /// What was unseen when the command was recorded before, and still is.
    fn inherited(&self, server: &Server) -> Option<PathBuf> {
        let unseen = self.before?.header.unseen.as_ref()?;
        (unseen.server == *server).then(|| unseen.path.clone())
    }

    /// A source with a time of content from before its last change.
    fn set_back_since(&self, started: i64) -> Option<PathBuf> {
        let is_set_back = |stat: &Stat| {
            stat.ctime > started && stat.mtime < stat.ctime && is_file_or_folder(stat)
        };
        let sources = self
            .looked_at_by_bazel()
            .filter(|folder| !folder.path.starts_with(self.outputs));
        let of_builds = [self.outputs, self.published, self.external];
        let linked = self.watched.iter().find(|watched| {
            let stat = watched.stat.filter(|_| !watched.only_there);
            !of_builds
                .iter()
                .any(|folder| watched.path.starts_with(folder))
                && stat.as_ref().is_some_and(is_set_back)
        });
        // Bazel, too, sets the modes of what it has written into a repository.
        let fetches = Fetches::of(self.external, self.folders);
        let is_as_fetched = |folder: &Folder, entry: &Entry| match fetches.of_entry(folder, entry) {
            Fetch::None | Fetch::Unmarked => false,
            Fetch::Marker => true,
            Fetch::At(time) => entry.stat.ctime <= time,
        };
        first(sources, |folder, entry| {
            is_set_back(&entry.stat) && !is_as_fetched(folder, entry)
        })
        .or_else(|| linked.map(|watched| watched.path.clone()))
    }

    fn looked_at_by_bazel(&self) -> impl Iterator<Item = &Folder> {
        { self.folders.iter() }.filter(|folder| !folder.path.starts_with(self.published))
    }

    /// A file or folder, output or not, of the same length and time as the one recorded in its place, and yet another.
    fn replaced(&self) -> Option<PathBuf> {
        let before = self.before?;
        let all = (0..before.folder_count()).filter_map(|index| before.folder(index));
        let by_path: HashMap<_, _> = all.map(|folder| (folder.path, folder)).collect();
        self.looked_at_by_bazel().find_map(|folder| {
            let then = by_path.get(&*folder.path)?;
            let then: HashMap<_, _> = then
                .entries()
                .map(|entry| (entry.name.to_bytes(), entry.stat))
                .collect();
            first([folder], |_, entry| {
                then.get(&*entry.name).is_some_and(|then| {
                    let now = &entry.stat;
                    (then.size, then.mtime) == (now.size, now.mtime)
                        && (then.inode, then.ctime) != (now.inode, now.ctime)
                        && is_file_or_folder(now)
                })
            })
        })
    }
}

fn is_file_or_folder(stat: &Stat) -> bool {
    matches!(stat.kind(), FileType::RegularFile | FileType::Directory)
}

fn first<'a>(
    folders: impl IntoIterator<Item = &'a Folder>,
    matches: impl Fn(&Folder, &Entry) -> bool,
) -> Option<PathBuf> {
    folders.into_iter().find_map(|folder| {
        let entry = { &folder.entries }
            .iter()
            .find(|entry| matches(folder, entry))?;
        Some(folder.path_of(entry))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Header, Identity, Listing, Unseen, encode};

    const SERVER: Server = Server {
        pid: 7,
        started: 100,
    };

    /// A file's name, inode, mtime and ctime.
    type File = (&'static str, u64, i64, i64);

    fn folder(path: &str, files: &[File]) -> Folder {
        let entry = |(name, inode, mtime, ctime): &File| Entry {
            name: name.as_bytes().to_vec(),
            stat: Stat {
                inode: *inode,
                size: 4,
                mtime: *mtime,
                ctime: *ctime,
                mode: 0o100_644,
            },
            identity: Identity::Whole,
        };
        Folder {
            path: path.into(),
            listing: Listing::Strict,
            entries: files.iter().map(entry).collect(),
        }
    }

    fn unseen(folders: &[Folder], before: Option<&Record>) -> Option<PathBuf> {
        unseen_beside(&[], folders, before)
    }

    fn unseen_beside(
        watched: &[Watched],
        folders: &[Folder],
        before: Option<&Record>,
    ) -> Option<PathBuf> {
        let looked = Looked {
            folders,
            watched,
            outputs: Path::new("/out"),
            external: Path::new("/external"),
            published: Path::new("/ws/dist"),
            before,
        };
        looked.unseen_by(&SERVER)
    }

    fn record(folders: Vec<Folder>, unseen: Option<Unseen>) -> Record {
        let header = Header {
            unseen,
            ..Header::default()
        };
        Record::decode(encode(&header, folders)).unwrap()
    }

    #[test]
    fn a_time_that_was_set_back_while_the_server_ran_hides_a_change() {
        for (file, is_hidden) in [
            (("written", 1, 150, 150), false),
            (("set_back", 1, 50, 150), true),
            (("set_back_before", 1, 50, 90), false),
        ] {
            let found = unseen(&[folder("/ws", &[file])], None);
            assert_eq!(found.is_some(), is_hidden, "{file:?}");
            for elsewhere in ["/out/bin", "/ws/dist/linux"] {
                assert_eq!(unseen(&[folder(elsewhere, &[file])], None), None);
            }
        }
    }

    #[test]
    fn where_links_lead_counts_and_where_builds_write_does_not() {
        let stat = folder("/ws", &[("a", 1, 50, 150)]).entries[0].stat;
        for (path, is_hidden) in [("/far/a", true), ("/ws/dist/linux", false), ("/out", false)] {
            let watched = [Watched {
                path: path.into(),
                stat: Some(stat),
                only_there: false,
            }];
            let found = unseen_beside(&watched, &[], None);
            assert_eq!(found.is_some(), is_hidden, "{path}");
        }
    }

    #[test]
    fn bazel_sets_the_modes_of_what_it_fetches() {
        let found = |ctime| {
            let marker = folder(
                "/external",
                &[("@a.marker", 1, 150, 150), ("a", 2, 140, 149)],
            );
            unseen(
                &[marker, folder("/external/a", &[("file", 3, 130, ctime)])],
                None,
            )
        };
        assert_eq!(found(140), None);
        assert_eq!(found(160), Some("/external/a/file".into()));
    }

    #[test]
    fn another_file_of_the_same_length_and_time_hides_a_change() {
        let before = record(vec![folder("/out", &[("a", 1, 50, 60)])], None);
        let now = |file: File| unseen(&[folder("/out", &[file])], Some(&before));
        assert_eq!(now(("a", 1, 50, 60)), None);
        assert_eq!(now(("a", 1, 55, 60)), None, "the server sees it");
        assert_eq!(now(("a", 1, 50, 70)), Some("/out/a".into()));
        assert_eq!(now(("a", 2, 50, 60)), Some("/out/a".into()));
        assert_eq!(now(("b", 2, 50, 60)), None);
    }

    #[test]
    fn what_a_server_did_not_see_it_does_not_see_later() {
        let of = |pid| {
            let unseen = Unseen {
                server: Server { pid, ..SERVER },
                path: "/ws/a".into(),
            };
            record(Vec::new(), Some(unseen))
        };
        assert_eq!(unseen(&[], Some(&of(7))), Some("/ws/a".into()));
        assert_eq!(unseen(&[], Some(&of(8))), None);
    }
}
