//! The API on a port of this machine, and the commands as programs of their own.

#![allow(dead_code, reason = "each test uses what it needs")]

#[path = "../../../service-http/tests/server/mod.rs"]
mod server;

use std::fmt::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;
pub use server::Server;
use service::ports::store::{Claim, Finish};
use service::result::Artifact;
use service::{BuildResult, EventKind, Status};
use sha2::{Digest as _, Sha256};
use tokio::process::Command;

/// The API on a port, and who asks it.
pub struct Service {
    pub server: Server,
    pub port: u16,
}

impl Service {
    /// One without tokens.
    pub async fn start() -> Self {
        Self::of(Server::new()).await
    }

    pub async fn of(server: Server) -> Self {
        let port = server.listen().await;
        Self { server, port }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A command that asks this service.
    pub fn command(&self, line: &str) -> Command {
        let mut command = tachikoma(line);
        command.env("TACHIKOMA_URL", self.url());
        command
    }

    /// What comes of a command.
    pub async fn run(&self, line: &str) -> Output {
        self.command(line).output().await.unwrap()
    }

    /// What people see of a command.
    pub async fn seen(&self, line: &str) -> String {
        seen(&self.run(line).await)
    }

    /// What people see of several commands, one after the other.
    pub async fn session(&self, lines: &[&str]) -> String {
        let mut all = String::new();
        for line in lines {
            let text = self.seen(line).await;
            let line = without_accidents(line);
            all += &format!("$ tachikoma {line}\n{text}");
        }
        all
    }

    /// The document that a command prints with `--json`.
    pub async fn json(&self, line: &str) -> Value {
        let output = self.command(line).arg("--json").output().await.unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// Writes what happens to a build that runs.
    pub async fn happens(&self, claim: &mut Claim, events: &[EventKind]) {
        self.server
            .store
            .append(&claim.lease, events)
            .await
            .unwrap();
        claim.lease.writes += 1;
    }

    /// Ends a build that runs.
    pub async fn finish(&self, claim: &Claim, status: Status, result: BuildResult) {
        let end = Finish {
            status,
            result,
            events: Vec::new(),
            callback: None,
        };
        self.server.store.finish(&claim.lease, &end).await.unwrap();
    }

    /// Completes a build that runs, and keeps a file of it.
    pub async fn keep(&self, claim: &Claim, name: &str, content: &[u8]) {
        std::fs::write(self.server.folder.path().join("artifact"), content).unwrap();
        let digest = Sha256::digest(content);
        let artifact = Artifact {
            name: name.to_owned(),
            size: content.len() as u64,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            media_type: "application/octet-stream".to_owned(),
        };
        let result = BuildResult {
            success: true,
            artifacts: vec![artifact],
            ..BuildResult::default()
        };
        self.finish(claim, Status::Completed, result).await;
    }
}

/// The program of these tests, in an environment of its own. Words of its line are between spaces or in `'`.
pub fn tachikoma(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_service_commands"));
    for (index, part) in line.split('\'').enumerate() {
        match index % 2 {
            0 => command.args(part.split_whitespace()),
            _ => command.arg(part),
        };
    }
    command.env_clear().stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Exit code, stdout and stderr, without what differs each time.
pub fn seen(output: &Output) -> String {
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    let code = output.status.code().unwrap();
    without_accidents(&format!("exit {code}\n---\n{stdout}---\n{stderr}"))
}

/// Ids are numbered in the order in which they come, ports and times are left out. Every column stays where it is.
pub fn without_accidents(text: &str) -> String {
    let (mut kept, mut ids, mut rest) = (String::new(), Vec::new(), text);
    while let Some(letter) = rest.chars().next() {
        if let Some(id) = rest.get(..36).filter(|it| is_id(it)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
            let number = ids.iter().position(|it| *it == id).unwrap() + 1;
            write!(kept, "{number:0>8}-0000-7000-8000-000000000000").unwrap();
            rest = &rest[36..];
        } else if let Some(behind) = rest.strip_prefix("127.0.0.1:") {
            kept.push_str("127.0.0.1:PORT");
            rest = behind.trim_start_matches(|it: char| it.is_ascii_digit());
        } else if let Some(behind) =
            time(rest).filter(|_| !kept.ends_with(|it: char| it.is_ascii_digit()))
        {
            kept.push_str("0.0 s");
            rest = behind;
        } else {
            kept.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    kept
}

fn is_id(text: &str) -> bool {
    let is_right = |(index, letter): (usize, char)| match index {
        8 | 13 | 18 | 23 => letter == '-',
        _ => letter.is_ascii_hexdigit(),
    };
    text.char_indices().all(is_right)
}

/// What follows `1.2 s`.
fn time(text: &str) -> Option<&str> {
    let digits = |text: &str| {
        text.len()
            - text
                .trim_start_matches(|it: char| it.is_ascii_digit())
                .len()
    };
    let whole = digits(text);
    let rest = text[whole..].strip_prefix('.').filter(|_| whole > 0)?;
    rest.get(1..)?
        .strip_prefix(" s")
        .filter(|_| digits(&rest[..1]) == 1)
}
