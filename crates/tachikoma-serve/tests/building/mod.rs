//! A service that really builds: a bare repository, the scripted agent in a sandbox, a script that checks, and a receiver
//! of callbacks.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part of it, and a test may fail"
)]

#[path = "../../../service-callback/tests/receiver/mod.rs"]
pub mod receiver;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Client, LONG, Service, program};

/// What no output, log or message may have in it.
pub const SECRET: &str = "planted-secret-4711";

/// The folder of a test, with its repository and settings.
pub struct Place {
    pub home: TempDir,
    /// In the environment of its sandboxes, so that their processes are known.
    pub mark: String,
}

impl Place {
    /// One whose settings also have these lines.
    pub fn new(more: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mark = format!("{}", home.path().display());
        let place = Self { home, mark };
        let git = ["init", "-q", "--bare", "-b", "main"];
        let made = Command::new("git")
            .args(git)
            .arg(place.repository())
            .status();
        assert!(made.unwrap().success());
        let check = place.path("check");
        fs::write(&check, "#!/bin/sh\necho looks at $1\ntest -e right\n").unwrap();
        let settings = settings(&check, more);
        fs::write(place.path("serve.toml"), settings).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn repository(&self) -> PathBuf {
        self.path("shop.git")
    }

    /// The program, with what all of its kinds need.
    pub fn program(&self, data: &str) -> Command {
        let mut command = program(self.home.path());
        command
            .env("TACHIKOMA_CONFIG", self.path("serve.toml"))
            .env("TACHIKOMA_DATA", self.path(data))
            .env("MODEL_KEY", SECRET)
            .env("MARK", &self.mark);
        command
    }

    pub fn serve(&self) -> Service {
        Service::start(
            &mut self.program("data"),
            &["serve", "--listen", "127.0.0.1:0"],
        )
    }

    /// What plain git says of the repository.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command
            .arg("--git-dir")
            .arg(self.repository())
            .args(arguments);
        String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
    }

    /// How many commits of the branch are of a build.
    pub fn commits_of(&self, task: &str) -> usize {
        let log = self.git(&["log", "--format=%B", "main"]);
        log.matches(&format!("Tachikoma-Task: {task}")).count()
    }

    /// Makes the project.
    pub fn project(&self, client: &Client) -> Value {
        let body = json!({
            "name": "shop",
            "repo_url": self.repository(),
            "check_targets": ["//..."],
            "limits": {"grace_s": 1, "attempts": 100},
        });
        let answered = client.post("/projects", &body);
        assert_eq!(answered.status, 201, "{answered:?}");
        answered.json()
    }

    /// How many processes of its sandboxes there are.
    pub fn processes(&self) -> usize {
        let needle = format!("MARK={}\0", self.mark).into_bytes();
        let is_of_a_sandbox = |path: PathBuf| {
            let environment = fs::read(path.join("environ")).unwrap_or_default();
            let has = |needle: &[u8]| environment.windows(needle.len()).any(|it| it == needle);
            // The service has the mark, too, but is in no sandbox.
            has(&needle) && !has(b"TACHIKOMA_CONFIG=")
        };
        let entries = fs::read_dir("/proc").unwrap().flatten();
        entries
            .filter(|entry| is_of_a_sandbox(entry.path()))
            .count()
    }

