//! Names of templates, and values of the type `name`.

/// Whether a text is lower-case letters, digits, `-` and `_`, and starts with a letter.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '_')
}
