//! The only list of names of secrets: variables, flags, headers, and tokens by their shape.

/// Parts of a variable's name that say that its value is secret.
const SECRET_PARTS: &[&str] = &[
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "COOKIE",
    "APIKEY",
    "AUTHORIZATION",
];

/// Whole words of a variable's name that say that its value is secret.
const SECRET_WORDS: &[&str] = &[
    "KEY",
    "KEYS",
    "AUTH",
    "PASS",
    "PAT",
    "PW",
    "PWD",
    "SIGNATURE",
];

/// Last words of variables that contain the place of a secret, not the secret.
const LOCATION_WORDS: &[&str] = &["FILE", "PATH", "DIR", "SOCK", "HELPER", "ASKPASS"];

/// The working directory, the one before, and a file of the X server's.
const NO_SECRETS: &[&str] = &["PWD", "OLDPWD", "XAUTHORITY"];

/// Endings of the names of flags whose values are secret.
const SECRET_FLAGS: &[&str] = &["_header", "_env", "-header", "token", "password", "secret"];

/// Those of Bazel's, which a stored command line is better without.
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

/// Whether the value of the variable `name` is secret.
pub(crate) fn is_secret_variable(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    let is_location = |word| LOCATION_WORDS.contains(&word);
    if NO_SECRETS.contains(&name.as_str()) || words().next_back().is_some_and(is_location) {
        return false;
    }
    SECRET_PARTS.iter().any(|part| name.contains(part))
        || words().any(|word| SECRET_WORDS.contains(&word))
}

/// Whether the value of the flag `name` is secret.
pub(crate) fn is_secret_flag(name: &str) -> bool {
    SECRET_FLAGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a stored command line goes without the flag `name` and its value.
pub(crate) fn is_dropped_flag(name: &str) -> bool {
    DROPPED_FLAGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether the value of the header `name` is secret.
pub(crate) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
}

/// Whether a secret follows `word` in an authorization header.
pub(crate) fn is_authorization_scheme(word: &str) -> bool {
    AUTHORIZATION_SCHEMES
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}
