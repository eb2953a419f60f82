//! What a sandbox uses: the limits that no `rlimit` holds, or not for root.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use service::limits::Limits;

use super::processes::Processes;
use crate::places::Places;

/// The first look at the disk; later ones are as rare as they are slow.
const DISK: Duration = Duration::from_secs(2);

pub(super) struct Usage {
    limits: Limits,
    folders: [PathBuf; 3],
    next_look: Instant,
}

impl Usage {
    pub(super) fn new(limits: &Limits, places: &Places) -> Self {
        Self {
            limits: limits.clone(),
            folders: [places.tree(), places.home(), places.check()],
            next_look: Instant::now() + DISK,
        }
    }

    /// What the sandbox has too much of, in words.
    pub(super) async fn excess(&mut self, processes: &Processes) -> Option<String> {
        let threads: u64 = processes.others.iter().map(|it| it.threads()).sum();
        if threads > u64::from(self.limits.processes) {
            return Some(format!(
                "it has more than {} processes and threads",
                self.limits.processes
            ));
        }
        let memory: u64 = processes.others.iter().map(|it| it.memory()).sum();
        if memory > self.limits.memory_bytes {
            return Some(format!(
                "it uses more than {} bytes of memory",
                self.limits.memory_bytes
            ));
        }
        if Instant::now() < self.next_look {
            return None;
        }
        self.excess_on_disk().await
    }

    async fn excess_on_disk(&mut self) -> Option<String> {
        let (folders, limit) = (self.folders.clone(), self.limits.disk_bytes);
        let began = Instant::now();
        let look = move || {
            let mut left = limit;
            folders.iter().all(|folder| take(folder, &mut left))
        };
        let fits = tokio::task::spawn_blocking(look).await.unwrap_or(true);
        self.next_look = Instant::now() + DISK.max(began.elapsed() * 20);
        (!fits).then(|| format!("its workspace has more than {limit} bytes"))
    }
}

/// Takes the size of everything below a folder from what is left; false where that is not enough. Links are not followed,
/// and what vanishes meanwhile has no size.
fn take(folder: &Path, left: &mut u64) -> bool {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                open.push(entry.path());
            }
            match left.checked_sub(on_disk(&metadata)) {
                Some(rest) => *left = rest,
                None => return false,
            }
        }
    }
    true
}

/// What it takes of the disk: a file with holes takes less than its length.
fn on_disk(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata) * 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_count_and_holes_and_links_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("file"), vec![1; 100_000]).unwrap();
        let holes = fs::File::create(inner.join("holes")).unwrap();
        holes.set_len(1 << 40).unwrap();
        std::os::unix::fs::symlink("/", inner.join("link")).unwrap();
        let mut left = 200_000;
        assert!(take(folder.path(), &mut left));
        assert!(left < 100_000);
        assert!(!take(folder.path(), &mut 90_000));
    }
}
