//! Secrets that stand in command lines and addresses, blotted out.

/// What stands where a secret stood.
const BLOT: &str = "[redacted]";

/// `text` without users in addresses, values of `--*_header` and `--*_env` flags, and values of
/// environment variables in the command lines that `--verbose_failures` prints.
pub(crate) fn secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_environment = false;
    let mut value_of_flag = None;
    for line in text.split_inclusive('\n') {
        if in_environment && let Some(name) = assigned_name(line) {
            let indent = line.len() - line.trim_start().len();
            out.push_str(&line[..indent]);
            out.push_str(name);
            out.push('=');
            out.push_str(BLOT);
            out.push_str(" \\\n");
            continue;
        }
        in_environment = line.trim_end().ends_with("exec env - \\");
        for word in line.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            out.push_str(&word_without_secrets(bare, value_of_flag.take()));
            out.push_str(&word[bare.len()..]);
            value_of_flag = secret_flag(bare)
                .filter(|(_, value)| value.is_none())
                .map(|_| ());
        }
    }
    out
}

/// `NAME` of a line `    NAME=value \`.
fn assigned_name(line: &str) -> Option<&str> {
    let (name, _) = line
        .trim_end()
        .strip_suffix('\\')?
        .trim_start()
        .split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

fn word_without_secrets(word: &str, after_flag: Option<()>) -> String {
    if after_flag.is_some() {
        return without_value(word);
    }
    if let Some((flag, Some(value))) = secret_flag(word) {
        return format!("{flag}={}", without_value(value));
    }
    without_user(word)
}

/// `--name` and the value in the same word, of flags whose values hold secrets.
fn secret_flag(word: &str) -> Option<(&str, Option<&str>)> {
    let start = word.find("--")?;
    let is_quote = |c: char| matches!(c, '\'' | '"' | '(' | '`');
    if !word[..start].chars().all(is_quote) {
        return None;
    }
    let (flag, value) = match word.split_once('=') {
        Some((flag, value)) => (flag, Some(value)),
        None => (word, None),
    };
    let name = flag.trim_end_matches(is_quote);
    (name.ends_with("_header") || name.ends_with("_env")).then_some((flag, value))
}

/// `NAME=value` keeps its name.
fn without_value(word: &str) -> String {
    match word.split_once('=') {
        Some((name, _)) => format!("{name}={BLOT}"),
        None => BLOT.to_owned(),
    }
}

/// `https://user:secret@host/` loses its user.
fn without_user(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let authority = tail.find(['/', '?', '#']).unwrap_or(tail.len());
        match tail[..authority].rfind('@') {
            Some(user) => {
                out.push_str(BLOT);
                rest = &tail[user..];
            }
            None => rest = tail,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_lose_their_values_and_keep_their_names() {
        assert_eq!(
            secrets("bazel build --remote_header=authorization=hunter2 --jobs=4"),
            "bazel build --remote_header=authorization=[redacted] --jobs=4"
        );
        assert_eq!(
            secrets("--bes_header 'x=hunter2'\n"),
            "--bes_header 'x=[redacted]\n"
        );
        assert_eq!(
            secrets("'--action_env=TOKEN=hunter2'"),
            "'--action_env=TOKEN=[redacted]"
        );
        assert_eq!(secrets("--action_env=TOKEN"), "--action_env=[redacted]");
        assert_eq!(secrets("a--b_env x"), "a--b_env x");
    }

    #[test]
    fn addresses_lose_their_users() {
        assert_eq!(
            secrets("see https://me:hunter2@host/p."),
            "see https://[redacted]@host/p."
        );
        assert_eq!(secrets("https://host/p@q"), "https://host/p@q");
        assert_eq!(
            secrets("a://u@h b://v@i"),
            "a://[redacted]@h b://[redacted]@i"
        );
    }

    #[test]
    fn printed_environments_lose_their_values() {
        let text = "  exec env - \\\n    PATH=/bin \\\n    TOKEN=a b=c \\\n  /bin/x A=1 \\\n";
        let expected =
            "  exec env - \\\n    PATH=[redacted] \\\n    TOKEN=[redacted] \\\n  /bin/x A=1 \\\n";
        assert_eq!(secrets(text), expected);
    }
}
