//! Targets that a build leaves out, `-//bad/...`. Bazel takes them behind `--` only; before it they look like flags.

use std::convert::Infallible;
use std::ffi::OsString;

use crate::steps;

/// Stands before such a word while the command line is parsed: nobody types it.
const MARK: char = '\u{f8ff}';

/// The commands that take targets.
const COMMANDS: [&str; 6] = [
    "affected",
    "build",
    "dev",
    "flaky",
    "nondeterminism",
    "test",
];

/// A flag whose value can begin with a dash.
const TAKES_FLAGS: &str = "--bazel-flag";

/// Whether a word names targets to leave out.
pub fn is_exclusion(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|rest| !rest.starts_with('-') && steps::is_target(rest))
}

/// Words for tests: all of them, where the words only leave some out.
pub fn of_all(mut words: Vec<String>) -> Vec<String> {
    if words.iter().all(|word| is_exclusion(word)) {
        words.insert(0, "//...".to_owned());
    }
    words
}

/// A command line whose exclusions are not taken for flags; [`unmarked`] undoes it.
pub fn marked(words: Vec<OsString>) -> Vec<OsString> {
    let command = words.get(1).and_then(|word| word.to_str());
    if !command.is_some_and(|command| COMMANDS.contains(&command)) {
        return words;
    }
    let end = words.iter().position(|word| word == "--");
    let end = end.unwrap_or(words.len());
    let is_flags = |at: usize| words.get(at).is_some_and(|word| word == TAKES_FLAGS);
    let mark = |(at, word): (usize, &OsString)| match word.to_str() {
        Some(text) if at < end && is_exclusion(text) && !is_flags(at.saturating_sub(1)) => {
            format!("{MARK}{text}").into()
        }
        _ => word.clone(),
    };
    words.iter().enumerate().map(mark).collect()
}

/// A word of the command line as it was typed.
///
/// # Errors
/// Never.
pub fn unmarked(word: &str) -> Result<String, Infallible> {
    Ok(word.strip_prefix(MARK).unwrap_or(word).to_owned())
}

/// What follows `--`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Flags for Bazel, and their values.
    pub flags: Vec<String>,
    /// Targets, among them some to leave out.
    pub targets: Vec<String>,
}

/// Tells flags for Bazel from targets, which its own command line has behind `--`, too.
pub fn split(words: &[String]) -> Behind {
    let mut behind = Behind::default();
    let mut before = "";
    for word in words {
        // It may be this flag's value: `--copt -I/usr/include`, `--platforms //:mine`.
        let may_be_value =
            before.starts_with('-') && !before.contains('=') && !is_exclusion(before);
        let is_plain = ["-//", "-@", "-:"]
            .iter()
            .any(|start| word.starts_with(start));
        let is_named = word.starts_with("//") || word.starts_with('@');
        if is_plain || !may_be_value && (is_named || is_exclusion(word)) {
            behind.targets.push(word.clone());
        } else {
            behind.flags.push(word.clone());
        }
        before = word;
    }
    behind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn exclusions_are_told_from_flags() {
        for word in ["-//a/...", "-@b//c", "-:d", "-a/b:c", "-..."] {
            assert!(is_exclusion(word), "{word}");
        }
        for word in ["-k", "-kp", "--x=//a", "//a", "-", "--", "-j4"] {
            assert!(!is_exclusion(word), "{word}");
        }
    }

    #[test]
    fn only_words_of_commands_with_targets_are_marked() {
        let count = |line: &str| {
            let words = words(line).into_iter().map(OsString::from).collect();
            let is_marked = |word: &&OsString| word.to_string_lossy().starts_with(MARK);
            marked(words).iter().filter(is_marked).count()
        };
        assert_eq!(count("tk build //... -//bad -k -@c//d -- -//e"), 2);
        assert_eq!(count("tk test -:a"), 1);
        assert_eq!(count("tk flaky -//bad/..."), 1);
        assert_eq!(count("tk nondeterminism -//bad/..."), 1);
        assert_eq!(count("tk run -//bad/..."), 0);
        assert_eq!(count("tk build --bazel-flag -I/x"), 0);
        assert_eq!(unmarked(&format!("{MARK}-:a")).unwrap(), "-:a");
    }

    #[test]
    fn behind_the_dashes_are_flags_and_targets() {
        for (line, flags, targets) in [
            ("-k -//a/... --x=1", "-k --x=1", "-//a/..."),
            ("//... -//a/... -b/c", "", "//... -//a/... -b/c"),
            ("--copt -I/usr/x -c opt", "--copt -I/usr/x -c opt", ""),
            (
                "--platforms //:p --x=1 //:t",
                "--platforms //:p --x=1",
                "//:t",
            ),
            ("--keep_going -//a", "--keep_going", "-//a"),
        ] {
            let expected = Behind {
                flags: words(flags),
                targets: words(targets),
            };
            assert_eq!(split(&words(line)), expected, "{line}");
        }
    }
}
