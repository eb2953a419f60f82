//! The flags that decide how Bazel's own text looks: `tk` reads it.

/// What others may change where Bazel's text is shown as it is.
const VERBOSE: &[&str] = &["--color=no", "--show_result=0"];

/// What `tk` needs to read that text while it shows it.
const READ_VERBOSE: &[&str] = &["--curses=no"];

/// What `tk` needs to read Bazel's text in place of the user. Only this display names all actions at work; without
/// colours it moves no cursor. Long lines are cut here, where the terminal's width is known.
const READ: &[&str] = &[
    "--color=no",
    "--curses=yes",
    "--show_result=0",
    "--ui_actions_shown=6",
    "--terminal_columns=240",
];

/// Where nothing rewrites itself, reports are needed for heartbeats only.
const HEARTBEAT_RATE: &str = "--show_progress_rate_limit=1";

/// The flags before the user's, and those behind: the last one counts.
pub(super) fn flags(verbose: bool, live: bool) -> (Vec<&'static str>, Vec<&'static str>) {
    if verbose {
        return (VERBOSE.to_vec(), READ_VERBOSE.to_vec());
    }
    let rate = (!live).then_some(HEARTBEAT_RATE);
    let behind = READ.iter().copied().chain(rate);
    (Vec::new(), behind.collect())
}
