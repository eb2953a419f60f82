//! `.tk/fast.*`: the record of a build that had nothing to do.
//!
//! A binary file with a checksum: it is read whole before every build, and ignored if it is damaged.

mod decode;
mod encode;

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::server::Server;
use crate::{Error, Stat};
use decode::Decoder;
pub use encode::encode;

/// Raised when the format changes.
const MAGIC: &[u8] = b"tk fast path, form 2\n";

/// A folder's entries, and which of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// All; that there are no others is proven by the folder's own times.
    Strict,
    /// The workspace's root: neither `.git` nor `.tk`, nor Bazel's own links and what was ignored.
    Root,
    /// `bazel-out`: the folders of the configurations.
    Outputs,
    /// A configuration's folder: all but the logs of tests.
    Configuration,
    /// These entries, whatever else there is.
    Named,
}

impl Listing {
    const ALL: [Self; 5] = [
        Self::Strict,
        Self::Root,
        Self::Outputs,
        Self::Configuration,
        Self::Named,
    ];

    fn code(self) -> u8 {
        Self::ALL
            .iter()
            .position(|other| *other == self)
            .unwrap_or_default() as u8
    }
}

/// How much of an entry must be unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// All of its [`Stat`].
    Whole,
    /// It is the same folder; its entries are looked at one by one.
    SameFolder,
    /// It is a link to this; Bazel may recreate it at any time.
    LinkTo(Vec<u8>),
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: Vec<u8>,
    /// Its data.
    pub stat: Stat,
    /// What of it counts.
    pub identity: Identity,
}

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// Which of its entries count.
    pub listing: Listing,
    /// Those of its entries that count.
    pub entries: Vec<Entry>,
}

impl Folder {
    /// Where one of its entries is.
    pub(crate) fn path_of(&self, entry: &Entry) -> PathBuf {
        self.path.join(OsStr::from_bytes(&entry.name))
    }
}

/// A path outside the folders, links followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// What it leads to; `None` when there is nothing.
    pub stat: Option<Stat>,
    /// Whether only its existence counts.
    pub only_there: bool,
}

/// An rc file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RcFile {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// Its content's digest; `None` when there is no such file.
    pub digest: Option<[u8; 32]>,
}

/// A change that a server did not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The server.
    pub server: Server,
    /// The file or folder, absolute.
    pub path: PathBuf,
}

/// All that is remembered, without the folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The command and everything that is decided before Bazel runs.
    pub key: String,
    /// When the build began, in milliseconds since 1970.
    pub at: i64,
    /// When it expires, in milliseconds since 1970; 0: never.
    pub until: i64,
    /// Variables that count although they are usually ignored.
    pub named_variables: Vec<OsString>,
    /// The digest of the variables that count.
    pub environment: [u8; 32],
    /// How many they are.
    pub variables: u64,
    /// What counts only as long as a server runs.
    pub unseen: Option<Unseen>,
    /// The commit that is checked out, where there is a manifest to name it; empty: none is.
    pub head: Option<String>,
    /// The names below the root that are not looked at.
    pub ignored: Vec<PathBuf>,
    /// Where Bazel's outputs are.
    pub output_base: PathBuf,
    /// How many files are looked at, apart from outputs.
    pub files: u64,
    /// How many outputs are looked at.
    pub outputs: u64,
    /// The rc files.
    pub rc_files: Vec<RcFile>,
    /// Other paths.
    pub watched: Vec<Watched>,
}

/// A record that was read: the folders stay in their bytes until each is looked at.
#[derive(Debug)]
pub struct Record {
    /// All else.
    pub header: Header,
    bytes: Vec<u8>,
    /// The offset of each folder in the bytes.
    folders: Vec<usize>,
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is damaged or has another format.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::read(bytes).ok_or(Error::Damaged)
    }

    fn read(bytes: Vec<u8>) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (sum, body) = rest.split_first_chunk::<4>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let start = MAGIC.len() + 4;
        let mut input = Decoder { rest: body };
        let header = input.header()?;
        let count = input.count()?;
        let mut folders = Vec::with_capacity(count);
        for _ in 0..count {
            folders.push(start + body.len() - input.rest.len());
            let length = input.count()?;
            input.take(length)?;
        }
        input.rest.is_empty().then_some(Self {
            header,
            bytes,
            folders,
        })
    }

    /// How many folders there are.
    pub fn folder_count(&self) -> usize {
        self.folders.len()
    }

    /// One of the folders.
    pub fn folder(&self, index: usize) -> Option<FolderView<'_>> {
        let mut input = Decoder {
            rest: self.bytes.get(*self.folders.get(index)?..)?,
        };
        input.count()?;
        let path = Path::new(OsStr::from_bytes(input.bytes()?));
        let listing = *Listing::ALL.get(usize::from(input.byte()?))?;
        let count = input.count()?;
        Some(FolderView {
            path,
            listing,
            count,
            entries: input,
        })
    }
}

/// A folder in the bytes of a record.
pub struct FolderView<'a> {
    /// Where it is, absolute.
    pub path: &'a Path,
    /// Which of its entries count.
    pub listing: Listing,
    /// How many entries it has.
    pub count: usize,
    entries: Decoder<'a>,
}

/// An entry in the bytes of a record.
pub struct EntryView<'a> {
    /// Its name.
    pub name: &'a CStr,
    /// Its data.
    pub stat: Stat,
    /// Whether it only has to be the same folder.
    pub same_folder: bool,
    /// What it links to, where that alone counts.
    pub link_to: Option<&'a [u8]>,
}

impl<'a> FolderView<'a> {
    /// The entries.
    pub fn entries(&self) -> impl Iterator<Item = EntryView<'a>> {
        let mut input = self.entries;
        (0..self.count).map_while(move |_| input.entry())
    }
}

#[cfg(test)]
mod tests;
