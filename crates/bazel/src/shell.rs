//! Words and command lines as a POSIX shell reads them.

use std::ffi::OsString;
use std::path::Path;

use redact::terminal;

/// A command line that a shell reads as these words.
pub fn shell_line(program: &Path, arguments: &[OsString]) -> String {
    std::iter::once(program.as_os_str())
        .chain(arguments.iter().map(OsString::as_os_str))
        .map(|word| shell_word(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word that a shell reads as it is. What a terminal would obey is escaped, as bash and zsh read it.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/:.,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if terminal::is_plain(word) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        format!("$'{}'", word.chars().map(escaped).collect::<String>())
    }
}

fn escaped(letter: char) -> String {
    match letter {
        '\\' | '\'' => format!("\\{letter}"),
        letter if terminal::is_plain(letter.encode_utf8(&mut [0; 4])) => letter.to_string(),
        letter => format!("\\u{:04x}", u32::from(letter)),
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
        assert_eq!(
            shell_word("a'\\\u{1b}[2J\u{9b}é"),
            r"$'a\'\\\u001b[2J\u009bé'"
        );
    }
}
