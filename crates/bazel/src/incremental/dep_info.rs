//! rustc's dep-info: the files that a compilation read, as a rule for `make`.

/// The files of the first rule, which names all of them: sources, and what `include_str!` and its like
/// read. `None` when it is not dep-info.
pub fn files(text: &str) -> Option<Vec<String>> {
    let line = text.lines().next()?;
    let words = words(line);
    let (made, files) = words.split_first()?;
    made.ends_with(':').then(|| files.to_vec())
}

/// The words of a line, in which a backslash keeps a blank from ending one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = line.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' if rest.peek() == Some(&' ') => word.extend(rest.next()),
            ' ' => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            other => word.push(other),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_names_all_files() {
        let text = "out/a.d: src/lib.rs a\\ b/README.md\n\nout/liba.rlib: src/lib.rs\n\nsrc/lib.rs:\n\n# env-dep:X=1\n";
        assert_eq!(files(text).unwrap(), ["src/lib.rs", "a b/README.md"]);
        assert_eq!(files("out/a.d:\n").unwrap(), Vec::<String>::new());
        assert_eq!(files(""), None);
        assert_eq!(files("no rule\n"), None);
    }
}
