//! Records a build in which Bazel had nothing to do.

use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use uptodate::places::Found;
use uptodate::record::{Header, Listing, RcFile, Unseen, Watched, encode};
use uptodate::server::Server;
use uptodate::unseen::Looked;
use uptodate::walk::names;
use uptodate::{Error, Stat, environment};

use super::inputs::Build;
use super::options::Options;
use super::unproven::Unproven;
use super::{Command, Start, records, tested_with};
use crate::build::Finished;
use bazel::Recordings;
use bazel::rc::RcFiles;
use checkout::clock;

/// What changed this shortly before the build counts as changed in it: clocks are set in steps
/// smaller than what is noticed.
const SLACK: Duration = Duration::from_millis(120);

/// A system clock that runs this much otherwise than the steady one was set.
const SET: Duration = Duration::from_millis(100);

impl Command<'_> {
    /// Remembers the state in which Bazel had nothing to do.
    ///
    /// # Errors
    /// With what forbids it: then there is nothing remembered of this command.
    pub fn remember(
        &self,
        start: &Start,
        finished: &Finished,
        published: Option<artifacts::Outcome>,
    ) -> Result<(), Unproven> {
        let file = self.file();
        let written = self.record(start, finished, published).and_then(|bytes| {
            records::write(&file, &bytes).map_err(|source| Error::unreadable(&file, source))?;
            Ok(())
        });
        if written.is_err() {
            records::invalidate(&file);
        }
        records::forget_old(&self.workspace.state_dir());
        written
    }

    fn record(
        &self,
        start: &Start,
        finished: &Finished,
        published: Option<artifacts::Outcome>,
    ) -> Result<Vec<u8>, Unproven> {
        let flags = finished.left.flags.as_deref().ok_or(Unproven::Failed)?;
        let of_user = without_own(flags, &finished.left.recordings);
        let options = Options(&of_user);
        let (exec_root, limit) = self.check(start, finished, &options)?;
        let output_base = exec_root.ancestors().nth(2).ok_or(Unproven::Failed)?;
        let ignored = ignored(&self.workspace.root);
        let variables = environment::variables();
        let dist = &self.workspace.dist_dir().join(&self.platform);
        let build = Build {
            command: self,
            exec_root: &exec_root,
            output_base,
            dist,
            options: &options,
            limit,
            variables: &variables,
        };
        let recorded = build.recorded(&ignored)?;
        let (single, found) = build.look_at_folders(&ignored, recorded.trees)?;
        let files = build.look_at_files(single.into_iter().chain(recorded.paths))?;
        let rc_files = rc_files(&self.workspace.root, limit)?;
        let texts = flags.iter().chain(&recorded.variables);
        let named_variables = environment::named_in(texts.map(String::as_str));
        let (environment, count) = environment::digest(&variables, &named_variables);
        let has_manifest = published != Some(artifacts::Outcome::Nothing) || dist.exists();
        let header = Header {
            key: self.key(),
            at: clock::milliseconds(start.system),
            until: until(&options, &exec_root)?,
            named_variables,
            environment,
            variables: count,
            unseen: self.unseen(&build, &found),
            head: self.head().filter(|_| has_manifest),
            ignored: ignored.into_iter().collect(),
            output_base: output_base.to_owned(),
            files: found.files as u64,
            outputs: found.outputs as u64,
            rc_files,
            watched: [found.watched, files, self.only_there(output_base, dist)].concat(),
        };
        Ok(encode(&header, found.folders))
    }

    /// Looks for what forbids to remember the build. Gives back its execution root, and since when a change may have
    /// happened while Bazel was checking.
    fn check(
        &self,
        start: &Start,
        finished: &Finished,
        options: &Options,
    ) -> Result<(PathBuf, i64), Unproven> {
        let exec_root = had_nothing_to_do(finished)?;
        tested_with::check(exec_root.ancestors().nth(2).ok_or(Unproven::Failed)?)?;
        options.check()?;
        let limit = start.limit()?;
        super::preconditions::check(&self.workspace.root, &self.workspace.bazel)?;
        start.check_outputs(&exec_root)?;
        Ok((exec_root, limit))
    }

    /// What the server that checked it may not have seen.
    fn unseen(&self, build: &Build, found: &Found) -> Option<Unseen> {
        let server = Server::running(build.output_base)?;
        let before = records::last(&self.file());
        let looked = Looked {
            folders: &found.folders,
            watched: &found.watched,
            outputs: &build.exec_root.join("bazel-out"),
            external: &build.output_base.join("external"),
            published: &self.workspace.dist_dir(),
            before: before.as_ref(),
        };
        let path = looked.unseen_by(&server)?;
        Some(Unseen { server, path })
    }

    /// Paths that only have to exist still, or still not exist.
    fn only_there(&self, output_base: &Path, dist: &Path) -> Vec<Watched> {
        let state = format!("dist-{}.json", self.platform);
        let mut paths = vec![dist.to_owned(), self.workspace.state_dir().join(state)];
        // Without them, Bazel does everything again once its server has ended.
        let cache = output_base.join("action_cache");
        let tables = cache.read_dir().into_iter().flatten().flatten();
        paths.extend(
            tables
                .map(|entry| entry.path())
                .filter(|path| !path.to_string_lossy().contains("journal")),
        );
        paths
            .into_iter()
            .map(|path| Watched {
                stat: Stat::followed(&path).ok(),
                path,
                only_there: true,
            })
            .collect()
    }
}

