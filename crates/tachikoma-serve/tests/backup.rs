//! A service that is backed up while it works, and restored into another folder, on both databases.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod building;
mod process;
#[path = "../../service-store/tests/server/mod.rs"]
mod server;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use building::{Place, build, events, wait_for_agent};
use process::{Client, LONG, Service, run};
use rustix::process::Signal;
use serde_json::Value;
use server::Server;

const KEY: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// One place with its database, before and after.
struct Trial<'a> {
    place: &'a Place,
    token: String,
    /// The program on the database of a data folder.
    program: &'a dyn Fn(&str) -> Command,
}

/// What was asked for before the backup.
struct Asked {
    /// Had ended.
    done: String,
    /// Ran, and was killed with the service.
    cut: String,
    /// Ran, and was pushed after the backup.
    pushed: String,
    /// Waited, and was pushed after the backup.
    waiting: String,
}

/// What a build that had ended says of itself.
#[derive(Debug, PartialEq)]
struct Kept {
    build: Value,
    events: Vec<Value>,
    output: String,
    secrets: Value,
}

impl<'a> Trial<'a> {
    fn new(place: &'a Place, program: &'a dyn Fn(&str) -> Command) -> Self {
        let (code, token, said) = run(program("data").arg("admin-token"));
        assert_eq!(code, 0, "{said}");
        let token = token.trim().to_owned();
        Self {
            place,
            token,
            program,
        }
    }

    fn serve(&self, data: &str) -> (Service, Client) {
        let mut command = (self.program)(data);
        let service = Service::start(&mut command, &["serve", "--listen", "127.0.0.1:0"]);
        let mut client = service.client();
        assert_eq!(client.get("/projects").status, 401);
        client.token = Some(self.token.clone());
        (service, client)
    }

    /// Works, is backed up meanwhile, goes on, and dies.
    fn work(&self, back_up: impl FnOnce()) -> (Asked, Kept) {
        let (mut service, client) = self.serve("data");
        self.place.project(&client);
        let done = build(&client, "@write right yes\n@print works", None);
        client.wait_for_end(&done);
        let kept = kept(&client, &done);
        let cut = build(&client, "@append right c\n@sleep 15", None);
        wait_for_agent(&client, self.place, &cut);
        let pushed = build(&client, "@append right p\n@sleep 4", None);
        client.wait_for(&pushed, |build| build["phase"] == "agent");
        let waiting = build(&client, "@append right w", None);
        back_up();
        let forgotten = build(&client, "@append right f", None);
        for task in [&pushed, &waiting, &forgotten] {
            assert_eq!(client.wait_for_end(task)["status"], "completed");
            assert_eq!(self.place.commits_of(task), 1);
        }
        service.signal(Signal::KILL);
        service.wait(LONG);
        self.place.wait_for_no_process(Duration::from_secs(3));
        let asked = Asked {
            done,
            cut,
            pushed,
            waiting,
        };
        (asked, kept)
    }

    /// What was restored is whole, and is finished.
    fn go_on(&self, asked: &Asked, before: &Kept) {
        let (mut service, client) = self.serve("restored");
        assert_eq!(&kept(&client, &asked.done), before);
        for task in [&asked.cut, &asked.pushed, &asked.waiting] {
            let build = client.wait_for_end(task);
            assert_eq!(build["status"], "completed", "{build:#}");
            let log = self
                .place
                .git(&["log", "--format=%H", "-1", "--grep", task, "main"]);
            assert_eq!(build["result"]["commit_sha"], log.trim());
            assert_eq!(self.place.commits_of(task), 1);
        }
        for task in [&asked.pushed, &asked.waiting] {
            let kinds = kinds(&client, task);
            assert!(kinds.ends_with("claimed pushed end"), "{kinds}");
        }
        for task in [&asked.cut, &asked.pushed] {
            assert!(
                kinds(&client, task).contains("lease_lost"),
                "it did not run at the backup"
            );
        }
        // The audit has what was asked for before the backup, and nothing else.
        let audit = client.get("/projects/shop/builds").json();
        let items = audit["items"].as_array().unwrap();
        let ids: BTreeSet<&str> = items
            .iter()
            .filter_map(|it| it["task_id"].as_str())
            .collect();
        let all = [&asked.done, &asked.cut, &asked.pushed, &asked.waiting];
        assert_eq!(ids, all.map(String::as_str).into());
        assert_eq!(service.stop().code(), Some(0));
    }
}

