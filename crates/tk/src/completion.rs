//! Candidates for the next word of a command line: the shells' scripts ask for them at every Tab.
//!
//! This must be quick and must not start Bazel: steps come from an earlier command or from the BUILD
//! file, targets from BUILD files.

mod build_file;
mod starlark;
mod targets;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};

use crate::steps;
use checkout::Workspace;
use settings::keys::KEYS;

/// A candidate, and its description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole word.
    pub value: String,
    /// Its description; can be empty.
    pub help: String,
}

impl Candidate {
    fn new(value: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            help: help.into(),
        }
    }
}

/// Candidates for the last of these words; the first is the program.
pub fn candidates(command: &Command, words: Vec<OsString>) -> Vec<Candidate> {
    let Some(index) = words.len().checked_sub(1).filter(|index| *index > 0) else {
        return Vec::new();
    };
    if words[..index].iter().any(|word| word == "--") {
        // Bazel's flags, which its own completion knows.
        return Vec::new();
    }
    let wants_flags = words[index].to_string_lossy().starts_with('-');
    let mut command = with_completers(command.clone(), &topics(command));
    let here = std::env::current_dir().ok();
    let found = complete(&mut command, words, index, here.as_deref()).unwrap_or_default();
    let visible = found.into_iter().filter(|one| !one.is_hide_set());
    visible
        .map(candidate)
        // Flags come when a dash asks for them: else they would bury everything.
        .filter(|one| wants_flags || !one.value.starts_with('-'))
        .collect()
}

fn candidate(found: CompletionCandidate) -> Candidate {
    let help = found.get_help().map(ToString::to_string);
    Candidate {
        value: found.get_value().to_string_lossy().into_owned(),
        help: help
            .unwrap_or_default()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Completes every argument by the name of its value.
fn with_completers(command: Command, topics: &[Candidate]) -> Command {
    command.mut_subcommands(|sub| {
        with_completers(sub, topics).mut_args(|arg| with_completer(arg, topics))
    })
}

fn with_completer(arg: Arg, topics: &[Candidate]) -> Arg {
    let name = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map(|name| name.as_str().to_owned());
    match name.as_deref() {
        Some("PLATFORM") => arg.add(by(|_| platforms())),
        Some("KEY") => arg.add(by(|_| {
            KEYS.iter()
                .map(|key| Candidate::new(key.name, key.doc))
                .collect()
        })),
        Some("COMMAND|TOPIC") => {
            let topics = topics.to_vec();
            arg.add(by(move |_| topics.clone()))
        }
        Some(name) => {
            let words: Vec<&str> = name.split('|').collect();
            let (steps, targets) = (words.contains(&"STEP"), words.contains(&"TARGET"));
            if steps || targets {
                arg.add(by(move |current| {
                    steps_and_targets(current, steps, targets)
                }))
            } else {
                arg
            }
        }
        None => arg,
    }
}

fn by(complete: impl Fn(&str) -> Vec<Candidate> + Send + Sync + 'static) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let current = current.to_string_lossy();
        let found = complete(&current).into_iter();
        found
            .filter(|one| one.value.starts_with(&*current))
            .map(|one| {
                let help = (!one.help.is_empty()).then(|| one.help.into());
                CompletionCandidate::new(one.value).help(help)
            })
            .collect()
    })
}

fn steps_and_targets(current: &str, with_steps: bool, with_targets: bool) -> Vec<Candidate> {
    let Ok(root) = checkout::find_root() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if with_steps {
        found.extend(known_steps(&root));
    }
    if with_targets {
        found.extend(targets::candidates(&root, &below(&root), current));
    }
    found
}

fn below(root: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    current
        .strip_prefix(root)
        .map(Path::to_owned)
        .unwrap_or_default()
}

fn known_steps(root: &Path) -> Vec<Candidate> {
    match steps::remembered(&Workspace::without_bazel(root)) {
        Some(steps) => steps
            .into_iter()
            .map(|step| {
                let help = format!("step of {}", step.modes.join(", "));
                Candidate::new(step.name, help)
            })
            .collect(),
        None => build_file::targets(root)
            .into_iter()
            .filter(|target| target.rule == "build_step")
            .map(|target| Candidate::new(target.name, "step"))
            .collect(),
    }
}

/// The platforms of `//platforms`, whose names are made of these.
fn platforms() -> Vec<Candidate> {
    let systems = ["linux", "darwin", "win32"];
    systems
        .iter()
        .flat_map(|os| ["x64", "arm64"].map(|cpu| Candidate::new(format!("{os}-{cpu}"), "")))
        .collect()
}

/// What `tk help` explains.
fn topics(command: &Command) -> Vec<Candidate> {
    let commands = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let commands = commands.map(|sub| {
        let about = sub.get_about().map(ToString::to_string);
        Candidate::new(sub.get_name(), about.unwrap_or_default())
    });
    let topics = ["exit-codes", "environment", "keys"].map(|topic| Candidate::new(topic, "topic"));
    commands.chain(topics).collect()
}
