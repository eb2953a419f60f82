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

/// The same, with secrets that variables hold as references to those variables, the longest first, and every other
/// part as `redact` has it: a secret that no variable holds cannot be pasted, and is not shown either.
pub fn shell_word_with_secrets(
    word: &str,
    secrets: &[(String, String)],
    redact: &dyn Fn(&str) -> String,
) -> String {
    let held = secrets.iter().filter(|(name, value)| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !value.is_empty() && name.chars().all(is_name) && word.contains(value.as_str())
    });
    let longest = held.max_by_key(|(_, value)| value.len());
    let Some((name, (before, after))) =
        longest.and_then(|(name, value)| Some((name, word.split_once(value.as_str())?)))
    else {
        return shell_word(&redact(word));
    };
    let part = |part: &str| match part {
        "" => String::new(),
        part => shell_word_with_secrets(part, secrets, redact),
    };
    format!("{}\"${name}\"{}", part(before), part(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(shell_word("//a:b"), "//a:b");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        let secrets = [
            ("TOKEN".to_owned(), "hunter2".to_owned()),
            ("KEY".to_owned(), "swordfish".to_owned()),
        ];
        let word = |word: &str| {
            shell_word_with_secrets(word, &secrets, &|rest| rest.replace("other", "[redacted]"))
        };
        assert_eq!(
            word("--remote_header=x=a hunter2!hunter2"),
            r#"'--remote_header=x=a '"$TOKEN"'!'"$TOKEN""#
        );
        assert_eq!(
            word("hunter2 swordfish other"),
            r#""$TOKEN"' '"$KEY"' [redacted]'"#
        );
    }
}
