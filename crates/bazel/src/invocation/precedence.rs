//! Which flag wins where `tk` sets one that an rc file or the user sets, too.
//!
//! An rc file and the command line mean the same: what either says counts for more than what `tk` would like to
//! have, and less than what it needs to read Bazel; what would make it deaf is refused.

use std::ffi::OsString;

use super::{Invocation, Recordings};
use crate::error::{Error, Result};
use crate::flags;
use crate::rc::Given;
use crate::verb::Verb;

/// Flags of `tk` that it does not set where an rc file does. (On the command line, the user's come behind its own.)
const YIELDING: [&str; 9] = [
    "color",
    "execution_log_sort",
    "experimental_profile_include_primary_output",
    "experimental_profile_include_target_label",
    "experimental_slim_json_profile",
    "profile",
    "show_result",
    "slim_profile",
    "test_summary",
];

/// Flags that name the execution log and the reasons for actions: Bazel writes one of each.
const LOGS: [&str; 6] = [
    "execution_log_binary_file",
    "execution_log_compact_file",
    "execution_log_json_file",
    "experimental_execution_log_compact_file",
    "experimental_execution_log_file",
    "explain",
];

/// The file with Bazel's events, also by its former name.
const EVENTS: [&str; 2] = [
    "build_event_binary_file",
    "experimental_build_event_binary_file",
];

/// The switch for events of all actions, also by its former name.
const ALL_ACTIONS: [&str; 2] = [
    "build_event_publish_all_actions",
    "experimental_build_event_publish_all_actions",
];

/// Options that Bazel takes before a command only.
const STARTUP: [&str; 20] = [
    "autodetect_server_javabase",
    "batch",
    "bazelrc",
    "block_for_lock",
    "client_debug",
    "connect_timeout_secs",
    "failure_detail_out",
    "home_rc",
    "host_jvm_args",
    "host_jvm_debug",
    "ignore_all_rc_files",
    "install_base",
    "io_nice_level",
    "local_startup_timeout_secs",
    "max_idle_secs",
    "output_base",
    "output_user_root",
    "server_javabase",
    "system_rc",
    "workspace_rc",
];

/// The file with targets.
pub const TARGET_FILE: &str = "target_pattern_file";

const FOLLOWS: &str = "tk uses it to follow the build; record events with --build_event_json_file=FILE, \
     or run `tk bazel build ...`";
const STARTS: &str =
    "tk uses it to start what it has built; write a script with `tk bazel run ...`";
const BEFORE: &str = "it is one of Bazel's startup options; write it into .bazelrc behind the word startup, or run \
     `tk bazel OPTION build ...`";
const TWO_LISTS: &str = "this command has targets already; name them in the file or in the command";

impl Invocation {
    /// What the user and rc files say, with what is known of the latter: the stronger first.
    fn said(&self) -> impl Iterator<Item = (&str, Option<&Given>)> {
        let typed = self.user_flags.iter();
        let of_rc = self.of_rc.iter();
        typed
            .map(|flag| (flag.as_str(), None))
            .chain(of_rc.map(|given| (given.option.as_str(), Some(given))))
    }

    /// What `tk` would like to have, and these flags for the display, without what rc files decide.
    pub(super) fn wanted_flags(
        &self,
        display: Vec<&'static str>,
        recordings: &Recordings,
    ) -> impl Iterator<Item = OsString> {
        let display = display.into_iter().map(OsString::from);
        let log = self.explained.then(|| recordings.execution_flags());
        let own = self.own_flags.iter().map(OsString::from);
        display
            .chain(recordings.event_flags())
            .chain(log.into_iter().flatten())
            .chain(own)
            .filter(|flag| !self.is_left_to_rc(&flag.to_string_lossy()))
    }

    fn is_left_to_rc(&self, flag: &str) -> bool {
        let mut yielding = YIELDING
            .into_iter()
            .filter(|name| flags::sets(flag, &[*name]));
        yielding.any(|name| {
            let mut of_rc = self.of_rc.iter();
            of_rc.any(|given| flags::sets(&given.option, &[name]))
        })
    }

    /// Whether the user or an rc file has Bazel write the logs that `tk` would ask for.
    pub(crate) fn has_log_of_others(&self) -> bool {
        self.said().any(|(flag, _)| flags::sets(flag, &LOGS))
    }

    /// Whether the user or an rc file wants the times that Bazel can put before its lines: the last word counts.
    pub fn wants_times(&self) -> bool {
        let of_rc = self.of_rc.iter().map(|given| &given.option);
        let mut strongest_first = of_rc.chain(&self.user_flags).rev();
        let said = strongest_first.find_map(|flag| flags::switch(flag, "show_timestamps"));
        said.unwrap_or(false)
    }

    /// The file with the targets, if the user or an rc file names one.
    pub fn target_file(&self) -> Option<String> {
        let of_rc: Vec<String> = self
            .of_rc
            .iter()
            .map(|given| given.option.clone())
            .collect();
        let named =
            flags::value(&self.user_flags, TARGET_FILE).or(flags::value(&of_rc, TARGET_FILE));
        named.filter(|file| !file.is_empty()).map(str::to_owned)
    }

    /// Refuses flags that are `tk`'s alone, wherever they are set.
    pub(super) fn check_flags(&self) -> Result<()> {
        let found = self
            .said()
            .find_map(|(flag, given)| Some((flag, given, self.reason_against(flag)?)));
        match found {
            None => Ok(()),
            Some((flag, given, reason)) => Err(Error::ReservedFlag {
                flag: flag.to_owned(),
                reason,
                place: given.map(|given| given.place.clone()),
            }),
        }
    }

    fn reason_against(&self, flag: &str) -> Option<&'static str> {
        let is_off = |name| flags::switch(flag, name) == Some(false);
        if flags::sets(flag, &EVENTS) || ALL_ACTIONS.into_iter().any(is_off) {
            return Some(FOLLOWS);
        }
        if self.verb == Verb::Run && flags::sets(flag, &["script_path"]) {
            return Some(STARTS);
        }
        if flags::sets(flag, &STARTUP) {
            return Some(BEFORE);
        }
        let is_second = flags::sets(flag, &[TARGET_FILE])
            && self.target_file().is_some()
            && !self.targets.is_empty();
        is_second.then_some(TWO_LISTS)
    }
}
