//! Labels and paths as people write them.

use std::borrow::Cow;

/// Undoes Bazel's double encoding and the marks of the main repository.
///
/// Bazel keeps the bytes of a label as Latin-1 letters and encodes those again, so that `ü`
/// arrives as `Ã¼`. Text that is no such thing stays as it is.
pub(crate) fn label(raw: &str) -> Cow<'_, str> {
    let text = unmangled(raw);
    let marked = ["@@//", "@//"]
        .iter()
        .find(|mark| text.starts_with(**mark))
        .map(|mark| mark.len() - 2);
    match (marked, text) {
        (None, text) => text,
        (Some(mark), Cow::Borrowed(text)) => Cow::Borrowed(&text[mark..]),
        (Some(mark), Cow::Owned(mut text)) => {
            text.drain(..mark);
            Cow::Owned(text)
        }
    }
}

/// A label of an event as people write it: in its own letters, and without the marks of the main
/// repository.
#[must_use]
pub fn readable_label(raw: &str) -> String {
    label(raw).into_owned()
}

/// Undoes the double encoding in a label or path.
pub(crate) fn unmangled(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(raw);
    }
    let bytes: Option<Vec<u8>> = raw
        .chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or(Cow::Borrowed(raw), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_get_their_own_letters_back() {
        assert_eq!(label("//:gr\u{c3}\u{bc}\u{c3}\u{9f}e"), "//:grüße");
        assert_eq!(label("//:grüße"), "//:grüße");
        assert_eq!(label("//:漢字"), "//:漢字");
        assert_eq!(label("@@//a:b"), "//a:b");
        assert_eq!(label("@//a:b"), "//a:b");
        assert_eq!(
            label("@@rules_rust++crate+crates//:serde"),
            "@@rules_rust++crate+crates//:serde"
        );
    }
}
