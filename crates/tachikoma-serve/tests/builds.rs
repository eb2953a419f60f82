//! Builds from a prompt to a pushed commit, on SQLite, through everything that can come between.

mod building;
mod process;

use std::time::{Duration, Instant};

use building::{Place, build, events, wait_for_agent, whole_build};
use process::{LONG, run};
use rustix::process::Signal;
use serde_json::json;

/// Long enough to be found at work.
const SLOW: &str = "@sleep 3\n@write right yes";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_becomes_a_pushed_commit() {
    let place = Place::new("");
    let mut service = place.serve();
    let client = service.client();
    whole_build(&place, &client).await;
    let text = client.get("/metrics").text;
    for line in [
        "tachikoma_builds_ended_total{status=\"completed\"} 1",
        "tachikoma_phase_seconds_count{phase=\"agent\"} 2",
        "tachikoma_claim_seconds_count 1",
        "tachikoma_build_seconds_count 1",
        "tachikoma_worker_slots 2",
        "tachikoma_worker_running 0",
        "tachikoma_callbacks_total{result=\"delivered\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "no {line}: {text}");
    }
    assert_eq!(service.stop().code(), Some(0));
}

#[test]
fn a_stop_lets_a_build_go_on_to_its_end() {
    let place = Place::new("slots = 1\ndrain = \"60s\"");
    let mut service = place.serve();
    let client = service.client();
    place.project(&client);
    let task = build(&client, SLOW, None);
    wait_for_agent(&client, &place, &task);
    let waiting = build(&client, "@write right no", None);
    let stream = {
        let (client, path) = (client.clone(), format!("/builds/{task}/events"));
        std::thread::spawn(move || client.stream(&path, None))
    };
    std::thread::sleep(Duration::from_millis(200));
    service.signal_group(Signal::INT);
    let began = Instant::now();
    while client.get("/readyz").status != 503 {
        assert!(began.elapsed() < LONG);
    }
    // The stream has ended in the middle, and the API answers still.
    let seen = stream.join().unwrap();
    assert_ne!(seen.last().unwrap().1["kind"], "end");
    assert_eq!(
        client.get(&format!("/builds/{task}")).json()["status"],
        "running"
    );
    let refused = client.post("/projects/shop/builds", &json!({"prompt": "x"}));
    assert_eq!(refused.status, 503);
    assert_eq!(service.wait(LONG).code(), Some(0));
    assert_eq!(place.commits_of(&task), 1);

    let service = place.serve();
    let client = service.client();
    assert_eq!(
        client.get(&format!("/builds/{task}")).json()["status"],
        "completed"
    );
    // The reader goes on behind what it has.
    let last = seen.last().unwrap().0;
    let rest = client.stream(&format!("/builds/{task}/events"), Some(last));
    assert_eq!(rest[0].0, last + 1);
    assert_eq!(events(&client, &task).len(), seen.len() + rest.len());
    assert_eq!(client.wait_for_end(&waiting)["status"], "completed");
}

