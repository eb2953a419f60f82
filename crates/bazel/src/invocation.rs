//! The one `bazel` command line that a `tk` command becomes.

mod compilation;
mod console;
mod precedence;
mod recordings;

use std::ffi::OsString;
use std::path::Path;

use checkout::Mode;

pub(crate) use compilation::ALIAS;
pub use compilation::Compilation;
pub use precedence::TARGET_FILE;
pub use recordings::Recordings;
use recordings::{FILES_OF_HERE, with_path};

use crate::error::Result;
use crate::rc::Given;
use crate::verb::Verb;

/// A build or test, before it is a command line.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// What to run.
    pub verb: Verb,
    /// The mode; a Bazel config.
    pub mode: Mode,
    /// Whether the workspace defines that config (see [`crate::prepare`]).
    pub has_config: bool,
    /// The platform to build for, a target of the package `//platforms`; the host's when not given.
    pub platform: Option<String>,
    /// Whether actions run in parallel.
    pub parallel: bool,
    /// Whether to build as much as possible after a failure.
    pub keep_going: bool,
    /// Whether Bazel's output is shown as it comes.
    pub verbose: bool,
    /// Whether live progress is wanted.
    pub live: bool,
    /// Whether the build goes into the history.
    pub recorded: bool,
    /// Whether Bazel logs what each process was given, for `tk why`.
    pub explained: bool,
    /// Whether rustc may use what it kept of the last compilation.
    pub incremental: bool,
    /// Whether it does (see [`crate::prepare`]).
    pub compilation: Compilation,
    /// Flags that the `tk` command adds.
    pub own_flags: Vec<String>,
    /// The user's flags, as they are.
    pub user_flags: Vec<String>,
    /// What rc files add to them (see [`crate::prepare`]).
    pub of_rc: Vec<Given>,
    /// What to build, as labels.
    pub targets: Vec<String>,
}

/// Targets of more bytes go into a file. Linux takes 128 KiB in a word and 2 MiB, the environment included, in all.
const MOST_TARGET_BYTES: usize = 64 * 1024;

impl Invocation {
    /// A plain invocation of a verb in a mode.
    pub fn new(verb: Verb, mode: Mode) -> Self {
        Self {
            verb,
            mode,
            has_config: true,
            platform: None,
            parallel: true,
            keep_going: false,
            verbose: false,
            live: false,
            recorded: true,
            explained: false,
            incremental: true,
            compilation: Compilation::default(),
            own_flags: Vec::new(),
            user_flags: Vec::new(),
            of_rc: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// What chooses the mode. Without a config of its own, production is at least optimized.
    fn mode_flag(&self) -> Option<String> {
        if self.has_config {
            Some(format!("--config={}", self.mode.name()))
        } else {
            (self.mode == Mode::Production).then(|| "--compilation_mode=opt".to_owned())
        }
    }

    /// The words of the command line that can name configs.
    pub(crate) fn flags_of_user(&self) -> Vec<String> {
        let mode = self.mode_flag().into_iter();
        mode.chain(self.user_flags.iter().cloned()).collect()
    }

    /// The arguments after the program's name.
    ///
    /// # Errors
    /// When a flag of the user's or of an rc file would prevent `tk` from following the build.
    pub fn arguments(&self, recordings: &Recordings) -> Result<Vec<OsString>> {
        self.check_flags()?;
        let (before, behind) = console::flags(self.verbose, self.live);
        let mut arguments = vec![OsString::from(self.verb.name())];
        arguments.extend(self.mode_flag().map(OsString::from));
        arguments.extend(self.choice_flags().map(OsString::from));
        arguments.extend(self.wanted_flags(before, recordings));
        arguments.extend(self.user_flags.iter().map(OsString::from));
        arguments.extend(behind.into_iter().map(OsString::from));
        arguments.push(FILES_OF_HERE.into());
        let strategy = self.compilation.strategy_flags();
        arguments.extend(strategy.iter().map(OsString::from));
        if self.has_target_file() {
            arguments.push(with_path("--target_pattern_file=", &recordings.targets));
            return Ok(arguments);
        }
        arguments.push("--".into());
        arguments.extend(self.targets.iter().map(OsString::from));
        Ok(arguments)
    }

    /// Whether the targets go into a file: a system takes a command line of some length only.
    fn has_target_file(&self) -> bool {
        let bytes: usize = self.targets.iter().map(|target| target.len() + 1).sum();
        self.verb != Verb::Run && bytes > MOST_TARGET_BYTES
    }

    /// Writes the targets to their file, if they are too many for the command line.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_targets(&self, recordings: &Recordings) -> Result<()> {
        if self.has_target_file() {
            let text = self.targets.join("\n") + "\n";
            checkout::files::write(&recordings.targets, text.as_bytes())?;
        }
        Ok(())
    }

    /// The arguments that run the target, or write a script that does, without recording the build.
    ///
    /// # Errors
    /// When a flag of the user's or of an rc file is reserved for `tk`.
    pub fn run_arguments(&self, script: Option<&Path>) -> Result<Vec<OsString>> {
        self.check_flags()?;
        let script = script.map(|script| with_path("--script_path=", script));
        let flags = self.mode_flag().into_iter().chain(self.choice_flags());
        let console = [
            "--color=no",
            "--curses=no",
            "--show_result=0",
            "--noshow_progress",
        ];
        Ok(std::iter::once(OsString::from(self.verb.name()))
            .chain(flags.map(OsString::from))
            .chain([OsString::from("--ui_event_filters=-info")])
            .chain(script)
            .chain(self.user_flags.iter().map(OsString::from))
            .chain(console.map(OsString::from))
            .chain(["--".into()])
            .chain(self.targets.iter().map(OsString::from))
            .collect())
    }

    /// The arguments of a question about targets as this invocation configures them; what it asks is to follow.
    pub fn query_arguments(&self) -> Vec<OsString> {
        self.question_arguments("cquery")
    }

    /// The same for a command: `cquery` or `aquery`.
    pub fn question_arguments(&self, command: &str) -> Vec<OsString> {
        let flags = self.mode_flag().into_iter().chain(self.choice_flags());
        let quiet = ["--noshow_progress", "--color=no"].map(str::to_owned);
        std::iter::once(command.to_owned())
            .chain(flags)
            .chain(self.user_flags.iter().cloned())
            .chain(quiet)
            .map(OsString::from)
            .collect()
    }

    /// What the user's choices are to Bazel.
    fn choice_flags(&self) -> impl Iterator<Item = String> {
        let platform = self.platform.iter();
        let platform = platform.map(|name| format!("--platforms=//platforms:{name}"));
        platform
            .chain(self.compilation.setting_flag())
            .chain((!self.parallel).then(|| "--jobs=1".to_owned()))
            .chain(self.keep_going.then(|| "--keep_going".to_owned()))
    }
}

#[cfg(test)]
mod tests;
