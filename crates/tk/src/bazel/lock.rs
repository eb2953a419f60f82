//! Bazel's lock held by somebody else: who that is, since when, and for how long it was waited.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bazel::processes;
use crate::duration;
use crate::printer::{LiveLine, Paint, Printer};

/// How often it is told of on a terminal.
const TICK: Duration = Duration::from_secs(1);

/// When it is told of where all lines stay; after the last of these, again and again.
const MILESTONES: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(300),
];

/// How much of a command line is shown.
const SHOWN_CHARS: usize = 60;

/// Who Bazel says holds its lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// The client's process id.
    pub pid: i32,
    /// The server that works for it; not known while the client still starts one.
    pub server: Option<i32>,
}

/// What a line of Bazel's says of its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing: it is about something else.
    Nothing,
    /// It is part of a message on the lock.
    Part,
    /// This one holds it.
    HeldBy(Holder),
}

/// Reads Bazel's messages on its lock.
#[derive(Debug, Default)]
pub struct Reader {
    in_client_message: bool,
}

impl Reader {
    /// Reads the next line: `Another command (pid=1) is running. Waiting for it to complete on the
    /// server (server_pid=2)...`, or, before there is a server, `Another command holds the client
    /// lock:` with `pid=1` in a line of its own.
    pub fn line(&mut self, line: &str) -> Said {
        let line = line.trim();
        if line.starts_with("Another command holds the client lock") {
            self.in_client_message = true;
            return Said::Part;
        }
        if let Some(said) = line.strip_prefix("Another command (pid=") {
            let server = said
                .split_once("(server_pid=")
                .and_then(|(_, rest)| number(rest));
            return number(said).map_or(Said::Part, |pid| Said::HeldBy(Holder { pid, server }));
        }
        if !self.in_client_message {
            return Said::Nothing;
        }
        self.in_client_message = !line.starts_with("Waiting for it to complete");
        match line.strip_prefix("pid=").and_then(number) {
            Some(pid) => Said::HeldBy(Holder { pid, server: None }),
            None => Said::Part,
        }
    }
}

fn number(text: &str) -> Option<i32> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().ok()
}

/// Something to tell of waiting for the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Begin,
    Tick,
    Milestone,
    End,
}

impl Notice {
    /// Its text, where it is told once.
    pub fn once(&self) -> Option<&str> {
        matches!(self.kind, Kind::Begin | Kind::End).then_some(&self.text)
    }

    /// Tells it: in lines that stay, and in between in a terminal's last line.
    pub fn tell(&self, printer: &mut Printer) {
        match self.kind {
            Kind::Tick => {
                printer.live(&[LiveLine::default().painted(Paint::Dim, &self.text)]);
            }
            Kind::Milestone if printer.is_live() => {}
            Kind::Begin | Kind::Milestone | Kind::End => printer.foreign(&self.text),
        }
    }
}

/// Follows the wait for the lock through Bazel's lines.
#[derive(Debug, Default)]
pub struct Wait {
    reader: Reader,
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    pid: i32,
    since: Instant,
    command: HolderCommand,
    ticks: u32,
    milestones: usize,
}

impl Wait {
    /// Takes a line of Bazel's; `None` where it has nothing to do with the lock.
    pub fn line(&mut self, line: &str) -> Option<Vec<Notice>> {
        match self.reader.line(line) {
            Said::Nothing => None,
            Said::Part => Some(Vec::new()),
            Said::HeldBy(holder) => Some(self.begin(holder)),
        }
    }

    fn begin(&mut self, holder: Holder) -> Vec<Notice> {
        let since = match &self.held {
            // The same one, which has got as far as its server.
            Some(held) if held.pid == holder.pid => return Vec::new(),
            Some(held) => held.since,
            None => Instant::now(),
        };
        let command = HolderCommand::of(holder.pid);
        let text = format!("Bazel's lock is held by {}", command.text());
        self.held = Some(Held {
            pid: holder.pid,
            since,
            command,
            ticks: 0,
            milestones: 0,
        });
        vec![Notice {
            kind: Kind::Begin,
            text,
        }]
    }

