//! Another process holds Bazel's lock: what Bazel says, who holds it, and how long the wait takes.

mod holder;
mod wait;

pub use holder::HeldBy;
pub(crate) use wait::Wait;
pub use wait::{Notice, NoticeKind};

/// Who Bazel says holds its lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The client's process id.
    pub pid: i32,
    /// The server that works for it; not known while the client still starts one.
    pub server: Option<i32>,
}

/// What a line of Bazel's says of its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// It is not about the lock.
    Nothing,
    /// It is part of a message about the lock.
    Part,
    /// This process holds the lock.
    HeldBy(Holder),
}

/// Reads Bazel's messages on its lock.
#[derive(Debug, Default)]
pub(crate) struct Reader {
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

/// Whether Bazel says that it waits for another Bazel, or for its server.
pub fn is_waiting_line(line: &str) -> bool {
    ["Another command", "Waiting for", "Another Bazel"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn waiting_is_told_from_other_messages() {
        assert!(is_waiting_line(
            "Another command (pid=12) is running. Waiting for it to complete"
        ));
        assert!(!is_waiting_line("INFO: Found 3 targets"));
    }
}
