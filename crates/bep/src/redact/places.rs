//! Places in which secrets stand, whatever they are.

use super::BLOT;

/// How much of a word or line may wait for its end; longer ones are no command lines.
const MAX_WAITING: usize = 1 << 20;

/// Reads text word by word, and remembers what the words before said of the next one.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// An unfinished word, or line of an environment.
    waiting: String,
    /// Within the environment that `--verbose_failures` prints, one variable a line.
    in_environment: bool,
    /// The last words of the line so far, as far as they open an environment.
    line_end: &'static str,
    next: Next,
}

/// What is known of the next word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Next {
    #[default]
    Any,
    /// A flag's value.
    Value,
    /// The rest of a value that a quote opened.
    Quoted(char),
    /// `Bearer` or `Basic`, or the secret itself.
    Authorization,
    /// What comes behind `Bearer`.
    Secret,
}

impl Places {
    pub(super) fn push(&mut self, piece: &str) -> String {
        let text = std::mem::take(&mut self.waiting) + piece;
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let whole = if self.in_environment {
                rest.find('\n').map(|end| end + 1)
            } else {
                word_end(rest)
            };
            match whole {
                Some(end) => {
                    self.take(&rest[..end], &mut out);
                    rest = &rest[end..];
                }
                None if rest.len() < MAX_WAITING => break,
                None => {
                    self.take(rest, &mut out);
                    rest = "";
                }
            }
        }
        self.waiting = rest.to_owned();
        out
    }

    pub(super) fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.waiting);
        let mut out = String::new();
        if !rest.is_empty() {
            self.take(&rest, &mut out);
        }
        out
    }

    /// One line of an environment, or one word with the blanks behind it.
    fn take(&mut self, part: &str, out: &mut String) {
        if self.in_environment {
            if let Some(name) = assigned_name(part) {
                let indent = part.len() - part.trim_start().len();
                out.push_str(&part[..indent]);
                out.push_str(name);
                out.push('=');
                out.push_str(BLOT);
                out.push_str(" \\\n");
                return;
            }
            self.in_environment = false;
            for word in part.split_inclusive(char::is_whitespace) {
                self.take(word, out);
            }
            return;
        }
        let bare = part.trim_end();
        if !bare.is_empty() {
            out.push_str(&self.word(bare));
            self.line_end = match (self.line_end, bare) {
                (_, "exec") => "exec",
                ("exec", "env") => "exec env",
                ("exec env", "-") => "exec env -",
                ("exec env -", "\\") => "exec env - \\",
                _ => "",
            };
        }
        out.push_str(&part[bare.len()..]);
        if part.ends_with('\n') {
            self.in_environment = self.line_end == "exec env - \\";
            self.line_end = "";
            // Quotes and headers end with their line.
            if self.next != Next::Value {
                self.next = Next::Any;
            }
        }
    }

    fn word(&mut self, word: &str) -> String {
        match std::mem::take(&mut self.next) {
            Next::Value => self.value(word),
            Next::Quoted(quote) => {
                if !word.contains(quote) {
                    self.next = Next::Quoted(quote);
                    return String::new();
                }
                let (_, behind) = word.split_once(quote).unwrap_or_default();
                format!("{quote}{behind}")
            }
            Next::Authorization if is_scheme(word) => {
                self.next = Next::Secret;
                word.to_owned()
            }
            Next::Authorization | Next::Secret => BLOT.to_owned(),
            Next::Any => self.any(word),
        }
    }

    fn any(&mut self, word: &str) -> String {
        if let Some((flag, value)) = secret_flag(word) {
            let Some(value) = value else {
                self.next = Next::Value;
                return word.to_owned();
            };
            // 'The quote may open before the flag.'
            let quote = flag.chars().next().filter(|c| matches!(c, '\'' | '"'));
            return format!("{flag}={}", self.value_in(value, quote));
        }
        if is_authorization(word) {
            self.next = Next::Authorization;
            return word.to_owned();
        }
        without_tokens(without_queries(without_user(word)))
    }

    fn value(&mut self, word: &str) -> String {
        let quote = word.chars().next().filter(|c| matches!(c, '\'' | '"'));
        self.value_in(word, quote)
    }

    /// A value keeps `NAME=`. A quote that it does not close goes on in the next words.
    fn value_in(&mut self, value: &str, quote: Option<char>) -> String {
        let blotted = match value.split_once('=') {
            Some((name, _)) => format!("{name}={BLOT}"),
            None => BLOT.to_owned(),
        };
        let Some(quote) = quote else {
            if value.rsplit(['=', ':']).next().is_some_and(is_scheme) {
                self.next = Next::Secret;
            }
            return blotted;
        };
        let inner = value.strip_prefix(quote).unwrap_or(value);
        if !inner.contains(quote) {
            self.next = Next::Quoted(quote);
        }
        blotted
    }
}

/// Where a word with the blank behind it ends, or one blank; `None` while the word is not whole.
fn word_end(text: &str) -> Option<usize> {
    let blank = text.find(char::is_whitespace)?;
    let width = text[blank..].chars().next().map_or(1, char::len_utf8);
    Some(blank + width)
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
    let secret = ["_header", "_env", "-header", "token", "password", "secret"]
        .iter()
        .any(|end| name.ends_with(end));
    secret.then_some((flag, value))
}

/// `Authorization:`, or a header's name of that kind.
fn is_authorization(word: &str) -> bool {
    let name = word.trim_start_matches(['\'', '"']).strip_suffix(':');
    name.is_some_and(|name| {
        [
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "x-api-key",
        ]
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
    })
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "token", "digest"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
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

/// `?token=x` and `&password=x` in addresses lose their values.
fn without_queries(word: String) -> String {
    if !word.contains(['?', '&']) {
        return word;
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word.as_str();
    while let Some(at) = rest.find(['?', '&']) {
        let (head, tail) = rest.split_at(at + 1);
        out.push_str(head);
        rest = tail;
        let Some(equals) = tail.find('=') else {
            continue;
        };
        let name = &tail[..equals];
        let is_name = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
        if is_name && super::values::names_secret(&name.replace(['-', '.'], "_")) {
            let value = &tail[equals + 1..];
            let end = value.find(['&', '#', '"', '\'']).unwrap_or(value.len());
            out.push_str(name);
            out.push('=');
            out.push_str(BLOT);
            rest = &value[end..];
        }
    }
    out.push_str(rest);
    out
}

/// Tokens whose makers gave them a shape: their beginning, and how long they are at least.
const SHAPES: &[(&str, usize)] = &[
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("ghu_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("npm_", 36),
    ("pypi-", 40),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("AKIA", 20),
    ("eyJhbGciOi", 40),
];

fn without_tokens(word: String) -> String {
    let mut word = word;
    for (beginning, least) in SHAPES {
        let mut from = 0;
        while let Some(at) = word[from..].find(beginning).map(|at| at + from) {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            let tail = &word[at..];
            let size = tail.find(|c| !is_part(c)).unwrap_or(tail.len());
            if size >= *least {
                word.replace_range(at..at + size, BLOT);
            }
            from = at + beginning.len().min(size);
        }
    }
    word
}
