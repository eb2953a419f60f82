//! The one `bazel` command line that a `tk` command becomes.

mod compilation;
mod recordings;

use std::ffi::OsString;
use std::path::Path;

use checkout::Mode;

pub(crate) use compilation::ALIAS;
pub use compilation::Compilation;
pub use recordings::Recordings;
use recordings::with_path;

use crate::error::{Error, Result};
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
    /// What to build, as labels.
    pub targets: Vec<String>,
}

/// Targets of more bytes go into a file. Linux takes 128 KiB in a word and 2 MiB, the environment included, in all.
const MOST_TARGET_BYTES: usize = 64 * 1024;

/// Flags with which `tk` follows Bazel: if the user gave them too, `tk` would see nothing.
const RESERVED: [&str; 2] = [
    "--build_event_binary_file",
    "--nobuild_event_publish_all_actions",
];

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

    /// The arguments after the program's name.
    ///
    /// # Errors
    /// When the user's flags would prevent `tk` from following the build.
    pub fn arguments(&self, recordings: &Recordings) -> Result<Vec<OsString>> {
        self.check_user_flags()?;
        let mut arguments = vec![self.verb.name().to_owned()];
        arguments.extend(self.mode_flag());
        arguments.extend(self.choice_flags());
        arguments.extend(self.console_flags().iter().map(|flag| (*flag).to_owned()));
        let mut arguments: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
        arguments.extend(recordings.event_flags());
        if self.explained {
            arguments.extend(recordings.execution_flags());
        }
        arguments.extend(self.compilation.strategy_flags().iter().map(OsString::from));
        arguments.extend(
            self.own_flags
                .iter()
                .chain(&self.user_flags)
                .map(OsString::from),
        );
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
    /// When the user's flags would prevent `tk` from following builds.
    pub fn run_arguments(&self, script: Option<&Path>) -> Result<Vec<OsString>> {
        self.check_user_flags()?;
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
            .chain(console.map(OsString::from))
            .chain([OsString::from("--ui_event_filters=-info")])
            .chain(script)
            .chain(self.user_flags.iter().map(OsString::from))
            .chain(["--".into()])
            .chain(self.targets.iter().map(OsString::from))
            .collect())
    }

    /// The arguments of a question about targets as this invocation configures them; what it asks is to follow.
    pub fn query_arguments(&self) -> Vec<OsString> {
        let flags = self.mode_flag().into_iter().chain(self.choice_flags());
        let quiet = ["--noshow_progress", "--color=no"].map(str::to_owned);
        std::iter::once("cquery".to_owned())
            .chain(flags)
            .chain(quiet)
            .chain(self.user_flags.iter().cloned())
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

    /// `tk` says itself what happened: Bazel's own display is read, and shown with -v.
    fn console_flags(&self) -> &'static [&'static str] {
        if self.verbose {
            return &["--color=no", "--curses=no", "--show_result=0"];
        }
        // Only this display names all actions at work; without colours it moves no cursor. Long
        // lines are cut here, where the terminal's width is known.
        const DISPLAY: [&str; 6] = [
            "--color=no",
            "--curses=yes",
            "--show_result=0",
            "--ui_actions_shown=6",
            "--terminal_columns=240",
            // Where nothing rewrites itself it is needed for heartbeats only.
            "--show_progress_rate_limit=1",
        ];
        if self.live { &DISPLAY[..5] } else { &DISPLAY }
    }

    fn check_user_flags(&self) -> Result<()> {
        let reserved = |flag: &&String| {
            let name = flag.split_once('=').map_or(flag.as_str(), |(name, _)| name);
            RESERVED.contains(&name)
        };
        match self.user_flags.iter().find(reserved) {
            None => Ok(()),
            Some(flag) => Err(Error::ReservedFlag {
                flag: flag.clone(),
                reason: "tk uses it to follow the build; record events with --build_event_json_file=FILE, \
                         or run `tk bazel build ...`",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::shell_line;

    fn line(invocation: &Invocation) -> String {
        let arguments = invocation
            .arguments(&Recordings::below(Path::new("/tmp/run")))
            .unwrap();
        shell_line(Path::new("bazel"), &arguments)
    }

    #[test]
    fn every_choice_has_its_flag() {
        let mut build = Invocation::new(Verb::Build, Mode::Production);
        build.targets = vec!["//:rust-build".to_owned(), "-//web/...".to_owned()];
        insta::assert_snapshot!(line(&build), @"bazel build --config=production --color=no --curses=yes --show_result=0 --ui_actions_shown=6 --terminal_columns=240 --show_progress_rate_limit=1 --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile -- //:rust-build -//web/...");
        build.platform = Some("darwin-arm64".to_owned());
        build.parallel = false;
        build.keep_going = true;
        build.live = true;
        build.user_flags = vec!["--define=a=b c".to_owned()];
        insta::assert_snapshot!(line(&build), @"bazel build --config=production --platforms=//platforms:darwin-arm64 --jobs=1 --keep_going --color=no --curses=yes --show_result=0 --ui_actions_shown=6 --terminal_columns=240 --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile '--define=a=b c' -- //:rust-build -//web/...");
    }

    #[test]
    fn many_targets_go_into_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let recordings = Recordings::below(dir.path());
        let mut build = Invocation::new(Verb::Test, Mode::Test);
        build.targets = (0..3000)
            .map(|number| format!("//some/package:test_{number}"))
            .collect();
        let arguments = build.arguments(&recordings).unwrap();
        let last = arguments.last().unwrap().to_string_lossy().into_owned();
        assert!(last.starts_with("--target_pattern_file="), "{last}");
        build.write_targets(&recordings).unwrap();
        let text = std::fs::read_to_string(&recordings.targets).unwrap();
        assert_eq!(text.lines().count(), 3000);
        build.targets.truncate(3);
        assert!(!build.has_target_file());
    }

    #[test]
    fn flags_that_would_make_tk_deaf_are_refused() {
        let mut build = Invocation::new(Verb::Build, Mode::Development);
        build.user_flags = vec!["--build_event_binary_file=/tmp/mine".to_owned()];
        let error = build
            .arguments(&Recordings::below(Path::new("/tmp/run")))
            .unwrap_err();
        insta::assert_snapshot!(error, @"--build_event_binary_file=/tmp/mine cannot be passed to Bazel: tk uses it to follow the build; record events with --build_event_json_file=FILE, or run `tk bazel build ...`");
    }
}
