//! Bazel's own reasons for running actions (`--explain`): one line each, without file names. They
//! distinguish what looks the same in the execution log: a deleted output, a result that Bazel has no
//! record of, an action that always runs.

use std::path::Path;

use super::reason::Kind;

/// Bazel's reasons in one build.
#[derive(Debug, Default)]
pub struct BazelsReasons {
    /// The action in Bazel's words, and the reason.
    lines: Vec<(String, String)>,
}

impl BazelsReasons {
    /// Reads the file; unreadable parts are ignored.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        Self {
            lines: text.lines().filter_map(line).collect(),
        }
    }

    /// The reason for an action without changes in the execution log.
    pub fn of_unchanged(&self, label: &str, output: &str) -> (Kind, Option<String>) {
        let Some(words) = self.find(label, output) else {
            return (Kind::Unknown, None);
        };
        let kind = match words {
            _ if words.starts_with("unconditional execution") => Kind::NeverCached,
            _ if words.starts_with("no entry in the cache") => Kind::Forgotten,
            _ if words.contains("files has changed") => Kind::OutputChanged,
            _ => Kind::Unknown,
        };
        (kind, Some(words.to_owned()))
    }

    /// Bazel names actions by their progress message, or by mnemonic and output.
    fn find(&self, label: &str, output: &str) -> Option<&str> {
        let short = output.splitn(4, '/').nth(3).unwrap_or(output);
        let about = |name: &str| {
            self.lines
                .iter()
                .find(|(action, _)| action.split([' ', ',', '(', ')']).any(|word| word == name))
        };
        let found = about(output)
            .or_else(|| about(short))
            .or_else(|| about(label.trim_start_matches("@@").trim_start_matches('@')));
        found.map(|(_, words)| words.as_str())
    }
}

/// `Executing action 'Probing //:checked': One of the files has changed.`
fn line(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix("Executing action '")?;
    let (action, words) = rest.rsplit_once("': ")?;
    // Values of the environment can follow.
    let words = words.split(['.', '\n']).next().unwrap_or(words);
    Some((action.to_owned(), words.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_label_or_output() {
        let text = "Build options: --x\n\
            Executing action 'Probe pkg/p1.txt': no entry in the cache (action is new).\n\
            Executing action 'Probing //:page': One of the files has changed.\n\
            Executing action 'Testing //:t': Effective client environment has changed. Now using\n";
        let reasons = BazelsReasons {
            lines: text.lines().filter_map(line).collect(),
        };
        let kind = |label, output| reasons.of_unchanged(label, output).0;
        assert_eq!(
            kind("//pkg:p1", "bazel-out/k8/bin/pkg/p1.txt"),
            Kind::Forgotten
        );
        assert_eq!(
            kind("//:page", "bazel-out/k8/bin/page.html"),
            Kind::OutputChanged
        );
        assert_eq!(
            kind("//:t", "bazel-out/k8/testlogs/t/test.log"),
            Kind::Unknown
        );
        assert_eq!(kind("//:p", "bazel-out/k8/bin/p.txt"), Kind::Unknown);
    }
}
