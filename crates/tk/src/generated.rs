//! Generated files that are committed: which there are, and how they differ from what is made.

mod found;
mod listed;

use bep::Model;
use drift::Generated;

pub use found::{Finding, Found};
pub use listed::{Listed, list};

use bazel::Invocation;

/// The tag of the tests that `generated_file` and `committed_file` declare.
pub const TAG: &str = "tachikoma-generated";

/// The output group in which those tests describe their files.
const GROUP: &str = "tachikoma_generated";

/// The flag that asks a build for what is made, instead of the tests.
pub fn flag() -> String {
    format!("--output_groups={GROUP}")
}

/// What describes generated files among the outputs of a build that was asked for it, as paths below the execution root.
pub fn described(invocation: &Invocation, model: &Model) -> Vec<String> {
    if !invocation.own_flags.contains(&flag()) {
        return Vec::new();
    }
    let outputs = model.outputs_in_group(GROUP).into_iter();
    outputs
        .map(|output| output.exec_path)
        .filter(|path| Generated::is_described_in(path))
        .collect()
}
