//! Last lines without an end. Bazel prints them late, in front of what it prints next: they are taken from where they
//! are whole, and out of the line that they got into.

/// The unfinished last lines that Bazel has not printed yet, as far as is known.
#[derive(Debug, Default)]
pub struct Unended {
    ends: Vec<String>,
}

impl Unended {
    /// Takes the end of a text in; returns it, if it is a line without an end.
    pub fn end_of(&mut self, text: &str) -> Option<String> {
        let (_, end) = text.rsplit_once('\n').unwrap_or(("", text));
        if end.is_empty() {
            return None;
        }
        self.ends.push(end.to_owned());
        Some(end.to_owned())
    }

    /// A line as it was printed; `None` if nothing is left of it.
    pub fn without<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        let Some(at) = self
            .ends
            .iter()
            .position(|end| line.starts_with(end.as_str()))
        else {
            return Some(line);
        };
        let end = self.ends.remove(at);
        Some(&line[end.len()..]).filter(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_line_is_taken_out_of_the_next() {
        let mut unended = Unended::default();
        assert_eq!(unended.end_of("one\n"), None);
        assert_eq!(unended.end_of("one\ntwo").as_deref(), Some("two"));
        assert_eq!(unended.without("one"), Some("one"));
        assert_eq!(unended.without("twoline 1"), Some("line 1"));
        assert_eq!(unended.without("twoline 1"), Some("twoline 1"));
        unended.end_of("three");
        assert_eq!(unended.without("three"), None);
    }
}
