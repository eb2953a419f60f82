//! Places in source files, as compilers and Bazel name them in their output.

use crate::report::Location;

/// How far into an output a place is looked for.
const MAX_LINES: usize = 2_000;

/// Begins the name of a sandbox's folder. Not with the slash before it: programs that hold `/execroot/` are taken for
/// leaks of a build's folder by those who verify artifacts.
const EXECUTION_ROOT: &str = "execroot/";

/// The first place that a tool's or Bazel's text names; `root` is the workspace's folder, which is
/// cut off where the file lies in it.
///
/// Understood are `path:line`, `path:line:column` (gcc, clang, tsc --pretty, go, Bazel),
/// `--> path:line:column` (rustc), `path(line,column)` (tsc, MSVC) and `File "path", line N`
/// (Python). A path needs a suffix or a slash, so that times and addresses are none. It can have
/// blanks where the line tells where it begins.
pub(crate) fn first(text: &str, root: &str) -> Option<Location> {
    text.lines().take(MAX_LINES).find_map(|line| {
        let found = python(line)
            .or_else(|| before_an_error(line))
            .or_else(|| in_a_known_folder(line, root))
            .or_else(|| behind_an_arrow(line))
            .or_else(|| line.split_whitespace().find_map(word));
        found.map(|place| Location {
            file: below(&place.file, root).to_owned(),
            ..place
        })
    })
}

/// A path below the workspace or an execution root, whose name tells where it begins.
fn in_a_known_folder(line: &str, root: &str) -> Option<Location> {
    let of_root = format!("{root}/");
    if !root.is_empty()
        && let Some(at) = line.find(&of_root)
    {
        let (place, _) = whole_path(&line[at..])?;
        // The last of several paths is the one with the number.
        let file = place.file.rsplit(&of_root).next()?.to_owned();
        return Some(Location { file, ..place });
    }
    let (_, staged) = line.split_once(&format!("/{EXECUTION_ROOT}"))?;
    let (_, path) = staged.split_once('/')?;
    whole_path(path).map(|(place, _)| place)
}

/// `--> path:line:column`
fn behind_an_arrow(line: &str) -> Option<Location> {
    let path = line.trim_start().strip_prefix("--> ")?;
    whole_path(path).map(|(place, _)| place)
}

/// A line that begins with a path and goes on with what is wrong there.
fn before_an_error(line: &str) -> Option<Location> {
    const WORDS: [&str; 5] = ["error", "warning", "note", "fatal", "info"];
    let line = line.trim_start();
    let (place, rest) = whole_path(line)?;
    let message = rest.trim_start_matches([':', ')']).trim_start();
    let says_so = WORDS.iter().any(|word| {
        let start = message.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    // What stands before a path is a number, a time or a program with a colon.
    let is_path = !place.file.contains(": ") && !place.file.starts_with(['[', '(', '<']);
    (says_so && is_path).then_some(place)
}

/// The place that a text begins with, and what follows: the first numbers behind something that is a path.
fn whole_path(text: &str) -> Option<(Location, &str)> {
    text.match_indices([':', '(']).find_map(|(at, sign)| {
        let (file, rest) = (&text[..at], &text[at + 1..]);
        let (line, rest) = split_number(rest)?;
        if sign == "(" {
            let (column, rest) = split_number(rest.strip_prefix(',')?)?;
            let rest = rest.strip_prefix(')')?;
            return Some((place(file, line, Some(column))?, rest));
        }
        let column = rest.strip_prefix(':').and_then(split_number);
        let (column, rest) = column.map_or((None, rest), |(column, rest)| (Some(column), rest));
        let ends = rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric() && c != '.');
        Some((place(file, line, column).filter(|_| ends)?, rest))
    })
}

fn split_number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    is_number(number).then_some((number, rest))
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
    let word = word.trim_start_matches(['"', '\'', '`']);
    let word = word.trim_end_matches([':', ',', ';', '.', '"', '\'', '`']);
    let word = without_brackets(without_brackets(word, '(', ')'), '[', ']');
    colons(word).or_else(|| brackets(word))
}

/// A word without the brackets around it. Those inside belong to the path: `[id].svelte:3`, `(app)/a.ts:3`.
fn without_brackets(word: &str, open: char, close: char) -> &str {
    let inner = word.strip_prefix(open).unwrap_or(word);
    match inner.strip_suffix(close) {
        Some(inner) if !inner.contains(open) || inner.len() + 2 == word.len() => inner,
        _ if !inner.contains(close) => inner,
        _ => word,
    }
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
    word.match_indices('(').find_map(|(at, _)| {
        let (numbers, _) = word[at + 1..].split_once(')')?;
        let (line, column) = numbers.split_once(',')?;
        place(&word[..at], line, Some(column))
    })
}

fn place(file: &str, line: &str, column: Option<&str>) -> Option<Location> {
    let named = file.rsplit(['/', '\\']).next()?;
    let suffixed = named
        .rsplit_once('.')
        .is_some_and(|(stem, suffix)| !stem.is_empty() && is_suffix(suffix));
    let is_build_file = matches!(named, "BUILD" | "WORKSPACE" | "Makefile");
    // `//a.b:7` and `@a//b.c:7` are targets.
    let is_label = file.starts_with("//") || file.starts_with('@') && file.contains("//");
    if !(suffixed || is_build_file) || is_label || file.contains("://") || !is_number(line) {
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

/// The path below the workspace: below `root`, below the execution root of a sandbox, or of another repository below
/// Bazel's own folders.
fn below<'a>(file: &'a str, root: &str) -> &'a str {
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
    staged
        .map(|(_, below)| below)
        .or_else(|| in_another_repository(file))
        .unwrap_or(file)
}

/// `external/zlib/BUILD` of `/home/me/.cache/bazel/_bazel_me/0123456789abcdef0123456789abcdef/external/zlib/BUILD`.
fn in_another_repository(file: &str) -> Option<&str> {
    const DIGITS: usize = 32;
    let at = file.find("/external/")?;
    let base = file[..at].rsplit('/').next()?;
    let is_digest = base.len() == DIGITS && base.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| &file[at + 1..])
}

#[cfg(test)]
mod tests;
