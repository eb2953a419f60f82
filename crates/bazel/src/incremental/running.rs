//! Who uses the state: one build at a time, and one that was killed is noticed by the next.

use std::fs::File;
use std::io::{Read, Seek, Write};

use checkout::{Workspace, files};

/// The right to use the state. The kernel takes the lock back when its owner dies; what the file says
/// stays.
pub struct Running {
    file: File,
    /// Whether the last owner did not come to its end: what its build made is not proven.
    pub was_unfinished: bool,
}

impl Running {
    /// Claims the state; `None` while another build of this checkout has it.
    pub fn claim(workspace: &Workspace) -> Option<Self> {
        let path = workspace.make_state_dir().join("rust-incremental.lock");
        let mut file = files::open_private(&path).ok()?;
        file.try_lock().ok()?;
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        let running = Self {
            file,
            was_unfinished: !text.is_empty(),
        };
        running.say("running\n")?;
        Some(running)
    }

    /// The build is over, and what it made is proven or forgotten.
    pub fn end(self) {
        // If this fails, the next build assumes that this one was killed, and drops the state.
        let _ = self.say("");
    }

    fn say(&self, text: &str) -> Option<()> {
        let mut file = &self.file;
        file.rewind().ok()?;
        file.set_len(0).ok()?;
        file.write_all(text.as_bytes()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_was_killed_is_noticed_once() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let first = Running::claim(&workspace).unwrap();
        assert!(!first.was_unfinished);
        assert!(Running::claim(&workspace).is_none(), "it is in use");
        drop(first);
        let second = Running::claim(&workspace).unwrap();
        assert!(second.was_unfinished);
        second.end();
        assert!(!Running::claim(&workspace).unwrap().was_unfinished);
    }
}
