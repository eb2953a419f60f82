//! What two builds of the same sources made differently, for people and for programs.

use std::path::Path;

use determinism::bytes::{self, Difference};
use determinism::comparison::{Cause, Comparison, Given};
use serde_json::{Value, json};

use crate::text::count;
use crate::ui::printer::{Paint, Printer};

/// Raised when a field of the JSON is removed or changes its meaning.
const FORMAT: u32 = 1;

/// How many files of an action are shown; a folder can have thousands.
const MOST_FILES: usize = 3;

/// Two builds, compared.
pub struct Differences<'a> {
    comparison: &'a Comparison,
    exec_roots: [&'a Path; 2],
}

impl<'a> Differences<'a> {
    /// What was made differently, and the folders below which the paths of each build are.
    pub fn new(comparison: &'a Comparison, exec_roots: [&'a Path; 2]) -> Self {
        Self {
            comparison,
            exec_roots,
        }
    }

    /// Prints it: each cause with its files, then one line that says how it ended.
    pub fn print(&self, printer: &mut Printer) {
        for cause in &self.comparison.causes {
            self.print_cause(printer, cause);
        }
        for given in &self.comparison.given {
            print_given(printer, given);
        }
        for label in &self.comparison.alone {
            let word = printer.paint(Paint::Bad, "DIFFERENT");
            printer.data(&format!("{word}  {label}: only one of the builds ran it"));
        }
        printer.data(&self.verdict());
    }

    fn print_cause(&self, printer: &mut Printer, cause: &Cause) {
        let word = printer.paint(Paint::Bad, "DIFFERENT");
        printer.data(&format!("{word}  {} ({})", cause.label, cause.mnemonic));
        for path in cause.outputs.iter().take(MOST_FILES) {
            printer.data(&format!("  {path}"));
            for line in self
                .bytes(path)
                .map_or_else(Vec::new, |found| shown(&found))
            {
                printer.data(&line);
            }
        }
        let more = cause.outputs.len().saturating_sub(MOST_FILES);
        if more > 0 {
            printer.data(&format!("  and {}", count::of(more, "more file")));
        }
        if cause.followed_by > 0 {
            let followers = count::of(cause.followed_by, "other action");
            let verb = if cause.followed_by == 1 {
                "differs"
            } else {
                "differ"
            };
            printer.data(&format!("  {followers} {verb} because of it"));
        }
    }

    /// Where a file differs; `None` where one of the builds lacks it.
    fn bytes(&self, path: &str) -> Option<Difference> {
        let [first, second] = self.exec_roots.map(|root| root.join(path));
        bytes::compare(&first, &second).ok().flatten()
    }

    fn verdict(&self) -> String {
        let compared = count::of(self.comparison.compared, "action");
        if self.comparison.is_same() {
            return format!("{compared} made the same files in both builds");
        }
        let differing = self.comparison.causes.len()
            + self.comparison.given.len()
            + self.comparison.alone.len();
        format!(
            "{compared} compared: {} of a difference",
            count::of(differing, "cause")
        )
    }

    /// The same as JSON.
    pub fn json(&self) -> String {
        let causes: Vec<Value> = self
            .comparison
            .causes
            .iter()
            .map(|cause| self.cause(cause))
            .collect();
        let given = self.comparison.given.iter();
        let given: Vec<Value> = given
            .map(|given| json!({ "path": given.path, "readBy": given.read_by }))
            .collect();
        json!({
            "formatVersion": FORMAT,
            "actions": self.comparison.compared,
            "causes": causes,
            "consequences": self.comparison.consequences,
            "inputsMadeByNoAction": given,
            "onlyInOneBuild": self.comparison.alone,
        })
        .to_string()
    }

    fn cause(&self, cause: &Cause) -> Value {
        let file = |path: &String| {
            let found = self.bytes(path);
            json!({
                "path": path,
                "offset": found.as_ref().map(|found| found.offset),
                "first": found.as_ref().map(|found| &found.first),
                "second": found.as_ref().map(|found| &found.second),
            })
        };
        json!({
            "label": cause.label,
            "mnemonic": cause.mnemonic,
            "files": cause.outputs.iter().map(file).collect::<Vec<_>>(),
            "followedBy": cause.followed_by,
        })
    }
}

fn shown(found: &Difference) -> Vec<String> {
    vec![
        format!("    first   {}", found.first),
        format!("    second  {}", found.second),
        format!("    from byte {}", found.offset),
    ]
}

fn print_given(printer: &mut Printer, given: &Given) {
    let word = printer.paint(Paint::Bad, "DIFFERENT");
    printer.data(&format!("{word}  {}", given.path));
    printer.data(
        "  no action made it: a repository rule wrote it, or Bazel for an action's command line",
    );
    let readers = given.read_by.iter().take(MOST_FILES).cloned();
    printer.data(&format!(
        "  read by {}",
        readers.collect::<Vec<_>>().join(", ")
    ));
}
