//! The only list of names of secrets: variables, settings, flags, headers, and tokens by their shape.

mod name_words;

use name_words::Words;

/// Parts of a name that say that its value is secret, and what makes another word of them.
const SECRET_PARTS: &[(&str, &[&str])] = &[
    ("TOKEN", &["IZ", "ISE", "ISING", "ISATION", "LESS"]),
    ("SECRET", &["AR", "ION", "LESS"]),
    ("PASSWORD", &["LESS"]),
    ("PASSWD", &[]),
    ("PASSPHRASE", &[]),
    ("PASSCODE", &[]),
    ("CREDENTIAL", &[]),
    ("COOKIE", &["CUTTER", "LESS"]),
    ("AUTHORIZATION", &[]),
];

/// Whole words of a name that say that its value is secret.
const SECRET_WORDS: &[&str] = &["AUTH", "OAUTH", "PW", "PWD", "BEARER", "JWT", "CREDS"];

/// The same of words that have other meanings where they stand alone.
const KEY_WORDS: &[&str] = &["KEY", "KEYS"];

/// The same of those that have other meanings before another word, too: `pass_through`.
const LAST_WORDS: &[&str] = &["PASS", "PAT", "SIG", "SIGNATURE"];

/// What stands before `KEY` in the same word, where that is a secret: a monkey is none.
const KEYS_OF: &[&str] = &[
    "ACCESS",
    "ACCOUNT",
    "API",
    "APP",
    "AUTH",
    "CLIENT",
    "CRYPT",
    "DEPLOY",
    "ENCRYPTION",
    "GPG",
    "HMAC",
    "LICENSE",
    "MASTER",
    "PGP",
    "PRIVATE",
    "RSA",
    "SERVICE",
    "SESSION",
    "SHARED",
    "SIGN",
    "SIGNING",
    "SSH",
    "STORAGE",
];

/// Last words of names that tell where a secret is, or what is true of it, and not the secret.
const ABOUT_WORDS: &[&str] = &[
    "FILE",
    "FILES",
    "FILENAME",
    "PATH",
    "PATHS",
    "DIR",
    "DIRECTORY",
    "SOCK",
    "HELPER",
    "ASKPASS",
    "URL",
    "URI",
    "ENDPOINT",
    "COUNT",
    "LIMIT",
    "SIZE",
    "LENGTH",
    "TYPE",
    "TTL",
    "TIMEOUT",
    "DURATION",
    "SCOPES",
    "ENABLED",
];

/// The working directory, the one before, and a file of the X server's.
const NO_SECRETS: &[&str] = &["PWD", "OLDPWD", "XAUTHORITY"];

/// Endings of the names of flags that carry a name and a value, of which any can be secret.
const CARRIERS: &[&str] = &["_header", "-header", "_env"];

/// A flag of other programs that carries the same.
const HEADER: &str = "header";

/// Beginnings of the names of switches, which carry nothing.
const SWITCHES: &[&str] = &["incompatible_", "noincompatible_", "experimental_strict_"];

/// Flags of Bazel's, which a stored command line is better without.
const DROPPED_FLAGS: &[&str] = &["_header", "_env", "_password", "_token"];

/// Headers whose values are secret.
const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
];

/// What precedes the secret in an authorization header.
const AUTHORIZATION_SCHEMES: &[&str] = &["bearer", "basic", "token", "digest"];

/// Tokens whose makers gave them a shape: how they begin, and how many bytes they have at least.
pub(crate) const TOKEN_SHAPES: &[(&str, usize)] = &[
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

/// The size of the smallest token with a shape.
pub(crate) const MIN_TOKEN_BYTES: usize = 20;

/// What a name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// Nothing: whatever it is can be shown.
    Nothing,
    /// That it is secret where a flag or a variable has the name: alone, the word has other meanings, too.
    Weakly,
    /// That it is secret.
    Clearly,
}

/// What the name of a variable, setting or flag says of its value.
pub(crate) fn says(name: &str) -> Says {
    if name.len() < 2 || name.len() > 200 {
        return Says::Nothing;
    }
    let words = Words::of(name);
    let Some(last) = words.all().next_back() else {
        return Says::Nothing;
    };
    if NO_SECRETS.contains(&words.letters()) || ABOUT_WORDS.contains(&last) {
        return Says::Nothing;
    }
    if SECRET_PARTS
        .iter()
        .any(|(part, others)| has_part(words.letters(), part, others))
        || words
            .all()
            .any(|word| SECRET_WORDS.contains(&word) || is_compound_key(word))
    {
        return Says::Clearly;
    }
    let is_ambiguous =
        LAST_WORDS.contains(&last) || words.all().any(|word| KEY_WORDS.contains(&word));
    match is_ambiguous {
        true if words.all().nth(1).is_some() => Says::Clearly,
        true => Says::Weakly,
        false => Says::Nothing,
    }
}

/// Whether the value of the variable, setting or flag `name` is secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    says(name) != Says::Nothing
}

fn has_part(letters: &str, part: &str, others: &[&str]) -> bool {
    letters.match_indices(part).any(|(at, _)| {
        let behind = &letters[at + part.len()..];
        !others.iter().any(|other| behind.starts_with(other))
    })
}

/// `APIKEY` and its kin.
fn is_compound_key(word: &str) -> bool {
    let key = word.strip_suffix('S').unwrap_or(word).strip_suffix("KEY");
    key.is_some_and(|before| KEYS_OF.contains(&before))
}

/// Whether the flag `name` (without dashes) carries `NAME=VALUE`, of which any value can be secret.
pub(crate) fn is_carrier(name: &str) -> bool {
    name == HEADER || ends_with_any(name, CARRIERS)
}

/// Whether a stored command line goes without the flag `name` (without dashes) and its value.
pub(crate) fn is_dropped_flag(name: &str) -> bool {
    ends_with_any(name, DROPPED_FLAGS)
}

fn ends_with_any(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
        && !SWITCHES.iter().any(|beginning| name.starts_with(beginning))
}

/// Whether the value of the header `name` is secret.
pub(crate) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
        || !name.starts_with('-') && name.contains('-') && says(name) == Says::Clearly
}

/// Whether a secret follows `word` in an authorization header.
pub(crate) fn is_authorization_scheme(word: &str) -> bool {
    AUTHORIZATION_SCHEMES
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests;