#[test]
fn a_build_that_takes_longer_than_the_stop_is_given_back() {
    let place = Place::new("drain = \"500ms\"");
    let mut service = place.serve();
    let client = service.client();
    place.project(&client);
    let task = build(&client, SLOW, None);
    wait_for_agent(&client, &place, &task);
    let began = Instant::now();
    assert_eq!(service.stop().code(), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    assert_eq!((place.processes(), place.commits_of(&task)), (0, 0));

    let service = place.serve();
    let client = service.client();
    let build = client.wait_for_end(&task);
    assert_eq!(build["status"], "completed", "{build:#}");
    // The attempt that was given back does not count.
    assert_eq!(
        (&build["attempt"], &build["max_attempts"]),
        (&json!(2), &json!(101))
    );
    assert_eq!(place.commits_of(&task), 1);
    events(&client, &task);
}

#[test]
fn a_second_signal_ends_everything_at_once() {
    let place = Place::new("");
    let mut service = place.serve();
    let client = service.client();
    place.project(&client);
    let task = build(&client, "@deaf\n@detach 3\n@sleep 600", None);
    wait_for_agent(&client, &place, &task);
    service.signal(Signal::TERM);
    std::thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    service.signal(Signal::INT);
    assert_eq!(service.wait(LONG).code(), Some(130));
    place.wait_for_no_process(Duration::from_secs(2));
    assert!(
        began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_killed_service_leaves_nothing_and_its_build_is_done_once() {
    let place = Place::new("");
    let mut service = place.serve();
    let client = service.client();
    place.project(&client);
    let task = build(&client, "@detach 2\n@sleep 2\n@write right yes", None);
    wait_for_agent(&client, &place, &task);
    service.signal(Signal::KILL);
    service.wait(LONG);
    place.wait_for_no_process(Duration::from_secs(3));

    let service = place.serve();
    let client = service.client();
    let build = client.wait_for_end(&task);
    assert_eq!(
        (&build["status"], &build["attempt"]),
        (&json!("completed"), &json!(2))
    );
    assert_eq!(place.commits_of(&task), 1);
    let events = events(&client, &task);
    assert!(
        events.iter().any(|event| event["kind"] == "lease_lost"),
        "{events:#?}"
    );
    let work = std::fs::read_dir(place.path("data/work")).unwrap();
    assert_eq!(work.count(), 0, "workspaces are left");
}

/// `TACHIKOMA_SERVICE_KILLS=50` kills it that often.
#[test]
fn a_service_that_is_killed_at_random_points_does_each_build_once() {
    let kills = std::env::var("TACHIKOMA_SERVICE_KILLS");
    let kills: usize = kills.map_or(6, |text| text.parse().unwrap());
    // One at a time: builds that push at once refuse each other.
    let place = Place::new("slots = 1");
    let mut tasks = Vec::new();
    for kill in 0..kills {
        let mut service = place.serve();
        let client = service.client();
        if kill == 0 {
            place.project(&client);
        }
        let prompt = format!("@append right {kill}\n@sleep 0.2");
        tasks.push(build(&client, &prompt, None));
        // From before it is claimed to behind its end, where the lease of an earlier one does not hold it up; every
        // second time just when its sandbox starts.
        let mut time = fastrand::u64(0..4500);
        if kill % 2 == 1 {
            client.wait_for(&tasks[kill], |build| !build["phase"].is_null());
            client.wait_for(&tasks[kill], |build| build["phase"] != "workspace");
            time = fastrand::u64(0..20);
        }
        std::thread::sleep(Duration::from_millis(time));
        service.signal(Signal::KILL);
        service.wait(LONG);
        std::thread::sleep(Duration::from_millis(300));
        place.wait_for_no_process(Duration::from_millis(1700));
    }
    let service = place.serve();
    let client = service.client();
    for task in &tasks {
        let build = client.wait_for_end(task);
        assert_eq!(build["status"], "completed", "{build:#}");
        assert_eq!(place.commits_of(task), 1);
        events(&client, task);
    }
    assert_eq!(
        place.git(&["rev-list", "--count", "main"]).trim(),
        kills.to_string()
    );
}

#[test]
fn a_cancel_leaves_no_process() {
    let place = Place::new("");
    let service = place.serve();
    let client = service.client();
    place.project(&client);
    for prompt in [
        "@deaf\n@sleep 600",
        "@detach 5\n@fork 5\n@sleep 600",
        "@fork 50\n@deaf\n@sleep 600",
    ] {
        let task = build(&client, prompt, None);
        wait_for_agent(&client, &place, &task);
        let answered = client.post(
            &format!("/builds/{task}/cancel"),
            &json!({"reason": "test"}),
        );
        assert_eq!(answered.status, 202);
        let build = client.wait_for_end(&task);
        assert_eq!(build["status"], "cancelled", "{build:#}");
        assert_eq!(place.processes(), 0, "{prompt}");
        assert_eq!(place.commits_of(&task), 0);
    }
}

/// What `--check` says where a variable is set: the exit code, and the table.
fn checked(place: &Place, (name, value): (&str, &str), address: &str) -> (i32, String) {
    let mut command = place.program("data");
    let command = command.args(["serve", "--check"]);
    // A flag would override the variable.
    if name != "TACHIKOMA_LISTEN" {
        command.args(["--listen", address]);
    }
    let (code, table, said) = run(command.env(name, value));
    (code, table + &said)
}

#[test]
fn a_check_finds_everything_there_and_makes_nothing() {
    let place = Place::new("");
    let (code, table) = checked(&place, ("TACHIKOMA_LOG_LEVEL", "info"), "127.0.0.1:0");
    assert_eq!(code, 0, "{table}");
    // Bazel gives the program its page, cargo does not.
    let rows: Vec<&str> = table
        .lines()
        .filter(|row| !row.contains(" page "))
        .collect();
    assert_eq!(rows.len(), 11, "{table}");
    assert!(rows.iter().all(|row| row.starts_with("ok  ")), "{table}");
    assert!(!place.path("data").exists(), "it has made something");
}

#[test]
fn a_check_says_what_is_missing() {
    let place = Place::new("");
    for (name, value, row) in [
        ("TACHIKOMA_SANDBOX_BWRAP", "/nonexistent/bwrap", "sandbox"),
        ("TACHIKOMA_AGENT_COMMAND", "no-such-agent", "agent"),
        ("TACHIKOMA_CHECK_PROGRAM", "no-such-check", "check"),
        ("TACHIKOMA_GIT_PROGRAM", "/nonexistent/git", "git"),
        ("TACHIKOMA_LISTEN", "192.0.2.1:1", "address"),
        ("TACHIKOMA_AGENT_ENVIRONMENT", "NOT_SET", "variables"),
        ("TACHIKOMA_TEMPLATES_FOLDER", "/nonexistent", "templates"),
        ("TACHIKOMA_CALLBACKS_KEY", "short", "callbacks"),
        ("TACHIKOMA_DATABASE", "host=/nonexistent", "database"),
        ("TACHIKOMA_DATA", "/dev/null/data", "data folder"),
    ] {
        let (code, table) = checked(&place, (name, value), "127.0.0.1:0");
        assert_eq!(code, 1, "{name}: {table}");
        let is_said = table.contains(&format!("FAILED  {row}")) && table.contains("repair: ");
        assert!(is_said, "{name}: {table}");
    }
    let (code, table) = checked(&place, ("TACHIKOMA_LOG_LEVEL", "info"), "0.0.0.0:0");
    assert!(code == 1 && table.contains("FAILED  access"), "{table}");
}
