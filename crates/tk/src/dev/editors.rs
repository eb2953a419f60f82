//! Files that editors, and others that save files, write beside what people edit.

/// Numbers that Vim gives to a file with which it tries whether it may write in a folder: it begins with the first, and
/// adds the second where a file of that name is there.
const VIMS_FIRST: u32 = 4913;
const VIMS_STEP: u32 = 123;
const VIMS_TRIES: u32 = 20;

/// Ends of names, and the programs that write them.
const ENDINGS: [&str; 12] = [
    // Backups: Emacs, Vim, Kate, gedit, nano, joe.
    "~",
    // Swap files of Vim and nano, also where an option leaves out the leading dot.
    ".swp",
    ".swo",
    ".swx",
    ".swpx",
    // Kate's.
    ".kate-swp",
    // The new and the old half of a safe save by JetBrains' editors.
    "___jb_tmp___",
    "___jb_old___",
    "___jb_bak___",
    // VS Code, and Chromium for editors in a page.
    ".vsctmp",
    ".crswap",
    // Sublime Text, and many programs that write a file anew and rename it.
    ".tmp",
];

/// Starts of names, and the programs that write them.
const STARTS: [&str; 6] = [
    // Locks: Emacs, mcedit; LibreOffice.
    ".#",
    ".~lock.",
    // Saves by GNOME's programs.
    ".goutputstream-",
    // Files that are removed while open, on FUSE and NFS.
    ".fuse_hidden",
    ".nfs0",
    // Not an editor's, but written where people look at a folder on macOS.
    ".DS_Store",
];

/// Whether a file of this name is an editor's: a backup, a lock, a swap file, an autosave, half of a save.
pub fn wrote(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        || STARTS.iter().any(|start| name.starts_with(start))
        || is_autosave(name)
        || is_vims_trial(name)
        || is_hidden_swap(name)
        || is_numbered_save(name)
        || is_hidden_save(name)
}

/// `#a#`, of Emacs, and of others that have learned from it.
fn is_autosave(name: &str) -> bool {
    name.len() > 2 && name.starts_with('#') && name.ends_with('#')
}

/// `4913`, `5036` ...
fn is_vims_trial(name: &str) -> bool {
    let number = name
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_sub(VIMS_FIRST));
    number.is_some_and(|above| above % VIMS_STEP == 0 && above / VIMS_STEP < VIMS_TRIES)
}

/// `.a.swn`: Vim counts the last letter down where several edit a file.
fn is_hidden_swap(name: &str) -> bool {
    let ending = name
        .strip_prefix('.')
        .and_then(|name| name.rsplit_once(".sw"));
    ending.is_some_and(|(_, letter)| matches!(letter.as_bytes(), [b'a'..=b'p']))
}

/// `a.tmp.123`, `a.tmp-123-4f2a`: the process or a random number stands behind. `a.tmp.c` is a source.
fn is_numbered_save(name: &str) -> bool {
    let Some((_, behind)) = name.rsplit_once(".tmp") else {
        return false;
    };
    let mut parts = behind
        .trim_start_matches(['.', '-', '_'])
        .split(['.', '-', '_']);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_random =
        |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    parts
        .next()
        .is_some_and(|first| is_number(first) || is_random(first))
        && parts.all(|part| is_number(part) || is_random(part))
}

/// `.a.rs.x1Y2z3.bck` of Helix, `.a.rs.kak.x1Y2z3` of Kakoune, `a.rs.sb-0123abcd-x1Y2z3` of programs of macOS.
fn is_hidden_save(name: &str) -> bool {
    let is_hidden = name.starts_with('.');
    let is_macs = name.rsplit_once(".sb-").is_some_and(|(_, behind)| {
        let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
        matches!(behind.split_once('-'), Some((hex, random)) if hex.len() == 8 && is_hex(hex) && random.len() == 6)
    });
    is_macs || is_hidden && (name.ends_with(".bck") || name.contains(".kak."))
}

#[cfg(test)]
mod tests {
    use super::wrote;

    #[test]
    fn what_editors_write_is_known() {
        for name in [
            "#a.rs#",
            ".#a.rs",
            "a.rs~",
            "a.rs.~1~",
            ".a.rs.un~",
            "4913",
            "5036",
            "5159",
            ".a.rs.swp",
            ".a.rs.swo",
            ".a.rs.swn",
            ".a.rs.swa",
            ".swp",
            "a.swp",
            ".a.rs.swx",
            ".a.rs.swpx",
            ".a.rs.kate-swp",
            "a.rs___jb_tmp___",
            "a.rs___jb_old___",
            "a.rs___jb_bak___",
            "a.json.vsctmp",
            "a.rs.crswap",
            ".subl5f3.tmp",
            "a.rs.tmp",
            "a.rs.tmp.123",
            "a.rs.tmp.20171.4a2655829367",
            "a.rs.tmp-123-1700000000000",
            "a.rs.tmp12345",
            ".goutputstream-U6EGP0",
            ".~lock.a.odt#",
            ".a.rs.x1Y2z3.bck",
            ".a.rs.kak.x1Y2z3",
            "a.rs.sb-0123abcd-x1Y2z3",
            ".fuse_hidden0000012300000001",
            ".nfs000000000123",
            ".DS_Store",
        ] {
            assert!(wrote(name), "{name}");
        }
    }

    #[test]
    fn sources_are_none() {
        for name in [
            "a.rs",
            "#",
            "##",
            "#a",
            "a#",
            "c#.md",
            "4914",
            "49130",
            "2024",
            "a.swift",
            "a.swf",
            ".swcrc",
            ".a.svg",
            "swp",
            "a.tmpl",
            "tmp",
            "tmp.rs",
            "a.tmp.c",
            "a.tmp.rs",
            "template.tmp.html",
            "a.bck",
            "kak.rs",
            "a.kak.rs",
            "a.sb-1",
            "___jb.rs",
            "~a",
            ".gitignore",
            ".bazelrc",
            "a~b",
            "nfs",
            "a.old",
            "a.orig",
            "a.bak",
        ] {
            assert!(!wrote(name), "{name}");
        }
    }
}
