//! Bazel's flags as words of a command line or an rc file.

/// What a word says of a switch: `--x` and `--x=1` turn it on, `--nox` and `--x=no` off. `None` if it is another flag's.
pub fn switch(word: &str, name: &str) -> Option<bool> {
    let flag = word.strip_prefix("--")?;
    if flag.strip_prefix("no") == Some(name) {
        return Some(false);
    }
    let (named, value) = flag.split_once('=').unwrap_or((flag, "1"));
    (named == name).then_some(!matches!(value, "0" | "no" | "false" | "f" | "n"))
}

/// Whether a word sets one of some flags, whatever to: `--x`, `--x=1`, `--nox`.
pub fn sets(word: &str, names: &[&str]) -> bool {
    let Some(flag) = word.strip_prefix("--") else {
        return false;
    };
    let name = flag.split_once('=').map_or(flag, |(name, _)| name);
    let positive = name.strip_prefix("no").unwrap_or(name);
    names.contains(&name) || names.contains(&positive)
}

/// The value that the last of some words gives to a flag.
pub fn value<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    values(words, name).next_back()
}

/// All values that words give to a flag: `--x=value`, or `value` behind `--x`.
pub fn values<'a>(words: &'a [String], name: &str) -> impl DoubleEndedIterator<Item = &'a str> {
    let own = move |at: usize| {
        let word = words.get(at)?.strip_prefix("--")?.strip_prefix(name)?;
        match word.strip_prefix('=') {
            Some(value) => Some(value),
            None if word.is_empty() => words.get(at + 1).map(String::as_str),
            None => None,
        }
    };
    (0..words.len()).filter_map(own)
}

/// The words without those that set a flag, and without its values that stand behind it.
pub fn without(words: &[String], name: &str) -> Vec<String> {
    let mut kept = Vec::with_capacity(words.len());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word
            .strip_prefix("--")
            .and_then(|flag| flag.strip_prefix(name))
        {
            Some("") => {
                rest.next();
            }
            Some(value) if value.starts_with('=') => {}
            _ => kept.push(word.clone()),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn switches_have_several_forms() {
        for (word, said) in [
            ("--up", Some(true)),
            ("--up=1", Some(true)),
            ("--up=yes", Some(true)),
            ("--noup", Some(false)),
            ("--up=false", Some(false)),
            ("--up=0", Some(false)),
            ("--upper", None),
            ("up", None),
            ("-u", None),
        ] {
            assert_eq!(switch(word, "up"), said, "{word}");
        }
        assert!(sets("--noup", &["up"]) && sets("--up=x", &["up"]) && !sets("--x=--up", &["up"]));
        // A name can begin like the opposite of another.
        assert!(sets("--notice=x", &["notice"]) && !sets("--notice", &["up"]));
    }

    #[test]
    fn values_stand_in_or_behind_their_flag() {
        assert_eq!(value(&words("--a=1 --b --a 2 x"), "a"), Some("2"));
        assert_eq!(value(&words("--a 2 --a="), "a"), Some(""));
        let all = words("--a 2 --b --a=1");
        assert_eq!(values(&all, "a").collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(value(&words("--ab=1 --b"), "a"), None);
        assert_eq!(
            without(&words("--a=1 --b --a 2 x --ab"), "a"),
            ["--b", "x", "--ab"]
        );
    }
}
