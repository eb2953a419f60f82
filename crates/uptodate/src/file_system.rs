//! File systems with unreliable timestamps.

use std::path::Path;

use crate::Error;

/// File systems whose timestamps come from other machines, or are inexact.
#[cfg(target_os = "linux")]
const UNRELIABLE: [u64; 11] = [
    0x6969,      // NFS
    0x517b,      // SMB
    0xff53_4d42, // CIFS
    0xfe53_4d42, // SMB 2
    0x0102_1997, // 9P
    0x6573_5546, // FUSE
    0x00c3_6400, // Ceph
    0x5346_414f, // AFS
    0x0bd0_0bd0, // Lustre
    0x4d44,      // FAT
    0x2011_bab0, // exFAT
];

/// Checks the type of a folder's file system.
///
/// # Errors
/// [`Error::FileSystem`] when its timestamps are unreliable, [`Error::Unreadable`] when the type is
/// unknown.
#[cfg(target_os = "linux")]
pub fn check(path: &Path) -> Result<(), Error> {
    let stat = rustix::fs::statfs(path).map_err(|source| Error::unreadable(path, source))?;
    #[allow(
        clippy::unnecessary_cast,
        reason = "the field's type differs from system to system"
    )]
    let kind = (stat.f_type as u64) & 0xffff_ffff;
    if UNRELIABLE.contains(&kind) {
        return Err(Error::FileSystem(path.to_owned()));
    }
    Ok(())
}

/// Accepts every file system: other systems do not tell its type.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn check(_path: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_on_none() {
        assert!(matches!(
            check(Path::new("/none/at/all")),
            Err(Error::Unreadable { .. })
        ));
    }
}
