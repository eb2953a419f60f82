//! Writes a record into bytes.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::{Folder, Header, Identity, MAGIC, Unseen};
use crate::Stat;

/// Writes a record into bytes. It takes the folders, so that their many names are freed here, where
/// code is always optimized.
pub fn encode(header: &Header, folders: Vec<Folder>) -> Vec<u8> {
    let mut out = Encoder(Vec::with_capacity(1 << 20));
    out.bytes(header.key.as_bytes());
    out.number(header.at as u64);
    out.number(header.until as u64);
    out.list(&header.named_variables, |out, name| {
        out.bytes(name.as_bytes())
    });
    out.0.extend_from_slice(&header.environment);
    out.number(header.variables);
    out.flag(header.unseen.is_some());
    if let Some(Unseen { server, path }) = &header.unseen {
        out.0.extend_from_slice(&server.pid.to_le_bytes());
        out.number(server.started as u64);
        out.path(path);
    }
    out.flag(header.head.is_some());
    out.bytes(header.head.as_deref().unwrap_or_default().as_bytes());
    out.list(&header.ignored, |out, path| out.path(path));
    out.path(&header.output_base);
    out.number(header.files);
    out.number(header.outputs);
    out.list(&header.rc_files, |out, rc| {
        out.path(&rc.path);
        out.flag(rc.digest.is_some());
        out.0.extend_from_slice(&rc.digest.unwrap_or_default());
    });
    out.list(&header.watched, |out, watched| {
        out.path(&watched.path);
        out.flag(watched.only_there);
        out.flag(watched.stat.is_some());
        if let Some(stat) = &watched.stat {
            out.stat(stat);
        }
    });
    out.list(&folders, Encoder::folder);
    [MAGIC, &crc32fast::hash(&out.0).to_le_bytes(), &out.0].concat()
}

struct Encoder(Vec<u8>);

impl Encoder {
    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn path(&mut self, path: &Path) {
        self.bytes(path.as_os_str().as_bytes());
    }

    /// With the zero that system calls want behind it.
    fn name(&mut self, name: &[u8]) {
        self.number(name.len() as u64 + 1);
        self.0.extend_from_slice(name);
        self.0.push(0);
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            write(self, item);
        }
    }

    fn stat(&mut self, stat: &Stat) {
        self.number(stat.inode);
        self.number(stat.size);
        self.number(stat.mtime as u64);
        self.number(stat.ctime as u64);
        self.0.extend_from_slice(&stat.mode.to_le_bytes());
    }

    fn folder(&mut self, folder: &Folder) {
        let start = self.0.len();
        self.number(0);
        let inner = self.0.len();
        self.path(&folder.path);
        self.0.push(folder.listing.code());
        self.list(&folder.entries, |out, entry| {
            out.stat(&entry.stat);
            out.name(&entry.name);
            match &entry.identity {
                Identity::Whole => out.0.push(0),
                Identity::SameFolder => out.0.push(1),
                Identity::LinkTo(target) => {
                    out.0.push(2);
                    out.bytes(target);
                }
            }
        });
        let length = (self.0.len() - inner) as u64;
        self.0[start..inner].copy_from_slice(&length.to_le_bytes());
    }
}
