//! Which step an action belongs to: by its label and mnemonic, or by the text that Bazel shows.

use std::collections::HashMap;

use bep::StepDefinition;

/// Labels and names, and the steps (by their place) that claim them.
#[derive(Debug, Default)]
pub struct Owners {
    by_label: HashMap<String, Vec<usize>>,
    /// Targets' names of which all bearers belong to the same step.
    by_name: HashMap<String, Option<usize>>,
    /// Each step's mnemonics, in lower case.
    mnemonics: Vec<Vec<String>>,
    /// The steps of which no labels are known yet.
    unknown: Vec<usize>,
}

impl Owners {
    /// From the steps' definitions; of some no labels may be known yet.
    pub fn new(definitions: &[StepDefinition], has_labels: impl Fn(&str) -> bool) -> Self {
        let mut owners = Self {
            mnemonics: definitions
                .iter()
                .map(|step| {
                    step.mnemonics
                        .iter()
                        .map(|own| own.to_lowercase())
                        .collect()
                })
                .collect(),
            unknown: (0..definitions.len())
                .filter(|place| !has_labels(&definitions[*place].name))
                .collect(),
            ..Self::default()
        };
        for (place, step) in definitions.iter().enumerate() {
            let own = format!("//:{}", step.name);
            for label in step.labels.iter().chain(std::iter::once(&own)) {
                owners.claim(&bep::readable_label(label), place);
            }
        }
        owners
    }

    fn claim(&mut self, label: &str, place: usize) {
        let claims = self.by_label.entry(label.to_owned()).or_default();
        if !claims.contains(&place) {
            claims.push(place);
        }
        if self.mnemonics[place].is_empty() {
            let name = name(label).to_owned();
            let other = self.by_name.entry(name).or_insert(Some(place));
            *other = other.filter(|other| *other == place);
        }
    }

    /// The step that lists the label and the mnemonic, else the one that lists the label and no
    /// mnemonics.
    pub fn of_action(&self, label: &str, mnemonic: &str) -> Option<usize> {
        let mnemonic = mnemonic.to_lowercase();
        self.claimant(label, |own| *own == mnemonic)
    }

    /// The step of an action that Bazel shows as `text`. It names the label, if its rule does;
    /// otherwise the target's name must be one that a single step has.
    pub fn of_text(&self, text: &str) -> Option<usize> {
        let words = || {
            text.split(' ')
                .map(|word| word.trim_matches(['\'', '"', '(', ')', ',', ';']))
        };
        if let Some(label) = words().find(|word| word.starts_with("//") || word.starts_with('@')) {
            let text = text.to_lowercase();
            return self.claimant(&bep::readable_label(label), |own| {
                text.contains(own.as_str())
            });
        }
        words().find_map(|word| self.by_name.get(word).copied().flatten())
    }

    /// A step that lists the mnemonic goes before one that takes all, also while its labels are not
    /// known.
    fn claimant(&self, label: &str, is_mnemonic: impl Fn(&String) -> bool) -> Option<usize> {
        let claims = self.by_label.get(label);
        let claims = claims.or_else(|| self.by_label.get(short(label)?));
        let claims = claims.map_or(&[][..], Vec::as_slice);
        let lists = |place: &&usize| self.mnemonics[**place].iter().any(&is_mnemonic);
        let takes_all = |place: &&usize| self.mnemonics[**place].is_empty();
        claims
            .iter()
            .find(lists)
            .or_else(|| self.unknown.iter().find(lists))
            .or_else(|| claims.iter().find(takes_all))
            .copied()
    }
}

/// `//a/b` of `//a/b:b`.
fn short(label: &str) -> Option<&str> {
    let (package, name) = label.rsplit_once(':')?;
    (package.rsplit('/').next() == Some(name)).then_some(package)
}

fn name(label: &str) -> &str {
    label.rsplit([':', '/']).next().unwrap_or(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, mnemonics: &[&str], labels: &[&str]) -> StepDefinition {
        StepDefinition {
            version: 1,
            name: name.to_owned(),
            doc: String::new(),
            after: Vec::new(),
            modes: Vec::new(),
            mnemonics: mnemonics.iter().map(|name| (*name).to_owned()).collect(),
            labels: labels.iter().map(|name| (*name).to_owned()).collect(),
            artifacts: Vec::new(),
        }
    }

    #[test]
    fn labels_and_words_lead_to_steps() {
        let steps = [
            step(
                "check",
                &["Clippy"],
                &["//crates/bep:bep", "//crates/tk:tk"],
            ),
            step(
                "build",
                &[],
                &["//crates/bep:bep", "//crates/tk:tk", "//web:lib"],
            ),
            step("page", &[], &["//web:dist", "//page:lib", "@@npm//:vite"]),
        ];
        let owners = Owners::new(&steps, |_| true);
        assert_eq!(owners.of_action("//crates/bep:bep", "Clippy"), Some(0));
        assert_eq!(owners.of_action("//crates/bep:bep", "Rustc"), Some(1));
        assert_eq!(owners.of_action("//:page", "FileWrite"), Some(2));
        assert_eq!(owners.of_action("//else", "Rustc"), None);
        assert_eq!(owners.of_text("Clippy //crates/bep:bep"), Some(0));
        assert_eq!(
            owners.of_text("Bundling Svelte application //web:dist"),
            Some(2)
        );
        assert_eq!(owners.of_text("Unpacking @@npm//:vite;"), Some(2));
        assert_eq!(
            owners.of_text("Compiling Rust rlib bep (20 files)"),
            Some(1)
        );
        assert_eq!(
            owners.of_text("Compiling Rust rlib lib (20 files)"),
            None,
            "two steps have a lib"
        );
        assert_eq!(
            owners.of_text("Compiling Rust rlib serde v1 (20 files)"),
            None
        );
    }
    #[test]
    fn a_mnemonic_leads_to_a_step_whose_labels_are_not_known() {
        let steps = [
            step("check", &["Clippy"], &["//:check"]),
            step("build", &[], &["//crates/bep:bep"]),
        ];
        let owners = Owners::new(&steps, |name| name == "build");
        assert_eq!(owners.of_text("Clippy //crates/bep:bep"), Some(0));
        assert_eq!(owners.of_action("//crates/bep:bep", "Rustc"), Some(1));
        assert_eq!(owners.of_action("//elsewhere", "Rustc"), None);
    }
}
