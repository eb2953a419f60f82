//! Reads a record's bytes, from front to back.

use std::ffi::{CStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use super::{EntryView, Header, RcFile, Unseen, Watched};
use crate::Stat;
use crate::server::Server;

/// What is left to read. Whatever does not fit is `None`.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A length or a count, which is never more than the bytes that are left.
    pub(super) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        self.take(length)
    }

    fn path(&mut self) -> Option<PathBuf> {
        Some(PathBuf::from(OsString::from_vec(self.bytes()?.to_vec())))
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| read(self)).collect()
    }

    fn stat(&mut self) -> Option<Stat> {
        Some(Stat {
            inode: self.number()?,
            size: self.number()?,
            mtime: self.number()? as i64,
            ctime: self.number()? as i64,
            mode: self.array().map(u32::from_le_bytes)?,
        })
    }

    pub(super) fn entry(&mut self) -> Option<EntryView<'a>> {
        let stat = self.stat()?;
        let name = CStr::from_bytes_with_nul(self.bytes()?).ok()?;
        let kind = self.byte()?;
        Some(EntryView {
            name,
            stat,
            same_folder: kind == 1,
            link_to: if kind == 2 { Some(self.bytes()?) } else { None },
        })
    }

    pub(super) fn header(&mut self) -> Option<Header> {
        Some(Header {
            key: self.text()?,
            at: self.number()? as i64,
            until: self.number()? as i64,
            named_variables: self.list(|input| input.path().map(PathBuf::into_os_string))?,
            environment: self.array()?,
            variables: self.number()?,
            unseen: self.unseen()?,
            head: self.head()?,
            ignored: self.list(Self::path)?,
            output_base: self.path()?,
            files: self.number()?,
            outputs: self.number()?,
            rc_files: self.list(Self::rc_file)?,
            watched: self.list(Self::watched)?,
        })
    }

    fn unseen(&mut self) -> Option<Option<Unseen>> {
        if self.byte()? == 0 {
            return Some(None);
        }
        let server = Server {
            pid: self.array().map(i32::from_le_bytes)?,
            started: self.number()? as i64,
        };
        let path = self.path()?;
        Some(Some(Unseen { server, path }))
    }

    fn head(&mut self) -> Option<Option<String>> {
        let counts = self.byte()? == 1;
        let head = self.text()?;
        Some(counts.then_some(head))
    }

    fn rc_file(&mut self) -> Option<RcFile> {
        let path = self.path()?;
        let is_there = self.byte()? == 1;
        let digest = self.array()?;
        Some(RcFile {
            path,
            digest: is_there.then_some(digest),
        })
    }

    fn watched(&mut self) -> Option<Watched> {
        Some(Watched {
            path: self.path()?,
            only_there: self.byte()? == 1,
            stat: if self.byte()? == 1 {
                Some(self.stat()?)
            } else {
                None
            },
        })
    }
}
