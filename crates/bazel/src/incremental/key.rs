//! The name of the folder for rustc's state: random, so that no two checkouts share it, and another one as
//! soon as something cannot be proven.
//!
//! The launcher writes the same file before the first build (`tools/bootstrap/build_tk.sh`).

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use checkout::Workspace;
use checkout::files;

/// The key on a line, then the checkout that it is of: one that was copied takes its own.
fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("rust-incremental.key")
}

/// The checkout's key; `None` where it can neither be read nor kept.
pub fn read_or_make(workspace: &Workspace) -> Option<String> {
    read(workspace).or_else(|| renew(workspace))
}

fn read(workspace: &Workspace) -> Option<String> {
    let text = std::fs::read_to_string(path(workspace)).ok()?;
    let (key, root) = text.strip_suffix('\n')?.split_once('\n')?;
    let is_key = key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_key && root == workspace.root.to_string_lossy()).then(|| key.to_owned())
}

/// Another key in the place of the last; `None` where it cannot be kept.
pub fn renew(workspace: &Workspace) -> Option<String> {
    let key = random();
    workspace.make_state_dir();
    let text = format!("{key}\n{}\n", workspace.root.display());
    files::write(&path(workspace), text.as_bytes()).ok()?;
    Some(key)
}

fn random() -> String {
    // The standard library's hashers are seeded by the system.
    use std::hash::{BuildHasher, Hasher};
    let seed = std::hash::RandomState::new().build_hasher().finish();
    files::hex(&Sha256::digest(seed.to_le_bytes())[..8])
}
