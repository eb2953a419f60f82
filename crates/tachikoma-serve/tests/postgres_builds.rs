//! Builds on PostgreSQL: one process has the API, others do the work.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod building;
mod process;
#[path = "../../service-store/tests/server/mod.rs"]
mod server;

use std::process::Command;
use std::time::Duration;

use building::{Place, build, events, wait_for_agent, whole_build};
use process::{Client, LONG, Service};
use rustix::process::Signal;
use serde_json::json;
use server::Server;

const KEY: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A program that uses the database.
fn program(place: &Place, address: &str, data: &str) -> Command {
    let mut command = place.program(data);
    command.env("TACHIKOMA_DATABASE", address);
    command
}

/// The API, which does no builds.
fn api(place: &Place, address: &str) -> Service {
    let mut command = program(place, address, "data");
    command.env("TACHIKOMA_CALLBACKS_KEY", KEY);
    Service::start(
        &mut command,
        &["serve", "--slots", "0", "--listen", "127.0.0.1:0"],
    )
}

/// A worker with a folder of its own, as on another machine. It has no key for callbacks.
fn worker(place: &Place, address: &str, data: &str) -> Service {
    let mut command = program(place, address, data);
    Service::start(&mut command, &["worker", "--listen", "127.0.0.1:0"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_elsewhere_does_the_builds_of_a_service() {
    let (place, server) = (Place::new(""), Server::shared());
    let address = server.new_database().await;
    // They share what is kept: artifacts are found by the service.
    let mut service = api(&place, &address);
    let mut worker = worker(&place, &address, "data");
    whole_build(&place, &service.client()).await;

    let watched = worker.client();
    assert_eq!(watched.get("/healthz").status, 200);
    assert_eq!(watched.get("/readyz").status, 200);
    assert_eq!(watched.get("/projects").status, 404);
    let text = watched.get("/metrics").text;
    for line in [
        "tachikoma_builds_ended_total{status=\"completed\"} 1",
        "tachikoma_builds_claimed_total 1",
        "tachikoma_worker_slots 2",
        "tachikoma_builds{status=\"pending\"} 0",
    ] {
        assert!(text.lines().any(|it| it == line), "no {line}: {text}");
    }
    // The service has not done it, and says so.
    let text = service.client().get("/metrics").text;
    assert!(!text.contains("tachikoma_builds_ended_total"), "{text}");
    assert!(
        text.contains("tachikoma_callbacks_total{result=\"delivered\"} 1"),
        "{text}"
    );
    assert_eq!(worker.stop().code(), Some(0));
    assert_eq!(service.stop().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_worker_takes_over_what_a_killed_one_did() {
    let (place, server) = (Place::new(""), Server::shared());
    let address = server.new_database().await;
    let service = api(&place, &address);
    let client = service.client();
    place.project(&client);
    let mut first = worker(&place, &address, "one");
    let task = build(&client, "@detach 2\n@sleep 3\n@write right yes", None);
    wait_for_agent(&client, &place, &task);
    let _second = worker(&place, &address, "two");
    first.signal(Signal::KILL);
    first.wait(LONG);
    let ended = client.wait_for_end(&task);
    assert_eq!(
        (&ended["status"], &ended["attempt"]),
        (&json!("completed"), &json!(2))
    );
    assert_eq!(place.commits_of(&task), 1);
    events(&client, &task);

    // What the killed one has left is removed when its machine works again.
    let work = |data: &str| {
        std::fs::read_dir(place.path(data).join("work"))
            .unwrap()
            .count()
    };
    assert_eq!((work("one"), work("two")), (1, 0));
    let _third = worker(&place, &address, "one");
    for _ in 0..200 {
        if work("one") == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("a workspace is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_stops_gives_its_build_to_another_one() {
    let (place, server) = (Place::new("drain = \"300ms\""), Server::shared());
    let address = server.new_database().await;
    let service = api(&place, &address);
    let client: Client = service.client();
    place.project(&client);
    let mut first = worker(&place, &address, "one");
    let task = build(&client, "@sleep 3\n@write right yes", None);
    wait_for_agent(&client, &place, &task);
    let _second = worker(&place, &address, "two");
    assert_eq!(first.stop().code(), Some(0));
    let ended = client.wait_for_end(&task);
    assert_eq!(
        (&ended["status"], &ended["attempt"]),
        (&json!("completed"), &json!(2))
    );
    assert_eq!(place.commits_of(&task), 1);
    let events = events(&client, &task);
    assert!(
        !events.iter().any(|event| event["kind"] == "lease_lost"),
        "{events:#?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_must_agree_on_the_key_of_callbacks() {
    let (place, server) = (Place::new(""), Server::shared());
    let address = server.new_database().await;
    let mut command = program(&place, &address, "data");
    let (code, _, said) = process::run(command.args(["serve", "--listen", "127.0.0.1:0"]));
    assert!(
        code == 78 && said.contains("TACHIKOMA_CALLBACKS_KEY"),
        "{code}: {said}"
    );

    let mut command = program(&place, &address, "data");
    command.env("TACHIKOMA_CALLBACKS_KEY", KEY);
    let (code, table, _) =
        process::run(command.args(["serve", "--check", "--listen", "127.0.0.1:0"]));
    assert_eq!(code, 0, "{table}");
    assert!(table.contains("PostgreSQL, without tables"), "{table}");
}
