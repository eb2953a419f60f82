//! Bazel's own output, line by line, as it would look without `tk`.

use bep::own_lines::behind_time;

/// A command line that is longer is shown in parts.
const MAX_UNFINISHED: usize = 1 << 20;

/// Shows Bazel's output as it comes.
#[derive(Debug)]
pub struct Verbatim {
    /// Whether the user wants the times that Bazel puts before its lines.
    times: bool,
    /// The lines so far of a command that spans several lines.
    unfinished: String,
}

impl Verbatim {
    /// With or without the times.
    pub fn new(times: bool) -> Self {
        Self {
            times,
            unfinished: String::new(),
        }
    }

    /// What can be shown with a further line. A continued command line waits for its last line: which parts
    /// are secret can depend on earlier ones.
    pub fn line(&mut self, line: &str) -> Option<String> {
        let line = self.without_time(line)?;
        self.unfinished.push_str(line);
        if line.ends_with('\\') && self.unfinished.len() < MAX_UNFINISHED {
            self.unfinished.push('\n');
            return None;
        }
        Some(std::mem::take(&mut self.unfinished))
    }

    fn without_time<'a>(&self, line: &'a str) -> Option<&'a str> {
        match behind_time(line).filter(|_| !self.times) {
            // With times comes the day, and reports without text get a line.
            Some(own) if own.is_empty() || own.starts_with("INFO: Current date is ") => None,
            Some(own) => Some(own),
            None => Some(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(times: bool, lines: &[&str]) -> Vec<String> {
        let mut verbatim = Verbatim::new(times);
        lines
            .iter()
            .filter_map(|line| verbatim.line(line))
            .collect()
    }

    #[test]
    fn times_are_shown_to_those_who_want_them() {
        let lines = [
            "(12:34:56) INFO: Current date is 2026-11-30",
            "(12:34:56) ",
            "(12:34:56) WARNING: a",
            "(12:34:56) a tool's",
        ];
        assert_eq!(shown(false, &lines), ["WARNING: a", "(12:34:56) a tool's"]);
        assert_eq!(shown(true, &lines), lines);
    }

    #[test]
    fn a_command_is_shown_when_it_is_whole() {
        let lines = ["(12:34:56) SUBCOMMAND: # //:a", "(cd x && \\", "  exec y)"];
        assert_eq!(
            shown(false, &lines),
            ["SUBCOMMAND: # //:a", "(cd x && \\\n  exec y)"]
        );
    }
}
