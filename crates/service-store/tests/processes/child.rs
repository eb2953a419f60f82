//! A process, from both of its sides.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process};
use service::ports::store::{IdempotencyKey, Submitted};
use service::ports::{StopReason, stopper};
use service::worker::{Settings, Worker};
use service::{BuildSpec, Project};

use super::{LEASE, Place};
use crate::outside::{Outside, settings};
use crate::working::new_build;

const ROLE: &str = "TK_TEST_ROLE";
const PLACE: &str = "TK_TEST_PLACE";
const NAME: &str = "TK_TEST_NAME";
const REMOTE: &str = "TK_TEST_REMOTE";
const SLOTS: &str = "TK_TEST_SLOTS";

/// A process; it is killed when this is dropped.
pub struct Process {
    child: Child,
    pub name: String,
}

impl Process {
    /// A worker, whose remote is in `remote`.
    pub fn worker(place: &Place, name: &str, remote: &Path) -> Self {
        Self::start("worker", place, name, remote, 4)
    }

    /// The same, with so many builds at once.
    pub fn worker_with_slots(place: &Place, name: &str, remote: &Path, slots: u32) -> Self {
        Self::start("worker", place, name, remote, slots)
    }

    /// One that asks 50 times for the same build.
    pub fn submitter(place: &Place, name: &str, remote: &Path) -> Self {
        Self::start("submitter", place, name, remote, 0)
    }

    fn start(role: &str, place: &Place, name: &str, remote: &Path, slots: u32) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "process", "--ignored", "--nocapture", "--quiet"]);
        command
            .env(ROLE, role)
            .env(PLACE, &place.0)
            .env(NAME, name)
            .env(REMOTE, remote)
            .env(SLOTS, slots.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Self {
            child: command.spawn().unwrap(),
            name: name.to_owned(),
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it, and waits until each of its threads stands: one gets the signal, and the others go on until that one runs.
    pub fn pause(&self) {
        kill_process(self.pid(), Signal::STOP).unwrap();
        while !self.stands() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn stands(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        threads.into_iter().all(|thread| {
            let status =
                std::fs::read_to_string(thread.unwrap().path().join("stat")).unwrap_or_default();
            status
                .rsplit_once(") ")
                .is_none_or(|(_, rest)| rest.starts_with('T'))
        })
    }

    pub fn go_on(&self) {
        kill_process(self.pid(), Signal::CONT).unwrap();
    }

    /// What it printed until it ended.
    pub fn said(mut self) -> String {
        let mut said = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        said
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap()
}

/// The other side. The process ends when the one that started it does.
pub async fn be_a_process() {
    let place = Place(variable(PLACE));
    match variable(ROLE).as_str() {
        "worker" => work(&place).await,
        "submitter" => submit(&place).await,
        role => panic!("{role}"),
    }
}

async fn work(place: &Place) {
    let outside = Outside::new(&PathBuf::from(variable(REMOTE)));
    let slots = variable(SLOTS).parse().unwrap();
    // Many at once are no test of leases: on a busy machine they would lose some.
    let lease = if slots > 4 { LEASE * 15 } else { LEASE };
    let settings = Settings {
        slots,
        lease,
        ..settings(&variable(NAME))
    };
    let worker = Worker::new(outside.ports(place.open().await), settings);
    let (stopper, stop) = stopper();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        stopper.stop(StopReason::Drain);
    });
    worker.run(stop).await;
}

#[expect(clippy::print_stdout, reason = "the other process reads it")]
async fn submit(place: &Place) {
    let store = place.open().await;
    let project: Project = store.project_named("shop").await.unwrap().unwrap();
    let key = IdempotencyKey {
        scope: String::new(),
        key: variable(NAME),
        request_sha256: "same".to_owned(),
    };
    let requests: Vec<_> = (0..50)
        .map(|_| {
            let (store, key) = (Arc::clone(&store), key.clone());
            let build = new_build(&project, BuildSpec::of("x"));
            tokio::spawn(async move { store.submit(&build, Some(&key)).await.unwrap() })
        })
        .collect();
    for request in requests {
        match request.await.unwrap() {
            Submitted::Queued(id) => println!("queued {id}"),
            Submitted::Again(id) => println!("again {id}"),
            other => println!("{other:?}"),
        }
    }
}