/// Gives back the execution root of a build that had nothing to do.
fn had_nothing_to_do(finished: &Finished) -> Result<PathBuf, Unproven> {
    if finished.ending.exit_code != 0 || finished.ending.interrupted {
        return Err(Unproven::Failed);
    }
    let cache = &finished.report.cache;
    if cache.executed + cache.disk + cache.remote > 0 {
        return Err(Unproven::Acted);
    }
    finished.left.exec_root.clone().ok_or(Unproven::Failed)
}

/// When the outputs expire, in milliseconds since 1970; 0: never.
fn until(options: &Options, exec_root: &Path) -> Result<i64, Unproven> {
    let Some(trusted) = options.trusted_ms()? else {
        return Ok(0);
    };
    // No output can be older than the folder of all.
    let outputs = exec_root.join("bazel-out");
    let made = outputs
        .metadata()
        .and_then(|meta| meta.created())
        .map_err(|source| Error::unreadable(&outputs, source))?;
    let until = clock::milliseconds(made) + trusted;
    if until <= clock::now_ms() {
        return Err(Unproven::Expired);
    }
    Ok(until)
}

/// The rc files that Bazel reads, as they are now.
fn rc_files(root: &Path, limit: i64) -> Result<Vec<RcFile>, Error> {
    let files = RcFiles::read(root).into_files().into_iter();
    let digested = files.map(|file| {
        if Stat::followed(&file.path).is_ok_and(|stat| stat.is_since(limit)) {
            return Err(Error::Fresh(file.path));
        }
        Ok(RcFile {
            digest: file.content.map(|content| uptodate::sha256(&content)),
            path: file.path,
        })
    });
    digested.collect()
}

/// The folders that `.bazelignore` names.
fn ignored(root: &Path) -> BTreeSet<PathBuf> {
    let text = std::fs::read_to_string(root.join(".bazelignore")).unwrap_or_default();
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '/']))
        .map(|line| PathBuf::from(line.trim_end_matches('/')))
        .filter(|path| !path.as_os_str().is_empty() && path != Path::new("."))
        .collect()
}

/// The folders below `bazel-out`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutputFolders {
    path: PathBuf,
    /// Their names and inodes.
    folders: Vec<(Vec<u8>, u64)>,
}

/// What is in the folder of outputs.
pub(super) fn outputs_now(outputs: &Path) -> Option<OutputFolders> {
    let path = outputs.canonicalize().ok()?;
    let found = names(&path, Listing::Outputs, &[], Path::new("/")).ok()?;
    let with_inodes = found.into_iter().map(|name| {
        let stat = Stat::of(&path.join(std::ffi::OsStr::from_bytes(&name))).ok()?;
        Some((name, stat.inode))
    });
    let folders = with_inodes.collect::<Option<Vec<_>>>()?;
    Some(OutputFolders { path, folders })
}

impl Start {
    /// Changes from this time on may have happened while Bazel was checking.
    fn limit(&self) -> Result<i64, Unproven> {
        let steady = self.steady.elapsed();
        let system = self.system.elapsed().map_err(|_| Unproven::Clock)?;
        if steady.abs_diff(system) > SET {
            return Err(Unproven::Clock);
        }
        Ok(self.clock - i64::try_from(SLACK.as_nanos()).unwrap_or(0))
    }

    /// No configuration came or went meanwhile.
    fn check_outputs(&self, exec_root: &Path) -> Result<(), Unproven> {
        let outputs = exec_root.join("bazel-out");
        let now = outputs_now(&outputs);
        if now.is_some() && now == self.outputs {
            Ok(())
        } else {
            Err(Error::Fresh(outputs).into())
        }
    }
}

/// The flags without those by which `tk` listens to Bazel: what they name is gone with the build.
fn without_own(flags: &[String], recordings: &Recordings) -> Vec<String> {
    let folder = recordings.events.parent();
    let is_own = |flag: &&String| {
        flag.split_once('=')
            .is_some_and(|(_, value)| Path::new(value).parent() == folder)
    };
    flags.iter().filter(|flag| !is_own(flag)).cloned().collect()
}
