//! Of what a command builds, the part that a change reaches.

use std::collections::{BTreeSet, HashSet};

use affected::{Affected, Asked, Changes};
use bazel::{Invocation, Verb};
use checkout::{Mode, Workspace};

use crate::args::AffectedFlags;
use crate::error::Result;
use crate::steps::Selection;
use crate::text::count;
use crate::ui::printer::Printer;
use crate::ui::waiting::WaitingShown;

/// A target that is named and cannot be built for the platform is no failure, as in `//...`.
const SKIP: &str = "--skip_incompatible_explicit_targets";

/// Rules that hand on the targets that they name, and make nothing by themselves.
const HANDING_ON: [&str; 4] = ["alias", "build_step", "filegroup", "test_suite"];

/// How much of a commit's hash people see.
const SHORT: usize = 12;

/// What differs from the base, as a mode and flags for Bazel configure it.
///
/// # Errors
/// When there is no such base, or Bazel cannot analyse it or the checkout.
pub fn changes(
    workspace: &Workspace,
    printer: &mut Printer,
    (mode, platform, flags): (Mode, Option<&str>, &[String]),
    base: Option<&str>,
) -> Result<Changes> {
    let invocation = Invocation {
        platform: platform.map(str::to_owned),
        user_flags: flags.to_vec(),
        ..Invocation::new(Verb::Build, mode)
    };
    let asked = Asked {
        workspace,
        invocation: &invocation,
        base,
    };
    let observer = &mut WaitingShown::listing(printer, "affected targets");
    let changes = affected::since(&asked, observer)?;
    printer.clear_live();
    Ok(changes)
}

/// A selection without what no change reaches, if `--affected` asks for that; says what is left, and adds a flag for Bazel.
/// `None`: nothing is left.
///
/// # Errors
/// When there is no such base, or Bazel cannot analyse it or the checkout.
pub fn narrowed(
    workspace: &Workspace,
    printer: &mut Printer,
    asked: &AffectedFlags,
    (mode, platform, flags): (Mode, Option<&str>, &mut Vec<String>),
    selection: Selection,
    is_wanted: impl Fn(&Affected) -> bool,
) -> Result<Option<Selection>> {
    if !asked.affected {
        return Ok(Some(selection));
    }
    let configured = (mode, platform, flags.as_slice());
    let changes = changes(workspace, printer, configured, asked.base.as_deref())?;
    let targets = reached(&changes, &selection.targets, is_wanted);
    let base = changes.base.get(..SHORT).unwrap_or(&changes.base);
    if targets.is_empty() {
        printer.line(&format!(
            "Nothing of it is affected by what has changed since {base}"
        ));
        return Ok(None);
    }
    printer.line(&format!(
        "{} affected by what has changed since {base} (`tk affected --why`)",
        count::of(targets.len(), "target")
    ));
    flags.insert(0, SKIP.to_owned());
    Ok(Some(Selection {
        targets,
        ..Selection::default()
    }))
}

/// The affected targets that labels and patterns name or hand on.
pub fn reached(
    changes: &Changes,
    words: &[String],
    is_wanted: impl Fn(&Affected) -> bool,
) -> Vec<String> {
    let mut found = BTreeSet::new();
    for word in words {
        if let Some(left_out) = word.strip_prefix('-') {
            found.retain(|label: &String| !matches(left_out, label));
            continue;
        }
        let handed_on = handed_on(changes, &whole(word));
        let affected = changes.targets.iter().filter(|target| is_wanted(target));
        let named = affected.filter(|target| {
            handed_on.contains(&*target.label)
                || handed_on.is_empty() && matches(word, &target.label)
        });
        found.extend(named.map(|target| target.label.clone()));
    }
    found.into_iter().collect()
}

/// A label, and the targets that it hands on; none where it is no label of the workspace.
fn handed_on<'a>(changes: &'a Changes, label: &str) -> HashSet<&'a str> {
    let known = |label: &str| changes.inputs.get_key_value(label);
    let mut found = HashSet::new();
    let mut waiting: Vec<_> = known(label).into_iter().collect();
    while let Some((label, (rule, inputs))) = waiting.pop() {
        if found.insert(label.as_str()) && HANDING_ON.contains(&rule.as_str()) {
            waiting.extend(inputs.iter().filter_map(|input| known(input)));
        }
    }
    found
}

/// A label with the target's name.
fn whole(label: &str) -> String {
    if label.contains(':') {
        label.to_owned()
    } else {
        let name = label.rsplit('/').next().unwrap_or_default();
        format!("{label}:{name}")
    }
}

/// Whether a label, or a pattern as Bazel takes it, names a target.
fn matches(pattern: &str, label: &str) -> bool {
    let package = label.split(':').next().unwrap_or_default();
    let all = [":all-targets", ":all", ":*"].iter();
    let of_package = all.filter_map(|ending| pattern.strip_suffix(ending)).next();
    let pattern = of_package.unwrap_or(pattern);
    if let Some(above) = pattern.strip_suffix("...") {
        let above = above.trim_end_matches('/');
        return above.is_empty() || package == above || package.starts_with(&format!("{above}/"));
    }
    if of_package.is_some() {
        pattern == package
    } else {
        whole(pattern) == label
    }
}

#[cfg(test)]
mod tests {
    use affected::Cause;

    use super::*;

    fn changes() -> Changes {
        let inputs = [
            ("//:rust", "build_step", vec!["//a:all_files"]),
            ("//a:all_files", "filegroup", vec!["//a:a", "//a:a.txt"]),
            ("//a:a", "rust_library", vec!["//b:b"]),
            ("//b:b", "rust_library", vec![]),
            ("//b:b_test", "rust_test", vec!["//b:b"]),
        ];
        let inputs = inputs.map(|(label, rule, inputs)| {
            let inputs = inputs.into_iter().map(str::to_owned).collect();
            (label.to_owned(), (rule.to_owned(), inputs))
        });
        let affected = |label: &str, rule: &str| Affected {
            label: label.to_owned(),
            rule: rule.to_owned(),
            cause: Cause::Target {
                is_new: false,
                by: Vec::new(),
            },
            through: Vec::new(),
        };
        Changes {
            targets: vec![
                affected("//a:a", "rust_library"),
                affected("//b:b", "rust_library"),
                affected("//b:b_test", "rust_test"),
            ],
            inputs: inputs.into(),
            ..Changes::default()
        }
    }

    #[test]
    fn steps_hand_on_what_they_name_and_patterns_leave_out() {
        let changes = changes();
        let of = |words: &str| {
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            reached(&changes, &words, |_| true).join(" ")
        };
        for (words, expected) in [
            ("//:rust", "//a:a"),
            ("//b", "//b:b"),
            ("//b:all", "//b:b //b:b_test"),
            ("//b/...", "//b:b //b:b_test"),
            ("//...", "//a:a //b:b //b:b_test"),
            ("//... -//b/...", "//a:a"),
            ("//... -//b", "//a:a //b:b_test"),
            ("//c/...", ""),
        ] {
            assert_eq!(of(words), expected, "{words}");
        }
        assert_eq!(
            reached(&changes, &["//...".to_owned()], Affected::is_test),
            ["//b:b_test"]
        );
    }
}
