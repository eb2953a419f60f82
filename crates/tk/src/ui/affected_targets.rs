//! The affected targets as people see them.

use affected::{Cause, Changes, TakesMore};

use crate::text::count;
use crate::ui::printer::{Paint, Printer};

/// Prints the labels, with `why` what reaches each; how many there are goes to standard error.
pub fn print(printer: &mut Printer, changes: &Changes, labels: &[String], why: bool) {
    let targets = changes.targets.iter();
    for target in targets.filter(|target| labels.contains(&target.label)) {
        printer.data(&target.label);
        if why {
            let through = match target.through.as_slice() {
                [] => String::new(),
                labels => format!(", through {}", labels.join(" > ")),
            };
            printer.data(&format!("  {}{through}", told(&target.cause)));
        }
    }
    for reason in &changes.takes_more {
        let warning = printer.paint(Paint::Warning, "note:");
        printer.line(&format!("{warning} {}", takes_more(reason)));
    }
    let base = changes.base.get(..12).unwrap_or(&changes.base);
    printer.line(&format!(
        "{} of {} affected by what has changed since {base}",
        labels.len(),
        count::of(changes.of, "target"),
    ));
}

fn takes_more(reason: &TakesMore) -> &'static str {
    match reason {
        TakesMore::BazelVersion => {
            "another version of Bazel can make everything anew: all targets are named"
        }
        TakesMore::TestOptions => {
            "rc files have other options for tests, and Bazel does not say which tests they change: all tests are named"
        }
    }
}

fn told(cause: &Cause) -> String {
    match cause {
        Cause::File { path, by } => format!("{path} has changed{}", behind(by)),
        Cause::Action { mnemonic, by } => {
            format!(
                "its action {mnemonic} has another command or other inputs{}",
                behind(by)
            )
        }
        Cause::Target { is_new: true, by } => format!("it is new{}", behind(by)),
        Cause::Target { is_new: false, by } => format!("it is written otherwise{}", behind(by)),
        Cause::Bazel { before, now } => format!("Bazel's version: {now} instead of {before}"),
        Cause::TestOptions { added, removed } => {
            let options = |sign: &str, options: &[String]| -> Vec<String> {
                options
                    .iter()
                    .map(|option| format!("{sign}{option}"))
                    .collect()
            };
            let all = [options("+", added), options("-", removed)].concat();
            format!("options for tests: {}", all.join(" "))
        }
    }
}

fn behind(files: &[String]) -> String {
    if files.is_empty() {
        String::new()
    } else {
        format!(" (see {})", files.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_told() {
        let by = vec!["a/BUILD.bazel".to_owned()];
        let causes = [
            Cause::File {
                path: "a/b.txt".to_owned(),
                by: Vec::new(),
            },
            Cause::Action {
                mnemonic: "Genrule".to_owned(),
                by: by.clone(),
            },
            Cause::Target { is_new: true, by },
            Cause::TestOptions {
                added: vec!["--a".to_owned()],
                removed: vec!["--b".to_owned()],
            },
        ];
        let told: Vec<String> = causes.iter().map(told).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        a/b.txt has changed
        its action Genrule has another command or other inputs (see a/BUILD.bazel)
        it is new (see a/BUILD.bazel)
        options for tests: +--a ---b
        ");
    }
}
