//! The one `bazel` command line that a `tk` command becomes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::mode::Mode;

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `bazel build`.
    Build,
    /// `bazel test`.
    Test,
}

/// A build or test, before it is a command line.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// What to run.
    pub verb: Verb,
    /// The mode; a Bazel config.
    pub mode: Mode,
    /// The platform to build for, a target of the package `//platforms`; the host's when not given.
    pub platform: Option<String>,
    /// Whether actions run side by side.
    pub parallel: bool,
    /// Whether Bazel's output is shown to people as it comes.
    pub verbose: bool,
    /// Whether Bazel's progress is wanted for a live line.
    pub live: bool,
    /// Flags of the `tk` command's own.
    pub own_flags: Vec<String>,
    /// The user's flags, as they are.
    pub user_flags: Vec<String>,
    /// What to build, as labels.
    pub targets: Vec<String>,
}

/// Where Bazel writes for `tk`.
#[derive(Clone, Debug)]
pub struct Recordings {
    /// Its build events.
    pub events: PathBuf,
    /// Its profile: when each action ran, and how.
    pub profile: PathBuf,
}

impl Recordings {
    /// In a folder.
    pub fn below(folder: &Path) -> Self {
        Self {
            events: folder.join("events.bep"),
            profile: folder.join("profile.gz"),
        }
    }

    fn flags(&self) -> [OsString; 6] {
        let with_path = |flag: &str, path: &Path| {
            let mut flag = OsString::from(flag);
            flag.push(path);
            flag
        };
        [
            "--build_event_publish_all_actions".into(),
            with_path("--build_event_binary_file=", &self.events),
            with_path("--profile=", &self.profile),
            // Bazel 7's events name actions without their times: the profile has to name them, too.
            "--experimental_profile_include_target_label".into(),
            "--experimental_profile_include_primary_output".into(),
            "--noslim_profile".into(),
        ]
    }
}

/// Flags with which `tk` listens to Bazel; given twice, the second would win and `tk` be deaf.
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
            platform: None,
            parallel: true,
            verbose: false,
            live: false,
            own_flags: Vec::new(),
            user_flags: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// The arguments after the program's name.
    ///
    /// # Errors
    /// When the user's flags would keep `tk` from following the build.
    pub fn arguments(&self, recordings: &Recordings) -> Result<Vec<OsString>> {
        self.check_user_flags()?;
        let mut arguments = vec![
            match self.verb {
                Verb::Build => "build",
                Verb::Test => "test",
            }
            .to_owned(),
            format!("--config={}", self.mode.name()),
        ];
        arguments.extend(
            self.platform
                .iter()
                .map(|name| format!("--platforms=//platforms:{name}")),
        );
        if !self.parallel {
            arguments.push("--jobs=1".to_owned());
        }
        arguments.extend(self.console_flags().iter().map(|flag| (*flag).to_owned()));
        let mut arguments: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
        arguments.extend(recordings.flags());
        arguments.extend(
            self.own_flags
                .iter()
                .chain(&self.user_flags)
                .map(OsString::from),
        );
        arguments.push("--".into());
        arguments.extend(self.targets.iter().map(OsString::from));
        Ok(arguments)
    }

    /// `tk` says itself what happened: Bazel's own display is kept plain, and shown with -v.
    fn console_flags(&self) -> &'static [&'static str] {
        if self.verbose || self.live {
            &["--color=no", "--curses=no", "--show_result=0"]
        } else {
            &[
                "--color=no",
                "--curses=no",
                "--show_result=0",
                "--noshow_progress",
            ]
        }
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
                reason: "tk follows the build by it; record events with --build_event_json_file=FILE, \
                         or run `tk bazel build ...`",
            }),
        }
    }
}

/// A command line that a shell reads as these words.
pub fn shell_line(program: &Path, arguments: &[OsString]) -> String {
    std::iter::once(program.as_os_str())
        .chain(arguments.iter().map(OsString::as_os_str))
        .map(|word| shell_word(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/:.,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        insta::assert_snapshot!(line(&build), @"bazel build --config=production --color=no --curses=no --show_result=0 --noshow_progress --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile -- //:rust-build -//web/...");
        build.platform = Some("darwin-arm64".to_owned());
        build.parallel = false;
        build.live = true;
        build.user_flags = vec!["--define=a=b c".to_owned()];
        insta::assert_snapshot!(line(&build), @"bazel build --config=production --platforms=//platforms:darwin-arm64 --jobs=1 --color=no --curses=no --show_result=0 --build_event_publish_all_actions --build_event_binary_file=/tmp/run/events.bep --profile=/tmp/run/profile.gz --experimental_profile_include_target_label --experimental_profile_include_primary_output --noslim_profile '--define=a=b c' -- //:rust-build -//web/...");
    }

    #[test]
    fn flags_that_would_make_tk_deaf_are_refused() {
        let mut build = Invocation::new(Verb::Build, Mode::Development);
        build.user_flags = vec!["--build_event_binary_file=/tmp/mine".to_owned()];
        let error = build
            .arguments(&Recordings::below(Path::new("/tmp/run")))
            .unwrap_err();
        insta::assert_snapshot!(error, @"--build_event_binary_file=/tmp/mine cannot be passed on: tk follows the build by it; record events with --build_event_json_file=FILE, or run `tk bazel build ...`");
        assert_eq!(error.exit_code().code(), 64);
    }

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(shell_word("//a:b"), "//a:b");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
    }
}
