//! What `tk affected --json` writes. The JSON Schema is generated from these types.

use affected::{Cause, Changes, TakesMore};
use schemars::JsonSchema;
use serde::Serialize;

use super::event::VERSION;

/// The targets that differ from a revision.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "What tk affected --json prints")]
pub struct AffectedTargets<'a> {
    /// The version of this format: 1.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The commit that the checkout was compared with.
    base: &'a str,
    /// How many targets there are, affected or not.
    of: usize,
    /// The affected ones, by label.
    targets: Vec<AffectedTarget<'a>>,
    /// Targets that the base has and the checkout has not.
    removed: &'a [String],
    /// Why more is named than differs for certain; empty where it is exact.
    takes_more: Vec<Reason>,
}

/// An affected target.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AffectedTarget<'a> {
    /// Its label.
    label: &'a str,
    /// Its rule.
    rule: &'a str,
    /// Whether it is a test.
    is_test: bool,
    /// The change that reaches it.
    cause: Change<'a>,
    /// The targets between it and the change, the nearest first.
    through: &'a [String],
}

/// A change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Change<'a> {
    /// A file that an action reads.
    File {
        /// As seen from the execution root; `external/...` in an external repository.
        path: &'a str,
        /// For such a file, the changed files that can have brought it.
        by: &'a [String],
    },
    /// An action: its command, environment, tools or list of inputs.
    Action {
        /// Its kind.
        mnemonic: &'a str,
        /// The changed files that can have brought it.
        by: &'a [String],
    },
    /// The target in its BUILD file.
    Target {
        /// Whether it is new.
        is_new: bool,
        /// The changed files that can have brought it.
        by: &'a [String],
    },
    /// Bazel's version.
    Bazel {
        /// That of the base.
        before: &'a str,
        /// That of the checkout.
        now: &'a str,
    },
    /// Options for tests in an rc file.
    TestOptions {
        /// Those that the base does not have.
        added: &'a [String],
        /// Those that the base alone has.
        removed: &'a [String],
    },
}

/// Why more is named than differs for certain.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Reason {
    /// Another version of Bazel can make everything anew.
    BazelVersion,
    /// Options for tests alone: Bazel does not say which tests they change.
    TestOptions,
}

impl<'a> AffectedTargets<'a> {
    /// Those of the changes that have one of these labels.
    pub fn new(changes: &'a Changes, labels: &[String]) -> Self {
        let targets = changes.targets.iter();
        let targets = targets.filter(|target| labels.contains(&target.label));
        Self {
            version: VERSION,
            base: &changes.base,
            of: changes.of,
            targets: targets
                .map(|target| AffectedTarget {
                    label: &target.label,
                    rule: &target.rule,
                    is_test: target.is_test(),
                    cause: change(&target.cause),
                    through: &target.through,
                })
                .collect(),
            removed: &changes.removed,
            takes_more: changes.takes_more.iter().map(reason).collect(),
        }
    }
}

fn change(cause: &Cause) -> Change<'_> {
    match cause {
        Cause::File { path, by } => Change::File { path, by },
        Cause::Action { mnemonic, by } => Change::Action { mnemonic, by },
        Cause::Target { is_new, by } => Change::Target {
            is_new: *is_new,
            by,
        },
        Cause::Bazel { before, now } => Change::Bazel { before, now },
        Cause::TestOptions { added, removed } => Change::TestOptions { added, removed },
    }
}

fn reason(takes_more: &TakesMore) -> Reason {
    match takes_more {
        TakesMore::BazelVersion => Reason::BazelVersion,
        TakesMore::TestOptions => Reason::TestOptions,
    }
}
