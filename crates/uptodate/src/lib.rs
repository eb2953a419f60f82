//! Tells whether files and folders are unchanged since they were recorded.
//!
//! The proof rests on one thing: a file's `ctime` cannot be set by a program. Whoever writes to a
//! file, renames it, changes its mode or sets its times back gives it a new `ctime`; whoever makes,
//! removes or renames an entry gives one to the folder. From that follow two halves:
//!
//! - [`places::look`] takes down a state, and refuses where anything in it has a `ctime` that is not
//!   older than a given moment ([`walk::Rules::limit`]). What is older was not changed since that
//!   moment: what a build that began then saw of it is what is taken down after the build.
//! - [`check`] compares a [`record::Record`] of that state with what is there now, to the nanosecond,
//!   with one system call for most files. Where all is equal, nothing was changed in between.
//!
//! [`Tree`] is the same for a folder that is used or dropped as a whole: a digest of all that the system
//! says of it.
//!
//! Where times say nothing, content does: of rc files ([`rc`]) and variables ([`environment`])
//! digests are compared. Where they cannot be trusted ([`file_system`]), nothing is proven. All that
//! is not proven is an [`Error`] that names the first thing found: it costs a build, never a wrong
//! answer.
//!
//! Bazel's own server looks at less than that. What it cannot have seen ([`unseen`]) is up to date only as long as that
//! [`server`] runs.
//!
//! The crate knows how Bazel lays out its folders (`bazel-out`, runfiles, marker files), since some of
//! them change in every build. It knows nothing of commands, flags and builds.

pub mod check;
pub mod environment;
mod error;
pub mod file_system;
pub mod markers;
mod place;
pub mod places;
pub mod rc;
pub mod record;
pub mod server;
mod stat;
mod tree;
pub mod unseen;
pub mod walk;

pub use error::Error;
pub use place::Place;
pub use stat::Stat;
pub use tree::Tree;

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests;
