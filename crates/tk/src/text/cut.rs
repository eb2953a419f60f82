//! Text within a number of bytes, cut in the middle: both ends say most.

/// What stands where something is cut out of a line.
const GAP: &str = " … ";

/// The end of a line gets this share of what there is for it: one in so many parts.
const END_SHARE: usize = 3;

/// A line within a number of bytes.
pub fn line(line: &str, most: usize) -> String {
    if line.len() <= most {
        return line.to_owned();
    }
    let left = most.saturating_sub(GAP.len());
    let start = floor(line, left - left / END_SHARE);
    let end = ceiling(line, line.len() - left / END_SHARE);
    format!("{}{GAP}{}", &line[..start], &line[end..])
}

/// Lines within a number of bytes and of bytes per line: those around the line `at`, and the last ones. The lines that are
/// left out are counted where they were.
pub fn lines(all: &[&str], at: usize, most: usize, per_line: usize) -> Vec<String> {
    let shown: Vec<String> = all.iter().map(|text| line(text, per_line)).collect();
    let size = |from: usize, to: usize| -> usize {
        shown[from..to].iter().map(|line| line.len() + 1).sum()
    };
    if size(0, shown.len()) <= most {
        return shown;
    }
    const NOTE_BYTES: usize = 2 * 40;
    const BEFORE: usize = 2;
    let left = most.saturating_sub(NOTE_BYTES);
    let from = at.saturating_sub(BEFORE);
    let mut to = from;
    while to < shown.len() && size(from, to + 1) <= left - left / END_SHARE {
        to += 1;
    }
    let mut rest = shown.len();
    while rest > to && size(from, to) + size(rest - 1, shown.len()) <= left {
        rest -= 1;
    }
    let gap = |count: usize| (count > 0).then(|| format!("… {count} lines …"));
    gap(from)
        .into_iter()
        .chain(shown[from..to].iter().cloned())
        .chain(gap(rest - to))
        .chain(shown[rest..].iter().cloned())
        .collect()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_keeps_both_ends() {
        assert_eq!(line("short", 10), "short");
        let long = format!("cc {} -o äöü", "-I/x ".repeat(100));
        let cut = line(&long, 60);
        assert!(cut.len() <= 60 && cut.starts_with("cc -I/x"), "{cut}");
        assert!(cut.ends_with("-o äöü"), "{cut}");
    }

    #[test]
    fn the_telling_line_and_the_last_ones_stay() {
        let mut all = vec!["noise"; 5000];
        all[2500] = "error: this";
        all[4999] = "1 error";
        let cut = lines(&all, 2500, 400, 100);
        assert_eq!(cut[0], "… 2498 lines …");
        assert!(cut.contains(&"error: this".to_owned()), "{cut:?}");
        assert_eq!(cut.last().map(String::as_str), Some("1 error"));
        let bytes: usize = cut.iter().map(|line| line.len() + 1).sum();
        assert!(bytes <= 400, "{bytes}");
        assert_eq!(lines(&all[..3], 0, 400, 100).len(), 3);
    }
}
