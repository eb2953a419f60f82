//! Which lines of Bazel's output are its own, and which are those of the tools that it runs.

/// The beginnings of Bazel's messages.
const KINDS: &[&str] = &[
    "INFO: ",
    "ERROR: ",
    "FATAL: ",
    "WARNING: ",
    "DEBUG: ",
    "FAIL: ",
    "CANCELLED: ",
    "SUBCOMMAND: ",
];

/// What Bazel does before it knows all actions.
const PHASES: &[&str] = &["Loading: ", "Analyzing: ", "Computing main repo mapping:"];

/// The rest of a line that begins with the time, as Bazel's own lines do with `--show_timestamps`:
/// `(12:34:56) INFO: ...`. With that, no line of a tool is taken for one of Bazel's.
#[must_use]
pub fn behind_time(line: &str) -> Option<&str> {
    let (time, rest) = line.strip_prefix('(')?.split_at_checked(8)?;
    let is_time = time.bytes().enumerate().all(|(at, byte)| match at {
        2 | 5 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    let rest = rest.strip_prefix(") ")?;
    // A report can be empty.
    (is_time && (rest.is_empty() || is_bazels(rest))).then_some(rest)
}

/// Whether a line, without the time before it, looks like the first of a message of Bazel's.
#[must_use]
pub fn is_message(line: &str) -> bool {
    KINDS.iter().any(|kind| line.starts_with(kind))
}

/// Whether a line, without the time before it, looks like Bazel's own.
fn is_bazels(line: &str) -> bool {
    is_message(line) || PHASES.iter().any(|phase| line.starts_with(phase)) || is_progress(line)
}

/// `[1,203 / 2,000] ...`
fn is_progress(line: &str) -> bool {
    let counts = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(" / "));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ',');
    counts.is_some_and(|(done, _)| is_number(done))
}

/// Lines of output, without the times, each with whether it is Bazel's own.
pub(crate) fn marked(output: &str) -> impl Iterator<Item = (bool, &str)> {
    marked_from(output, 0)
}

/// The same from a place in the output.
pub(crate) fn marked_from(output: &str, start: usize) -> impl Iterator<Item = (bool, &str)> {
    let has_times = has_times(output);
    output[start..]
        .lines()
        .map(move |line| match behind_time(line) {
            Some(own) if has_times => (true, own),
            _ => (!has_times && is_bazels(line), line),
        })
}

/// Bazel speaks first: before it runs a tool, it has said what it is about to do.
fn has_times(output: &str) -> bool {
    let mut firsts = output.lines().filter_map(|line| match behind_time(line) {
        Some(_) => Some(true),
        None => is_bazels(line).then_some(false),
    });
    firsts.next().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_tells_bazels_lines_from_others() {
        assert_eq!(behind_time("(12:34:56) INFO: x"), Some("INFO: x"));
        assert_eq!(behind_time("(12:34:56) [1 / 2] x"), Some("[1 / 2] x"));
        assert_eq!(behind_time("(12:34:56) "), Some(""));
        for other in [
            "INFO: x",
            "(12:34:56) x",
            "(12:34) INFO: x",
            "(ab:cd:ef) INFO: x",
            "(12:34:5ü) x",
            "(",
        ] {
            assert_eq!(behind_time(other), None, "{other}");
        }
    }

    #[test]
    fn without_times_the_beginnings_have_to_do() {
        let own = |output: &str| -> Vec<String> {
            let lines = marked(output).filter(|(is_own, _)| *is_own);
            lines.map(|(_, line)| line.to_owned()).collect()
        };
        assert_eq!(own("INFO: a\nWARNING: b\nc\n"), ["INFO: a", "WARNING: b"]);
        let timed = "odd\n(12:34:56) INFO: From a:\nWARNING: the tool's\n[1 / 2] x\n(12:34:57) WARNING: c\n";
        assert_eq!(own(timed), ["INFO: From a:", "WARNING: c"]);
        let imitated = "INFO: From a:\n(12:34:56) WARNING: d\nWARNING: e\n";
        assert_eq!(own(imitated), ["INFO: From a:", "WARNING: e"]);
    }
}
