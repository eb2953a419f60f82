//! `file://` addresses as paths.

use std::path::PathBuf;

/// The path of a `file://` address on this machine; `None` for any other address.
pub(crate) fn local_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // "file:///C:/x" is the drive's path on Windows, "file:///x" the root's elsewhere.
    let drive = rest
        .strip_prefix('/')
        .filter(|path| path.as_bytes().get(1) == Some(&b':'));
    let path = drive.unwrap_or(rest);
    (path.starts_with('/') || drive.is_some()).then(|| PathBuf::from(decoded(path)))
}

/// Decodes `%XX`; text that is not UTF-8 then stays as it is.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code
            .filter(|_| first == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_addresses_become_paths() {
        assert_eq!(
            local_path("file:///a/b%20c%C3%BC"),
            Some(PathBuf::from("/a/b cü"))
        );
        assert_eq!(local_path("file:///C:/a"), Some(PathBuf::from("C:/a")));
        assert_eq!(local_path("file:///50%"), Some(PathBuf::from("/50%")));
        assert_eq!(local_path("bytestream://cas/blobs/1"), None);
        assert_eq!(local_path("file://host/share"), None);
    }
}
