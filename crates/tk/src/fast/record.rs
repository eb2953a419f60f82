//! `.tk/fast.*`: what is remembered of a build that had nothing to do.
//!
//! A binary file with a checksum: it is read whole in front of every build, and what is not exactly
//! as it was written is ignored.

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use super::stat::Stat;

/// Raised when the form changes.
const MAGIC: &[u8] = b"tk fast path, form 1\n";

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

/// How much of an entry has to be as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Everything.
    Whole,
    /// It is the same folder; its entries are looked at one by one.
    SameFolder,
    /// It is a link to this; Bazel makes it anew when it likes.
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
    /// They.
    pub entries: Vec<Entry>,
}

/// A path outside the folders, links followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// It, absolute.
    pub path: PathBuf,
    /// What it leads to; `None` when there is nothing.
    pub stat: Option<Stat>,
    /// Whether only its being there counts.
    pub only_there: bool,
}

/// An rc file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RcFile {
    /// It, absolute.
    pub path: PathBuf,
    /// Its content's digest; `None` when there is no such file.
    pub digest: Option<[u8; 32]>,
}

/// All that is remembered, without the folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The command and everything that is decided before Bazel runs.
    pub key: String,
    /// When the build began, in milliseconds since 1970.
    pub at: i64,
    /// Until when it holds, in milliseconds since 1970; 0: for ever.
    pub until: i64,
    /// Variables that count although they usually do not.
    pub named_variables: Vec<OsString>,
    /// The digest of the variables that count.
    pub environment: [u8; 32],
    /// How many they are.
    pub variables: u64,
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

/// Writes a record into bytes.
pub fn encode(header: &Header, folders: &[Folder]) -> Vec<u8> {
    let mut out = Encoder(Vec::with_capacity(1 << 20));
    out.bytes(header.key.as_bytes());
    out.number(header.at as u64);
    out.number(header.until as u64);
    out.list(&header.named_variables, |out, name| {
        out.bytes(name.as_bytes())
    });
    out.0.extend_from_slice(&header.environment);
    out.number(header.variables);
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
    out.list(folders, Encoder::folder);
    let mut checksum = flate2::Crc::new();
    checksum.update(&out.0);
    [MAGIC, &checksum.sum().to_le_bytes(), &out.0].concat()
}

/// A record that was read: the folders stay in their bytes until each is looked at.
#[derive(Debug)]
pub struct Record {
    /// All else.
    pub header: Header,
    bytes: Vec<u8>,
    /// Where each folder stands in the bytes.
    folders: Vec<usize>,
}

impl Record {
    /// Reads a record; `None` when it is not one that was written whole by this form.
    pub fn decode(bytes: Vec<u8>) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (sum, body) = rest.split_first_chunk::<4>()?;
        let mut checksum = flate2::Crc::new();
        checksum.update(body);
        if checksum.sum() != u32::from_le_bytes(*sum) {
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
        let mut inner = Self(Vec::new());
        inner.path(&folder.path);
        inner.0.push(folder.listing.code());
        inner.list(&folder.entries, |out, entry| {
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
        self.bytes(&inner.0);
    }
}

#[derive(Clone, Copy)]
struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A length or a count, which is never more than the bytes that are left.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
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

    fn entry(&mut self) -> Option<EntryView<'a>> {
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

    fn header(&mut self) -> Option<Header> {
        Some(Header {
            key: self.text()?,
            at: self.number()? as i64,
            until: self.number()? as i64,
            named_variables: self.list(|input| input.path().map(PathBuf::into_os_string))?,
            environment: self.array()?,
            variables: self.number()?,
            head: self.head()?,
            ignored: self.list(Self::path)?,
            output_base: self.path()?,
            files: self.number()?,
            outputs: self.number()?,
            rc_files: self.list(Self::rc_file)?,
            watched: self.list(Self::watched)?,
        })
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

#[cfg(test)]
mod tests;
