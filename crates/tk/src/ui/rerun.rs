//! The command that reruns just what failed.

use std::ffi::OsStr;

use bep::{Failure, StepDefinition};

use bazel::shell::shell_word;
use checkout::Mode;
use checkout::Workspace;
use checkout::env_vars;

/// A command's arguments, to rerun a part of it.
#[derive(Clone, Debug, Default)]
pub struct Rerun {
    /// How `tk` is called: a word that a shell finds from where people are.
    pub program: String,
    /// The mode; by default each verb's own.
    pub mode: Option<Mode>,
    /// The platform, where one was named.
    pub platform: Option<String>,
    /// The words after `--`.
    pub bazel_flags: Vec<String>,
    /// The steps as the build defined them.
    pub steps: Vec<StepDefinition>,
}

impl Rerun {
    /// A line that builds or tests just what failed; nothing where no part of the build can be
    /// named.
    pub fn command(&self, failure: &Failure) -> Option<String> {
        let is_test = failure.is_of_test();
        let what = if is_test {
            failure.label.clone()
        } else {
            self.target(failure)?
        };
        let verb = match is_test {
            true => "test",
            false => "build",
        };
        let own: Vec<&String> = self.bazel_flags.iter().collect();
        let words = [self.program.as_str(), verb, &what]
            .map(str::to_owned)
            .into_iter()
            .chain(self.mode.and_then(|mode| mode_flag(mode, is_test)))
            .chain(
                self.platform
                    .iter()
                    .map(|name| format!("--platform={name}")),
            )
            .chain((!own.is_empty()).then(|| "--".to_owned()))
            .chain(own.into_iter().cloned());
        let words: Vec<String> = words.map(|word| shell_word(&word)).collect();
        Some(words.join(" "))
    }

    /// The label alone where it builds what failed: an aspect's action comes with its step only,
    /// and other repositories' targets are built for those that need them.
    fn target(&self, failure: &Failure) -> Option<String> {
        let step = self
            .steps
            .iter()
            .find(|step| Some(&step.name) == failure.step.as_ref());
        let is_aspects = step
            .zip(failure.mnemonic.as_ref())
            .is_some_and(|(step, own)| step.mnemonics.iter().any(|mnemonic| mnemonic == own));
        if failure.label.starts_with("//") && !is_aspects {
            return Some(failure.label.clone());
        }
        step.map(|step| step.name.clone())
    }
}

/// How people call `tk` here: by its name where a shell finds it, else the checkout's launcher.
pub fn program(workspace: &Workspace) -> String {
    let on_path = env_vars::value(env_vars::PATH).is_some_and(|path| is_on(&path));
    let launcher = workspace.root.join("tk");
    if on_path || !launcher.is_file() {
        return "tk".to_owned();
    }
    let current = std::env::current_dir().unwrap_or_default();
    match current.strip_prefix(&workspace.root) {
        Ok(below) => {
            let up = "../".repeat(below.components().count());
            format!("{}tk", if up.is_empty() { "./" } else { &up })
        }
        Err(_) => launcher.to_string_lossy().into_owned(),
    }
}

fn is_on(path: &OsStr) -> bool {
    std::env::split_paths(path).any(|folder| folder.join("tk").is_file())
}

/// The flag of a mode, unless it is what the command does by itself.
fn mode_flag(mode: Mode, is_test: bool) -> Option<String> {
    let flag = match mode {
        Mode::Production => "--production",
        Mode::Development if is_test => "--development",
        Mode::Test if !is_test => "--mode=test",
        Mode::Development | Mode::Test => return None,
    };
    Some(flag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(label: &str, mnemonic: Option<&str>, step: Option<&str>) -> Failure {
        Failure {
            label: label.to_owned(),
            mnemonic: mnemonic.map(str::to_owned),
            step: step.map(str::to_owned),
            message: String::new(),
            exit_code: None,
            log: None,
            location: None,
        }
    }

    #[test]
    fn just_what_failed_is_repeated() {
        let check = StepDefinition {
            version: 1,
            name: "rust-check".to_owned(),
            doc: String::new(),
            after: Vec::new(),
            modes: Vec::new(),
            mnemonics: vec!["Clippy".to_owned()],
            labels: Vec::new(),
            artifacts: Vec::new(),
        };
        let repeat = Rerun {
            program: "./tk".to_owned(),
            mode: Some(Mode::Production),
            platform: None,
            bazel_flags: vec!["--define=a=b c".to_owned()],
            steps: vec![check],
        };
        let line = |label, mnemonic, step| repeat.command(&failure(label, mnemonic, step));
        assert_eq!(
            line("//web:dist", Some("SvelteBundle"), Some("web")).as_deref(),
            Some("./tk build //web:dist --production -- '--define=a=b c'")
        );
        assert_eq!(
            line("//crates/tk", Some("Clippy"), Some("rust-check")).as_deref(),
            Some("./tk build rust-check --production -- '--define=a=b c'")
        );
        assert_eq!(
            line("//:a_test", Some("TestRunner"), None).as_deref(),
            Some("./tk test //:a_test --production -- '--define=a=b c'")
        );
        assert_eq!(line("@@x//:y", Some("Rustc"), None), None);
        assert_eq!(line("", None, None), None);
    }
}