    pub fn wait_for_no_process(&self, limit: Duration) {
        let began = Instant::now();
        while self.processes() > 0 {
            assert!(
                began.elapsed() < limit,
                "{} processes are left",
                self.processes()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn settings(check: &Path, more: &str) -> String {
    let agent = scripted_agent();
    let (agent, check) = (agent.display(), check.display());
    let bwrap = std::env::var("TK_BWRAP").unwrap_or_else(|_| "bwrap".to_owned());
    format!(
        r#"
[git]
folders = true

[agent]
command = ["{agent}"]
environment = ["MARK", "MODEL_KEY"]

[sandbox]
bwrap = "{bwrap}"
readable = ["{agent}", "{check}"]

[check]
kind = "program"
program = ["sh", "{check}"]

[callbacks]
http = true
ports = [0]
networks = ["127.0.0.0/8"]

[worker]
lease = "3s"
beat = "500ms"
poll = "200ms"
{more}
"#
    )
}

/// Bazel says where it is; cargo puts the programs of all packages into one folder.
fn scripted_agent() -> PathBuf {
    let named = option_env!("CARGO_BIN_EXE_scripted_agent").map(PathBuf::from);
    let beside =
        || Path::new(env!("CARGO_BIN_EXE_tachikoma-serve")).with_file_name("scripted_agent");
    let path = named.unwrap_or_else(beside);
    fs::canonicalize(&path).unwrap_or_else(|_| {
        panic!(
            "there is no {}: run `cargo build -p service-run`",
            path.display()
        )
    })
}

/// Asks for a build that commits and pushes.
pub fn build(client: &Client, prompt: &str, callback: Option<&str>) -> String {
    let body = json!({"prompt": prompt, "auto_push": true, "callback_url": callback});
    let answered = client.post("/projects/shop/builds", &body);
    assert_eq!(answered.status, 202, "{answered:?}");
    answered.json()["task_id"].as_str().unwrap().to_owned()
}

/// All events of a build that has ended, whose numbers have no gap.
pub fn events(client: &Client, task: &str) -> Vec<Value> {
    let events = client.stream(&format!("/builds/{task}/events"), None);
    let numbers: Vec<u64> = events.iter().map(|(number, _)| *number).collect();
    let all: Vec<u64> = (1..=u64::try_from(events.len()).unwrap()).collect();
    assert_eq!(numbers, all);
    let events: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
    assert_eq!(events.last().unwrap()["kind"], "end");
    events
}

/// Waits until an agent works on the build.
pub fn wait_for_agent(client: &Client, place: &Place, task: &str) {
    client.wait_for(task, |build| build["phase"] == "agent");
    let began = Instant::now();
    while place.processes() == 0 {
        assert!(began.elapsed() < LONG, "no agent");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// From a prompt to a pushed commit, with everything that tells of it. The first try of the agent is repaired.
pub async fn whole_build(place: &Place, client: &Client) {
    let receiver = receiver::Receiver::start().await;
    let url = receiver.url();
    let project = place.project(client);
    let prompt = "Make it right\n@print works\n@write wrong no\n@repair delete wrong\n@repair write right yes";
    let task = build(client, prompt, Some(&url));
    let build = client.wait_for_end(&task);
    assert_eq!(build["status"], "completed", "{build:#}");
    let result = &build["result"];
    assert_eq!(result["check"]["rounds"], 1, "{result:#}");
    assert_eq!(result["pushed_to"], "refs/heads/main");
    assert_eq!(result["files_changed"], json!(["right"]));

    let head = place.git(&["rev-parse", "main"]);
    assert_eq!(result["commit_sha"], head.trim());
    assert_eq!(place.git(&["show", "main:right"]), "yes");
    assert_eq!(place.commits_of(&task), 1);

    let events = events(client, &task);
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    for kind in [
        "queued", "claimed", "phase", "output", "commit", "pushed", "end",
    ] {
        assert!(kinds.contains(&kind), "no {kind}: {kinds:?}");
    }
    let audit = client.get("/projects/shop/builds").json();
    assert_eq!(audit["items"][0]["task_id"], task);
    assert_eq!(audit["items"][0]["status"], "completed");
    let artifact = client.get(&format!("/builds/{task}/artifacts/output.log"));
    assert!(
        artifact.status == 200 && artifact.text.contains("works"),
        "{artifact:?}"
    );

    received(client, &receiver, &project, &task).await;
    assert_eq!(place.processes(), 0);
}

/// The callback has arrived, and its signature is right by another library.
async fn received(client: &Client, receiver: &receiver::Receiver, project: &Value, task: &str) {
    let began = Instant::now();
    while receiver.requests().is_empty() {
        assert!(began.elapsed() < LONG, "no callback");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let request = receiver.requests().remove(0);
    let id = project["id"].as_str().unwrap();
    let secrets = client
        .get(&format!("/projects/{id}/callback-secrets"))
        .json();
    let secret = secrets["secrets"][0].as_str().unwrap();
    let webhook = standardwebhooks::Webhook::new(secret).unwrap();
    let mut headers = HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(name, request.headers[name].parse().unwrap());
    }
    webhook.verify(request.body.as_bytes(), &headers).unwrap();
    webhook
        .verify(format!("{} ", request.body).as_bytes(), &headers)
        .unwrap_err();
    let posted: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(posted["type"], "build.completed");
    assert_eq!(posted["data"]["task_id"], task);
    let result = &posted["data"]["result"];
    assert_eq!(result["success"], true);
    // Each callback is noted, and counted.
    let noted = client.get(&format!("/builds/{task}/callbacks")).json();
    assert_eq!(noted["items"][0]["last_status"], 204, "{noted:#}");
}
