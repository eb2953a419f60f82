//! The flags that decide how Bazel's own text looks: `tk` reads it.

/// What others may change where Bazel's text is shown as it is.
const VERBOSE: &[&str] = &["--color=no", "--show_result=0"];

/// What `tk` needs to read that text while it shows it: errors, too, whatever a filter leaves of them.
const READ_VERBOSE: &[&str] = &["--curses=no", "--show_timestamps", ERRORS];
const ERRORS: &str = "--ui_event_filters=+error";

/// What `tk` needs to read Bazel's text in place of the user. Only this display names all actions at work; without
/// colours it moves no cursor. The time before each of Bazel's own lines tells them from those of tools. Long lines
/// are cut here, where the terminal's width is known.
const READ: &[&str] = &[
    "--color=no",
    "--curses=yes",
    "--show_timestamps",
    "--show_progress",
    "--noprogress_in_terminal_title",
    ERRORS,
    "--show_result=0",
    "--ui_actions_shown=6",
    "--terminal_columns=240",
];

/// Seconds between Bazel's reports: for lines that are updated in place, and for heartbeats only.
const LIVE_RATE: &str = "--show_progress_rate_limit=0.2";
const HEARTBEAT_RATE: &str = "--show_progress_rate_limit=1";

/// The flags before the user's, and those behind: the last one counts.
pub(super) fn flags(verbose: bool, live: bool) -> (Vec<&'static str>, Vec<&'static str>) {
    if verbose {
        return (VERBOSE.to_vec(), READ_VERBOSE.to_vec());
    }
    let rate = if live { LIVE_RATE } else { HEARTBEAT_RATE };
    (Vec::new(), [READ, &[rate]].concat())
}
