//! Last lines without an end. Bazel prints them late, in front of what it prints next: they are taken from where they
//! are whole, and out of the line that they got into, whichever comes first.

/// How many lines are held, at most.
const MOST_HELD: usize = 10_000;

/// The unended last lines of which one of the two has come.
#[derive(Debug, Default)]
pub struct Unended {
    /// Those that Bazel has not printed yet, as far as is known.
    ends: Vec<String>,
    /// Lines that Bazel printed before a test was known to run: each can be the last one of a tool.
    held: Vec<String>,
    /// The last line that was passed on.
    passed: String,
}

impl Unended {
    /// Takes the end of a text in; returns it, if it is a line without an end that was not passed on.
    pub fn end_of(&mut self, text: &str) -> Option<String> {
        let (_, end) = text.rsplit_once('\n').unwrap_or(("", text));
        if end.is_empty() || self.passed == end {
            self.passed.clear();
            return None;
        }
        match self.held.iter().position(|line| line.starts_with(end)) {
            Some(at) => {
                let rest = self.held[at].split_off(end.len());
                match rest.is_empty() {
                    true => drop(self.held.remove(at)),
                    false => self.held[at] = rest,
                }
            }
            None => self.ends.push(end.to_owned()),
        }
        Some(end.to_owned())
    }

    /// What can be shown with a further line, which Bazel printed while a test was running or not.
    pub fn pass(&mut self, line: &str, is_testing: bool) -> Option<String> {
        let rest = self.without(line)?.to_owned();
        self.held.push(rest);
        let is_due = is_testing || self.held.len() > MOST_HELD;
        is_due.then(|| self.release()).flatten()
    }

    /// The lines that were held.
    pub fn release(&mut self) -> Option<String> {
        self.passed.clone_from(self.held.last()?);
        Some(std::mem::take(&mut self.held).join("\n"))
    }

    /// A line as it was printed; `None` if nothing is left of it.
    fn without<'a>(&mut self, line: &'a str) -> Option<&'a str> {
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
    fn an_unended_line_is_taken_out_of_the_next() {
        let mut unended = Unended::default();
        assert_eq!(unended.end_of("one\n"), None);
        assert_eq!(unended.end_of("one\ntwo").as_deref(), Some("two"));
        assert_eq!(unended.pass("one", true).as_deref(), Some("one"));
        assert_eq!(unended.pass("twoline 1", true).as_deref(), Some("line 1"));
        let whole = unended.pass("twoline 1", true);
        assert_eq!(whole.as_deref(), Some("twoline 1"));
        unended.end_of("three");
        assert_eq!(unended.pass("three", true), None);
    }

    #[test]
    fn a_line_that_comes_before_its_tool_is_held() {
        let mut unended = Unended::default();
        assert_eq!(unended.pass("a tool's", false), None);
        assert_eq!(unended.pass("another'sline 1", false), None);
        assert_eq!(unended.pass("line 2", false), None);
        unended.end_of("x\na tool's");
        unended.end_of("another's");
        assert_eq!(unended.release().as_deref(), Some("line 1\nline 2"));
        assert_eq!(unended.release(), None);
    }

    #[test]
    fn the_last_line_of_a_test_is_shown_once() {
        let mut unended = Unended::default();
        assert_eq!(unended.pass("no end", true).as_deref(), Some("no end"));
        assert_eq!(unended.end_of("line 1\nno end"), None);
        assert_eq!(unended.pass("no end", true).as_deref(), Some("no end"));
    }
}
