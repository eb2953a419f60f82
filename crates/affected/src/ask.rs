//! The questions to Bazel.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bazel::{Invocation, Observer, exit_code, prepare, process};
use checkout::{Error as FileError, Workspace, files};

use crate::error::Result;
use crate::wire::{self, ActionGraph, Rule};

/// What `//...` means to `bazel build`.
const TARGETS: &str = r#"kind("rule$", //...) except attr("tags", "[\[ ]manual[,\]]", //...)"#;

/// The flag that lists what actions write.
const WRITTEN: &str = "--include_file_write_contents";

/// A Bazel that answers for one folder of sources.
pub struct Bazel<'a> {
    /// The folder.
    pub workspace: &'a Workspace,
    /// Words before the command.
    pub startup: Vec<OsString>,
    /// Where answers are written.
    pub answers: PathBuf,
    /// Who hears of the wait for a lock.
    pub observer: &'a mut dyn Observer,
    /// Whether somebody asked to stop.
    pub is_stopped: bool,
}

impl Bazel<'_> {
    fn run(&mut self, what: &'static str, words: Vec<OsString>) -> bazel::Result<String> {
        let arguments: Vec<OsString> = self.startup.iter().cloned().chain(words).collect();
        let (program, root) = (&self.workspace.bazel, &self.workspace.root);
        let ended = process::run(program, root, &arguments, None, self.observer)?;
        self.is_stopped |= ended.was_asked_to_stop;
        if ended.code == 0 {
            return Ok(ended.output);
        }
        Err(bazel::Error::Query {
            what,
            code: ended.code,
            output: ended.output,
        })
    }

    /// Runs a question whose answer goes into a file.
    fn answer(
        &mut self,
        what: &'static str,
        mut words: Vec<OsString>,
        expression: &str,
    ) -> bazel::Result<Vec<u8>> {
        let question = self.answers.join("question");
        files::write(&question, expression.as_bytes())?;
        let answer = self.answers.join("answer");
        // What an earlier question left is no answer to this one.
        files::remove(&answer)?;
        let shared = [
            "--output=streamed_proto",
            "--noconsistent_labels",
            "--noshow_progress",
            "--color=no",
        ];
        words.extend(shared.map(OsString::from));
        words.push(with_path("--query_file=", &question));
        words.push(with_path("--output_file=", &answer));
        words.extend(prepare::patience(self.workspace, None).map(OsString::from));
        self.run(what, words)?;
        let bytes = std::fs::read(&answer).map_err(FileError::read(&answer))?;
        let _ = files::remove(&answer);
        Ok(bytes)
    }

    /// All rule targets that `//...` builds.
    ///
    /// # Errors
    /// When Bazel cannot load them.
    pub fn targets(&mut self) -> bazel::Result<Result<Vec<Rule>>> {
        let words = [
            "query",
            "--proto:output_rule_attrs=$internal_attr_hash,$rule_implementation_hash",
            "--proto:include_synthetic_attribute_hash",
            "--proto:rule_inputs_and_outputs",
            "--noproto:default_values",
            "--noproto:locations",
            "--noproto:definition_stack",
            "--order_output=no",
        ];
        let words = words.map(OsString::from).to_vec();
        Ok(wire::rules(&self.answer("targets", words, TARGETS)?))
    }

    /// The actions of targets and of all that they depend on; with what they write, where Bazel can tell.
    ///
    /// It cannot where runfiles have a link that leads nowhere before it is built: it reads the link, and ends as if it had
    /// been interrupted (seen in 7.7.1, with the packages of `aspect_rules_js`).
    ///
    /// # Errors
    /// When Bazel cannot analyse them.
    pub fn actions<'l>(
        &mut self,
        invocation: &Invocation,
        labels: impl Iterator<Item = &'l str>,
    ) -> bazel::Result<Result<ActionGraph>> {
        let labels: Vec<String> = labels.map(quoted).collect();
        if labels.is_empty() {
            return Ok(Ok(ActionGraph::default()));
        }
        let expression = format!("deps(set({}))", labels.join(" "));
        let listed = self.list(invocation, &expression, Some(WRITTEN));
        let is_untold = matches!(
            &listed,
            Err(bazel::Error::Query {
                code: exit_code::INTERRUPTED,
                ..
            })
        );
        let bytes = match is_untold && !self.is_stopped {
            true => self.list(invocation, &expression, None),
            false => listed,
        };
        Ok(wire::actions(&bytes?))
    }

    fn list(
        &mut self,
        invocation: &Invocation,
        expression: &str,
        more: Option<&str>,
    ) -> bazel::Result<Vec<u8>> {
        let mut words = invocation.question_arguments("aquery");
        let own = [
            "--noinclude_commandline",
            "--include_artifacts",
            "--include_aspects",
            "--skip_incompatible_explicit_targets",
        ];
        words.extend(own.into_iter().chain(more).map(OsString::from));
        self.answer("actions", words, expression)
    }

    /// The folder of Bazel's outputs, below which external repositories lie.
    ///
    /// # Errors
    /// When Bazel does not say.
    pub fn output_base(&mut self) -> bazel::Result<PathBuf> {
        let words = ["info", "--noshow_progress", "--color=no", "output_base"];
        let output = self.run("folders", words.map(OsString::from).to_vec())?;
        let path = output.lines().rfind(|line| line.starts_with('/'));
        Ok(PathBuf::from(path.unwrap_or_default()))
    }

    /// What Bazel calls its version.
    ///
    /// # Errors
    /// When Bazel does not say.
    pub fn version(&mut self) -> bazel::Result<String> {
        // It takes no startup options.
        let startup = std::mem::take(&mut self.startup);
        let version = self.run("versions", vec!["--version".into()]);
        self.startup = startup;
        version
    }

    /// Ends the server, if it has one.
    pub fn shut_down(&mut self) {
        // One that does not end goes with its last idle hour.
        let _ = self.run("servers", vec!["shutdown".into()]);
    }
}

fn with_path(flag: &str, path: &Path) -> OsString {
    let mut word = OsString::from(flag);
    word.push(path);
    word
}

fn quoted(label: &str) -> String {
    let quote = if label.contains('"') { '\'' } else { '"' };
    format!("{quote}{label}{quote}")
}
