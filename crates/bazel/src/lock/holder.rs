//! Who holds the lock.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::processes;

/// How much of a command line is shown.
const SHOWN_CHARS: usize = 60;

/// Whose lock it is: the `tk` that runs the Bazel, where one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBy {
    /// The process.
    pub pid: i32,
    /// Its program's name and words, without flags for Bazel; empty where the system does not tell.
    pub command: String,
    started: Option<Instant>,
}

impl HeldBy {
    /// The holder behind a client of Bazel.
    pub(crate) fn of(client: i32) -> Self {
        let parent = processes::all()
            .into_iter()
            .find(|process| process.pid == client)
            .map(|process| (process.parent, processes::command(process.parent)));
        let (pid, command) = match parent {
            Some((pid, command)) if command.first().is_some_and(|name| is_tk(name)) => {
                (pid, command)
            }
            _ => (client, processes::command(client)),
        };
        Self {
            pid,
            command: shown(&command),
            started: processes::age(pid).and_then(|age| Instant::now().checked_sub(age)),
        }
    }

    /// How long it has been running by now.
    pub fn running(&self) -> Option<Duration> {
        self.started.map(|started| started.elapsed())
    }
}

fn is_tk(program: &str) -> bool {
    Path::new(program)
        .file_name()
        .is_some_and(|name| name == "tk")
}

/// The program's name and its words without flags for Bazel, which can be long and secret.
fn shown(command: &[String]) -> String {
    let Some((program, words)) = command.split_first() else {
        return String::new();
    };
    let name = Path::new(program)
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let own: Vec<&String> = if is_tk(program) {
        words.iter().take_while(|word| *word != "--").collect()
    } else {
        words.iter().filter(|word| !word.starts_with('-')).collect()
    };
    let line = own.into_iter().fold(name, |line, word| line + " " + word);
    if line.chars().count() > SHOWN_CHARS {
        line.chars().take(SHOWN_CHARS - 1).chain(['…']).collect()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn commands_are_shown_without_bazels_flags() {
        assert_eq!(
            shown(&words("/opt/bin/tk build -p //a -- --remote_header=secret")),
            "tk build -p //a"
        );
        assert_eq!(
            shown(&words(
                "/usr/bin/bazel --install_base=/x build --remote_header=secret -- //a"
            )),
            "bazel build //a"
        );
        assert_eq!(
            shown(&words(&format!("bazel {}", "x".repeat(99))))
                .chars()
                .count(),
            60
        );
        assert_eq!(shown(&[]), "");
    }
}
