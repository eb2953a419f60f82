//! Runs parts of tests subject to the permissions of files, also as root.
//!
//! Root may write to a read-only folder, so as root a test of such a folder would pass whatever it tests.
//!
//! ```
//! use std::fs::{File, Permissions, set_permissions};
//! use std::os::unix::fs::PermissionsExt;
//!
//! let dir = tempfile::tempdir().unwrap();
//! set_permissions(dir.path(), Permissions::from_mode(0o555)).unwrap();
//! let made = unprivileged::unprivileged(|| File::create(dir.path().join("file")));
//! assert!(made.is_err());
//! ```

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;

/// Runs it in a thread of its own without any privilege. Programs that it starts get root's privileges back.
///
/// # Panics
/// Where permissions do not hold even so: nothing would be tested. And where `run` does.
pub fn unprivileged<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let dropped = drop_capabilities();
            assert!(dropped.is_ok(), "cannot drop privileges: {dropped:?}");
            let hold = permissions_hold();
            assert!(
                matches!(hold, Ok(true)),
                "a read-only folder can be written to: nothing would be tested ({hold:?})"
            );
            run()
        });
        match thread.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Of this thread alone.
#[cfg(target_os = "linux")]
fn drop_capabilities() -> io::Result<()> {
    use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};
    let none = CapabilitySet::empty();
    let sets = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    Ok(set_capabilities(None, sets)?)
}

/// Other systems know no threads with fewer privileges; as root, what follows says so.
#[cfg(not(target_os = "linux"))]
fn drop_capabilities() -> io::Result<()> {
    Ok(())
}

/// Whether a folder that nobody may write to cannot be written to.
fn permissions_hold() -> io::Result<bool> {
    let dir = tempfile::tempdir()?;
    fs::set_permissions(dir.path(), Permissions::from_mode(0o555))?;
    match File::create(dir.path().join("file")) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_hold_within_and_nothing_changes_without() {
        let before = permissions_hold().ok();
        assert_eq!(unprivileged(|| permissions_hold().ok()), Some(true));
        assert_eq!(permissions_hold().ok(), before);
    }

    #[test]
    fn what_it_returns_and_how_it_fails_are_handed_on() {
        assert_eq!(unprivileged(|| 7), 7);
        let failed = std::panic::catch_unwind(|| unprivileged(|| assert_eq!(1, 2)));
        assert!(failed.is_err());
    }
}
