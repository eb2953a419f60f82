//! Two builds of the same sources from nothing, in folders of their own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bazel::{Invocation, prepare, process};
use checkout::{Workspace, files};

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::text::duration;
use crate::ui::printer::{LiveLine, Paint, Printer};
use crate::ui::waiting::WaitingShown;

/// What neither build may take from elsewhere. The last of two flags counts: these come behind all others.
const FROM_NOTHING: [&str; 5] = [
    "--disk_cache=",
    "--remote_cache=",
    "--remote_executor=",
    "--noexperimental_convenience_symlinks",
    "--execution_log_sort=false",
];

/// How the builds differ beside their folders: names of the machine and the user, process numbers, workers.
const FIRST: [&str; 2] = ["--sandbox_fake_hostname", "--sandbox_fake_username"];
const SECOND: [&str; 1] = ["--spawn_strategy=processwrapper-sandbox,standalone"];

/// Two builds to be made.
pub struct Twice<'a> {
    workspace: &'a Workspace,
    invocation: &'a Invocation,
    folder: Folder,
}

/// Both builds, or how the one that failed ended.
pub enum Pair {
    /// Both passed.
    Built(Both),
    /// One did not.
    Failed(ExitCode),
}

/// Two builds, and the folder with them.
pub struct Both {
    /// The first.
    pub first: Built,
    /// The second.
    pub second: Built,
    _folder: Folder,
}

/// One of the builds.
pub struct Built {
    /// Its execution log.
    pub log: PathBuf,
    /// Where its outputs lie.
    pub exec_root: PathBuf,
}

/// Where the builds are: a temporary folder, or one to keep.
struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // Whoever ends tk finds it below the temporary folder.
            let _ = files::remove(&self.path);
        }
    }
}

impl Folder {
    fn new(kept: Option<&Path>) -> Result<Self> {
        let Some(path) = kept else {
            let dir = tempfile::Builder::new().prefix("tk-twice-").tempdir();
            let path = dir.map_err(Error::write(std::env::temp_dir()))?.keep();
            return Ok(Self {
                path,
                is_kept: false,
            });
        };
        std::fs::create_dir_all(path).map_err(Error::write(path))?;
        let mut entries = path.read_dir().map_err(Error::read(path))?;
        if entries.next().is_some() {
            return Err(Error::Usage(format!(
                "--keep {}: the folder is not empty; name another one",
                path.display()
            )));
        }
        Ok(Self {
            path: path.canonicalize().map_err(Error::read(path))?,
            is_kept: true,
        })
    }
}

impl<'a> Twice<'a> {
    /// Prepares two builds.
    ///
    /// # Errors
    /// When there is no place for them.
    pub fn new(
        workspace: &'a Workspace,
        invocation: &'a Invocation,
        kept: Option<&Path>,
    ) -> Result<Self> {
        Ok(Self {
            workspace,
            invocation,
            folder: Folder::new(kept)?,
        })
    }

    /// Builds twice.
    ///
    /// # Errors
    /// When the sources cannot be copied or Bazel not be started.
    pub fn build(self, printer: &mut Printer) -> Result<Pair> {
        let first = match self.once(printer, "first", "a", &FIRST)? {
            Ok(built) => built,
            Err(code) => return Ok(Pair::Failed(code)),
        };
        let folder = "b/a-folder-with-a-longer-path";
        let second = match self.once(printer, "second", folder, &SECOND)? {
            Ok(built) => built,
            Err(code) => return Ok(Pair::Failed(code)),
        };
        Ok(Pair::Built(Both {
            first,
            second,
            _folder: self.folder,
        }))
    }

    /// One build, or how it failed.
    fn once(
        &self,
        printer: &mut Printer,
        name: &str,
        folder: &str,
        own: &[&str],
    ) -> Result<Result<Built, ExitCode>> {
        let folder = self.folder.path.join(folder);
        // The folder has the checkout's name: without a module's name Bazel takes it for the workspace's.
        let checkout = self.workspace.root.file_name().unwrap_or_default();
        let root = folder.join("sources").join(checkout);
        determinism::sources::copy(&self.workspace.root, &root)?;
        let workspace = Workspace {
            root,
            ..self.workspace.clone()
        };
        let start = std::time::Instant::now();
        printer.live(&[
            LiveLine::default().painted(Paint::Dim, format!("The {name} build, from nothing"))
        ]);
        let server = Server {
            workspace: &workspace,
            output_base: folder.join("output"),
        };
        let log = folder.join("execution.log");
        let ended = server.build(printer, self.invocation, &log, own)?;
        let exec_root = server.exec_root(printer);
        server.stop(printer);
        printer.clear_live();
        if ended.code != 0 {
            printer.foreign(ended.output.trim_end());
            printer.line(&format!(
                "The {name} build failed (exit code {}).",
                ended.code
            ));
            return Ok(Err(ExitCode::of_bazel(ended.code)));
        }
        printer.line(&format!(
            "The {name} build passed in {}.",
            duration::of(start.elapsed())
        ));
        Ok(Ok(Built {
            log,
            exec_root: exec_root.unwrap_or_default(),
        }))
    }
}

/// A server of Bazel with an output base of its own.
struct Server<'a> {
    workspace: &'a Workspace,
    output_base: PathBuf,
}

impl Server<'_> {
    fn run(&self, printer: &mut Printer, words: Vec<OsString>) -> Result<process::Ended> {
        let mut arguments = vec![flag("--output_base=", &self.output_base)];
        arguments.extend(words);
        let (bazel, root) = (&self.workspace.bazel, &self.workspace.root);
        Ok(process::run(
            bazel,
            root,
            &arguments,
            None,
            &mut WaitingShown::on(printer),
        )?)
    }

    fn build(
        &self,
        printer: &mut Printer,
        invocation: &Invocation,
        log: &Path,
        own: &[&str],
    ) -> Result<process::Ended> {
        let mut invocation = Invocation {
            incremental: false,
            ..invocation.clone()
        };
        invocation = prepare::for_workspace(self.workspace, &invocation)?;
        let flags = FROM_NOTHING
            .iter()
            .chain(own)
            .map(|flag| (*flag).to_owned());
        invocation.user_flags.extend(flags);
        invocation
            .user_flags
            .extend(prepare::patience(self.workspace, Some(&invocation)));
        let mut words = invocation.run_arguments(None)?;
        words.insert(1, flag("--execution_log_binary_file=", log));
        self.run(printer, words)
    }

    fn exec_root(&self, printer: &mut Printer) -> Option<PathBuf> {
        let words = ["info", "--noshow_progress", "--color=no", "execution_root"];
        let ended = self.run(printer, words.map(OsString::from).to_vec()).ok()?;
        let path = ended.output.lines().rfind(|line| line.starts_with('/'))?;
        Some(PathBuf::from(path))
    }

    fn stop(&self, printer: &mut Printer) {
        // A server that does not end goes with its last idle hour.
        let _ = self.run(printer, vec![OsString::from("shutdown")]);
    }
}

fn flag(name: &str, path: &Path) -> OsString {
    let mut word = OsString::from(name);
    word.push(path);
    word
}