    /// What there is to tell by now.
    pub fn tick(&mut self) -> Option<Notice> {
        let held = self.held.as_mut()?;
        let waited = held.since.elapsed();
        let text = |held: &Held| {
            let time = duration::seconds(waited.as_secs_f64() * 1000.0);
            let who = held.command.text();
            format!("Waiting for {time}: Bazel's lock is held by {who}")
        };
        if waited >= milestone(held.milestones) {
            held.milestones += 1;
            return Some(Notice {
                kind: Kind::Milestone,
                text: text(held),
            });
        }
        if waited >= TICK * (held.ticks + 1) {
            held.ticks = u32::try_from(waited.as_secs()).unwrap_or(u32::MAX - 1);
            return Some(Notice {
                kind: Kind::Tick,
                text: text(held),
            });
        }
        None
    }

    /// Whether somebody else still holds it.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Bazel goes on.
    pub fn end(&mut self) -> Option<Notice> {
        let held = self.held.take()?;
        let time = duration::seconds(held.since.elapsed().as_secs_f64() * 1000.0);
        Some(Notice {
            kind: Kind::End,
            text: format!("Waited {time} for the lock; going on."),
        })
    }
}

fn milestone(number: usize) -> Duration {
    let last = MILESTONES[MILESTONES.len() - 1];
    MILESTONES
        .get(number)
        .copied()
        .unwrap_or_else(|| last * u32::try_from(number + 2 - MILESTONES.len()).unwrap_or(u32::MAX))
}

/// Whose lock it is: the `tk` that runs the Bazel, where one does.
#[derive(Debug)]
struct HolderCommand {
    pid: i32,
    shown: String,
    started: Option<Instant>,
}

impl HolderCommand {
    fn of(client: i32) -> Self {
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
            shown: shown(&command),
            started: processes::age(pid).and_then(|age| Instant::now().checked_sub(age)),
        }
    }

    /// `` `tk build -p` (process 12, running for 3.1 s) ``
    fn text(&self) -> String {
        let running = self.started.map(|started| {
            let time = duration::seconds(started.elapsed().as_secs_f64() * 1000.0);
            format!(", running for {time}")
        });
        let running = running.unwrap_or_default();
        let Self { pid, shown, .. } = self;
        if shown.is_empty() {
            format!("process {pid}{running}")
        } else {
            format!("`{shown}` (process {pid}{running})")
        }
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

/// Whether Bazel says that it waits for another Bazel, or for its server.
pub fn is_waiting_line(line: &str) -> bool {
    ["Another command", "Waiting for", "Another Bazel"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_holder_is_read_from_both_messages() {
        let mut reader = Reader::default();
        assert_eq!(
            reader.line("Another command (pid=12) is running. Waiting for it to complete on the server (server_pid=34)..."),
            Said::HeldBy(Holder { pid: 12, server: Some(34) })
        );
        assert_eq!(
            reader.line("Another command (pid=12) is running. Exiting immediately."),
            Said::HeldBy(Holder {
                pid: 12,
                server: None
            })
        );
        assert_eq!(reader.line("pid=7"), Said::Nothing);
        let message = [
            ("Another command holds the client lock: ", Said::Part),
            (
                "pid=7",
                Said::HeldBy(Holder {
                    pid: 7,
                    server: None,
                }),
            ),
            ("owner=client", Said::Part),
            ("cwd=/w", Said::Part),
            ("", Said::Part),
            ("Waiting for it to complete...", Said::Part),
            ("INFO: Analyzed", Said::Nothing),
        ];
        for (line, said) in message {
            assert_eq!(reader.line(line), said, "{line}");
        }
    }

    #[test]
    fn waiting_begins_and_ends_once() {
        let mut wait = Wait::default();
        assert_eq!(wait.line("INFO: something"), None);
        assert_eq!(wait.end(), None);
        let own = std::process::id();
        let held = format!(
            "Another command (pid={own}) is running. Waiting for it to complete on the server (server_pid=1)..."
        );
        let notices = wait.line(&held).unwrap();
        assert_eq!(notices.len(), 1);
        assert!(notices[0].text.contains("running for 0."), "{notices:?}");
        assert_eq!(wait.line(&held), Some(Vec::new()));
        assert_eq!(wait.tick(), None);
        assert!(wait.end().unwrap().text.starts_with("Waited 0."));
        assert_eq!(wait.end(), None);
    }

    #[test]
    fn milestones_go_on_for_ever() {
        let seconds: Vec<u64> = (0..7).map(|number| milestone(number).as_secs()).collect();
        assert_eq!(seconds, [10, 30, 60, 300, 600, 900, 1200]);
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

    #[test]
    fn waiting_is_told_from_other_messages() {
        assert!(is_waiting_line(
            "Another command (pid=12) is running. Waiting for it to complete"
        ));
        assert!(!is_waiting_line("INFO: Found 3 targets"));
    }
}
