//! Words and command lines as a POSIX shell reads them.

use std::ffi::OsString;
use std::path::Path;

/// A command line that a shell reads as these words.
pub fn shell_line(program: &Path, arguments: &[OsString]) -> String {
    std::iter::once(program.as_os_str())
        .chain(arguments.iter().map(OsString::as_os_str))
        .map(|word| shell_word(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word that a shell reads as it is.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/:.,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The same, with the values of variables that stand in the word as references to them: the longest
/// first, those of a few letters not at all.
pub fn shell_word_with_variables(word: &str, variables: &[(String, String)]) -> String {
    const MIN_BYTES: usize = 6;
    let found = variables
        .iter()
        .filter(|(name, value)| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            value.len() >= MIN_BYTES && name.chars().all(is_name) && word.contains(value.as_str())
        })
        .max_by_key(|(_, value)| value.len());
    match found.and_then(|(name, value)| Some((name, word.split_once(value.as_str())?))) {
        None => shell_word(word),
        Some((name, (before, after))) => {
            let before = (!before.is_empty()).then(|| shell_word(before));
            let after = (!after.is_empty()).then(|| shell_word_with_variables(after, variables));
            format!(
                "{}\"${name}\"{}",
                before.unwrap_or_default(),
                after.unwrap_or_default()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(shell_word("//a:b"), "//a:b");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        let variables = [("TOKEN".to_owned(), "hunter2".to_owned())];
        assert_eq!(
            shell_word_with_variables("--remote_header=x=a hunter2!hunter2", &variables),
            r#"'--remote_header=x=a '"$TOKEN"'!'"$TOKEN""#
        );
    }
}
