//! Follows a file that Bazel writes, even if Bazel starts it again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, Result};
use crate::read::Follower;
use crate::wire::BuildEvent;

/// By how many of its first bytes a stream is known again: Bazel's id of the invocation is among
/// them.
const HEAD: usize = 4096;

/// Follows the file of `--build_event_binary_file` while it is written.
///
/// Where a remote cache lost files, Bazel builds once more by itself, as another invocation that
/// truncates and rewrites the file. A plain [`Follower`] would go on in the middle of the
/// second stream; this one says [`Polled::Restarted`] and begins at its beginning.
#[derive(Debug)]
pub struct FileFollower {
    follower: Follower<Watched>,
}

/// The result of polling the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Polled {
    /// The next event.
    Event(Box<BuildEvent>),
    /// Nothing new: poll again later.
    Nothing,
    /// Another stream has replaced the one so far: for
    /// [`Model::restart`](crate::Model::restart).
    Restarted,
}

impl FileFollower {
    /// Follows the file from its beginning.
    pub fn open(path: &Path) -> io::Result<Self> {
        let source = Watched {
            file: File::open(path)?,
            head: Vec::new(),
            read: 0,
        };
        Ok(Self {
            follower: Follower::new(source),
        })
    }

    /// Polls once. Errors are those of [`Follower::poll`].
    pub fn poll(&mut self) -> Result<Polled> {
        match self.follower.poll() {
            Ok(Some(event)) => Ok(Polled::Event(Box::new(event))),
            Ok(None) => Ok(Polled::Nothing),
            Err(Error::Io { source, .. }) if is_restart(&source) => {
                self.follower.forget();
                Ok(Polled::Restarted)
            }
            Err(error) => Err(error),
        }
    }

    /// Bytes of an incomplete event.
    pub fn pending(&self) -> usize {
        self.follower.pending()
    }
}

/// A file that reports when it was replaced.
#[derive(Debug)]
struct Watched {
    file: File,
    /// The first bytes, as they were when they were read.
    head: Vec<u8>,
    read: u64,
}

/// Told through [`io::Error`], because that is all that a source can say.
#[derive(Debug, thiserror::Error)]
#[error("the file was replaced")]
struct Restart;

fn is_restart(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|error| error.is::<Restart>())
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let shorter = self.file.metadata()?.len() < self.read;
        let count = if shorter { 0 } else { self.file.read(buffer)? };
        // After the bytes were read: were they of another stream, its head stands there by now.
        if shorter || count > 0 && !self.has_same_head()? {
            self.file.seek(SeekFrom::Start(0))?;
            (self.read, self.head) = (0, Vec::new());
            return Err(io::Error::other(Restart));
        }
        if self.head.len() < HEAD {
            let missing = (HEAD - self.head.len()).min(count);
            self.head.extend_from_slice(&buffer[..missing]);
        }
        self.read += count as u64;
        Ok(count)
    }
}

impl Watched {
    fn has_same_head(&mut self) -> io::Result<bool> {
        let place = self.file.stream_position()?;
        self.file.seek(SeekFrom::Start(0))?;
        let mut now = Vec::with_capacity(self.head.len());
        let head = self.head.len() as u64;
        (&mut self.file).take(head).read_to_end(&mut now)?;
        self.file.seek(SeekFrom::Start(place))?;
        Ok(now == self.head)
    }
}
