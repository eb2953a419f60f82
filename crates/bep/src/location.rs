//! Places in source files, as compilers and Bazel name them in their output.

use crate::report::Location;

/// How far into an output a place is looked for.
const MAX_LINES: usize = 2_000;

/// The first place that a tool's or Bazel's text names; `root` is the workspace's folder, which is
/// cut off where the file lies in it.
///
/// Understood are `path:line`, `path:line:column` (gcc, clang, tsc --pretty, go, Bazel),
/// `--> path:line:column` (rustc), `path(line,column)` (tsc, MSVC) and `File "path", line N`
/// (Python). A path needs a suffix or a slash, so that times and addresses are none.
pub(crate) fn first(text: &str, root: &str) -> Option<Location> {
    text.lines().take(MAX_LINES).find_map(|line| {
        let found = python(line).or_else(|| line.split_whitespace().find_map(word));
        found.map(|place| Location {
            file: below(&place.file, root).to_owned(),
            ..place
        })
    })
}

fn python(line: &str) -> Option<Location> {
    let (file, rest) = line
        .trim_start()
        .strip_prefix("File \"")?
        .split_once("\", line ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    place(file, digits, None)
}

fn word(word: &str) -> Option<Location> {
    let word = word.trim_start_matches(['(', '[', '"', '\'', '`']);
    let word = word.trim_end_matches([':', ',', ';', '.', ']', '"', '\'', '`']);
    colons(word).or_else(|| brackets(word))
}

/// `path:line` and `path:line:column`; what follows behind another colon belongs to the message.
fn colons(word: &str) -> Option<Location> {
    let word = word.strip_suffix(')').unwrap_or(word);
    // A drive's letter is no path of its own.
    let drive = word.as_bytes().get(1) == Some(&b':') && word.len() > 3;
    let skip = if drive { 2 } else { 0 };
    let at = skip + word[skip..].find(':')?;
    let (file, rest) = (&word[..at], &word[at + 1..]);
    let mut numbers = rest.split(':');
    let line = numbers.next()?;
    let column = numbers.next().filter(|column| is_number(column));
    place(file, line, column)
}

/// `path(line,column)`.
fn brackets(word: &str) -> Option<Location> {
    let (file, rest) = word.split_once('(')?;
    let (numbers, _) = rest.split_once(')')?;
    let (line, column) = numbers.split_once(',')?;
    place(file, line, Some(column))
}

fn place(file: &str, line: &str, column: Option<&str>) -> Option<Location> {
    let named = file.rsplit(['/', '\\']).next()?;
    let suffixed = named
        .rsplit_once('.')
        .is_some_and(|(stem, suffix)| !stem.is_empty() && is_suffix(suffix));
    let is_build_file = matches!(named, "BUILD" | "WORKSPACE" | "Makefile");
    if !(suffixed || is_build_file) || file.contains("://") || !is_number(line) {
        return None;
    }
    Some(Location {
        file: file.to_owned(),
        line: line.parse().ok().filter(|line| *line > 0)?,
        column: column.and_then(|column| column.parse().ok()),
    })
}

/// Hosts end in letters, too, but those that are followed by a port are not told from files.
fn is_suffix(suffix: &str) -> bool {
    !suffix.is_empty()
        && suffix.len() <= 8
        && suffix.starts_with(|c: char| c.is_ascii_alphabetic())
        && suffix.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(suffix, "com" | "org" | "net" | "io" | "local" | "localhost")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The path below the workspace: below `root`, or below the execution root of a sandbox.
fn below<'a>(file: &'a str, root: &str) -> &'a str {
    // Not with the slash before it: programs that hold `/execroot/` are taken for leaks of a build's
    // folder by those who verify artifacts.
    const EXECUTION_ROOT: &str = "execroot/";
    let in_root = (!root.is_empty())
        .then(|| file.strip_prefix(root)?.strip_prefix(['/', '\\']))
        .flatten();
    if let Some(below) = in_root {
        return below;
    }
    let staged = file
        .rfind(EXECUTION_ROOT)
        .filter(|at| file[..*at].ends_with('/'))
        .and_then(|at| file[at + EXECUTION_ROOT.len()..].split_once('/'));
    staged.map_or(file, |(_, below)| below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        first(text, "/home/me/ws").map(|place| match place.column {
            Some(column) => format!("{} {} {column}", place.file, place.line),
            None => format!("{} {}", place.file, place.line),
        })
    }

    #[test]
    fn places_as_tools_write_them() {
        for (text, expected) in [
            (
                "error[E0308]: mismatched types\n  --> crates/a/src/lib.rs:3:5\n",
                "crates/a/src/lib.rs 3 5",
            ),
            ("main.c:12:7: error: expected ';'", "main.c 12 7"),
            ("main.c:12: undefined reference", "main.c 12"),
            ("src/a.ts(3,15): error TS2322: no", "src/a.ts 3 15"),
            (
                "Traceback:\n  File \"tools/x.py\", line 8, in <module>",
                "tools/x.py 8",
            ),
            (
                "/home/me/ws/BUILD.bazel:48:8: Executing genrule",
                "BUILD.bazel 48 8",
            ),
            (
                "at /x/sandbox/linux-sandbox/3/execroot/_main/web/a.svelte:1:2",
                "web/a.svelte 1 2",
            ),
            ("(src/app.ts:9:1)", "src/app.ts 9 1"),
            ("pkg/BUILD:7:1: no such target", "pkg/BUILD 7 1"),
            ("C:\\ws\\a.cs:4:2", "C:\\ws\\a.cs 4 2"),
        ] {
            assert_eq!(found(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn times_addresses_and_labels_are_no_places() {
        for text in [
            "at 12:30:05 it stopped",
            "http://host:80/x.js:3",
            "see example.com:8080",
            "//pkg:name.rs",
            "a.rs:0",
            "v1.2:3",
            "",
            "error: 3:4",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
