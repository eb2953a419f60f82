//! Names of files as git and file systems read them.

/// Characters that HFS+ does not see in a name.
const UNSEEN: [std::ops::RangeInclusive<char>; 4] = [
    '\u{200c}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{206a}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
];

/// Whether some machine takes a name for `.git`: in any case, with characters that its file system does not see, or by
/// the short name of NTFS.
pub(crate) fn is_git(name: &[u8]) -> bool {
    let text = String::from_utf8_lossy(name);
    let seen: String = text
        .chars()
        .filter(|it| !UNSEEN.iter().any(|range| range.contains(it)))
        .flat_map(char::to_lowercase)
        .collect();
    let before_stream = seen.split(':').next().unwrap_or_default();
    let parts = before_stream.split('\\');
    parts
        .map(|part| part.trim_end_matches([' ', '.']))
        .any(|part| part == ".git" || part == "git~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_git() {
        for wrong in [
            ".git",
            ".GIT",
            ".Git",
            ".git.",
            ".git ",
            ".git . ",
            "git~1",
            "GIT~1",
            ".g\u{200c}it",
            "\u{feff}.git",
            ".git:x",
            ".git::$INDEX_ALLOCATION",
            "a\\.git",
        ] {
            assert!(is_git(wrong.as_bytes()), "{wrong:?}");
        }
        for right in [
            ".gitignore",
            ".github",
            "git",
            ".gitmodules",
            "x.git",
            "git~10",
            "..git",
        ] {
            assert!(!is_git(right.as_bytes()), "{right:?}");
        }
    }
}