fn kept(client: &Client, task: &str) -> Kept {
    let project = client.get("/projects/shop").json();
    let id = project["id"].as_str().unwrap();
    let artifact = client.get(&format!("/builds/{task}/artifacts/output.log"));
    assert_eq!(artifact.status, 200);
    Kept {
        build: client.get(&format!("/builds/{task}")).json(),
        events: events(client, task),
        output: artifact.text,
        secrets: client
            .get(&format!("/projects/{id}/callback-secrets"))
            .json(),
    }
}

fn kinds(client: &Client, task: &str) -> String {
    let events = events(client, task);
    let kinds = events.iter().filter_map(|event| event["kind"].as_str());
    kinds.collect::<Vec<_>>().join(" ")
}

/// As `cp -a` does it.
fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(status.unwrap().success());
}

/// Files that are no part of the database.
fn restore_files(place: &Place) {
    fs::create_dir(place.path("restored")).unwrap();
    for name in ["artifacts", "callback.key"] {
        let from = place.path("data").join(name);
        if from.exists() {
            copy(&from, &place.path("restored"));
        }
    }
}

#[test]
fn sqlite_is_backed_up_and_restored() {
    let place = Place::new("");
    let program = |data: &str| place.program(data);
    let trial = Trial::new(&place, &program);
    let file = place.path("backup.sqlite");
    let (asked, before) = trial.work(|| {
        let (code, _, said) = run(place.program("data").arg("backup").arg(&file));
        assert_eq!(code, 0, "{said}");
    });
    restore_files(&place);
    copy(&file, &place.path("restored/service.sqlite"));
    trial.go_on(&asked, &before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_backed_up_and_restored() {
    let (place, server) = (Place::new(""), Server::shared());
    let (one, two) = (server.new_database().await, server.new_database().await);
    let program = |data: &str| {
        let mut command = place.program(data);
        let address = if data == "data" { &one } else { &two };
        command.env("TACHIKOMA_DATABASE", address);
        command.env("TACHIKOMA_CALLBACKS_KEY", KEY);
        command
    };
    let file = place.path("backup.dump");
    let (code, _, said) = run(program("data").arg("backup").arg(&file));
    assert!(code == 78 && said.contains("pg_dump"), "{code}: {said}");

    let trial = Trial::new(&place, &program);
    let (asked, before) = trial.work(|| {
        let mut dump = Command::new(server.program("pg_dump"));
        dump.args(["--format=custom", "--dbname", &one, "--file"]);
        let (code, _, said) = run(dump.arg(&file));
        assert_eq!(code, 0, "{said}");
    });
    restore_files(&place);
    let mut restore = Command::new(server.program("pg_restore"));
    restore.args([
        "--clean",
        "--if-exists",
        "--exit-on-error",
        "--dbname",
        &two,
    ]);
    let (code, _, said) = run(restore.arg(&file));
    assert_eq!(code, 0, "{said}");
    trial.go_on(&asked, &before);
}

#[test]
fn a_backup_is_whole_or_is_not_there() {
    let place = Place::new("");
    let file = place.path("backups/one.sqlite");
    let backup = |data: &str| run(place.program(data).arg("backup").arg(&file));
    fs::create_dir(place.path("backups")).unwrap();
    let names = || fs::read_dir(place.path("backups")).unwrap().count();
    let (code, _, said) = backup("nowhere");
    assert!(
        code == 69 && !place.path("nowhere").exists(),
        "{code}: {said}"
    );

    let _service = place.serve();
    let program = place.program("data");
    let mut small = Command::new("sh");
    small.args(["-c", r#"trap '' XFSZ; ulimit -f 8; exec "$@""#, "sh"]);
    small.arg(program.get_program()).arg("backup").arg(&file);
    small.env_clear();
    small.envs(
        program
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let (code, _, said) = run(&mut small);
    assert_eq!((code, names()), (69, 0), "{said}");

    let (code, _, said) = backup("data");
    assert_eq!((code, names()), (0, 1), "{said}");
    let (code, _, said) = backup("data");
    assert!(code == 74 && said.contains("one.sqlite"), "{code}: {said}");
    fs::remove_dir_all(place.path("backups")).unwrap();
    let (code, _, said) = backup("data");
    assert_eq!(code, 74, "{said}");
}
