//! The options that rc files give to a command, in the order in which Bazel takes them: the last of a flag counts.
//!
//! What `always` and `common` say comes first, then `build`, then `test` or `run`, each in the order of the files. A
//! config is put in where it is named, this system's where `--enable_platform_specific_config` stands.

use std::path::PathBuf;

use super::{RcFiles, commands};
use crate::flags;
use crate::verb::Verb;

/// The switch that brings the config with the system's name.
const PLATFORM_SPECIFIC: &str = "enable_platform_specific_config";

/// A word of an rc file that is an option, or an option's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The word.
    pub option: String,
    /// Where it is.
    pub place: Place,
}

/// A line of an rc file, as the reason for what an option in it does.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line} sets it", file.display())]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
}

impl RcFiles {
    /// The options in force for a verb on whose command line there are these words.
    pub fn in_force<'a>(
        &self,
        verb: Verb,
        command_line: impl IntoIterator<Item = &'a str>,
    ) -> Vec<Given> {
        let typed: Vec<Given> = command_line.into_iter().map(typed).collect();
        let of_files = commands(verb).flat_map(|command| self.section(command, None));
        let of_files: Vec<&Given> = of_files.flat_map(|line| &line.options).collect();
        let all: Vec<&Given> = of_files.iter().copied().chain(&typed).collect();
        let mut given = Vec::new();
        for (at, word) in all.iter().enumerate() {
            // Of the command line, only what it takes from rc files is theirs.
            if at < of_files.len() {
                given.push((*word).clone());
            }
            let before = at.checked_sub(1).and_then(|before| all.get(before));
            if let Some(config) = config_named(before, word) {
                self.put_in(verb, config, &mut Vec::new(), &mut given);
            }
        }
        self.put_in_platforms(verb, &typed, &mut given);
        given
    }

    /// Puts in what a config says. Bazel refuses circles.
    fn put_in(&self, verb: Verb, config: &str, within: &mut Vec<String>, given: &mut Vec<Given>) {
        if within.iter().any(|outer| outer == config) {
            return;
        }
        within.push(config.to_owned());
        for command in commands(verb) {
            for option in self
                .section(command, Some(config))
                .flat_map(|line| &line.options)
            {
                given.push(option.clone());
                if let Some(inner) = option.option.strip_prefix("--config=") {
                    self.put_in(verb, inner, within, given);
                }
            }
        }
        within.pop();
    }

    fn put_in_platforms(&self, verb: Verb, typed: &[Given], given: &mut Vec<Given>) {
        let is_it = |given: &Given| flags::switch(&given.option, PLATFORM_SPECIFIC);
        let of_line = typed.iter().rev().find_map(is_it);
        let at = given.iter().rposition(|word| is_it(word).is_some());
        let of_files = at.and_then(|at| is_it(given.get(at)?));
        if of_line.or(of_files) != Some(true) {
            return;
        }
        let mut own = Vec::new();
        self.put_in(verb, system_config(), &mut Vec::new(), &mut own);
        let at = match of_line {
            Some(_) => given.len(),
            None => at.map_or(given.len(), |at| at + 1),
        };
        let behind = given.split_off(at);
        given.extend(own);
        given.extend(behind);
    }
}

fn typed(word: &str) -> Given {
    Given {
        option: word.to_owned(),
        place: Place::default(),
    }
}

/// The config that a word names: `--config=x`, or `x` behind `--config`.
fn config_named<'a>(before: Option<&&Given>, word: &'a Given) -> Option<&'a str> {
    match before {
        Some(before) if before.option == "--config" => Some(&word.option),
        _ => word.option.strip_prefix("--config="),
    }
}

/// What Bazel calls this system.
fn system_config() -> &'static str {
    if cfg!(target_os = "macos") {
        "macos"
    } else {
        "linux"
    }
}
