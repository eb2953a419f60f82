//! What the service does beside builds: it stops, forgets what is old, and makes projects with their repositories.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod process;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use process::{Client, LONG, Service, program};
use serde_json::{Value, json};

/// The API alone, with a file of settings.
fn api(home: &Path, settings: &str) -> Service {
    let path = home.join("serve.toml");
    fs::write(&path, settings).unwrap();
    let config = path.display().to_string();
    let arguments = [
        "serve",
        "--slots",
        "0",
        "--listen",
        "127.0.0.1:0",
        "--config",
        &config,
    ];
    Service::start(&mut program(home), &arguments)
}

fn data(home: &Path) -> PathBuf {
    home.join(".local/state/tachikoma")
}

fn project(client: &Client, name: &str) {
    let body = json!({"name": name, "repo_url": "https://example.org/shop.git"});
    assert_eq!(client.post("/projects", &body).status, 201);
}

/// A build that waits.
fn build(client: &Client, project: &str) -> String {
    let path = format!("/projects/{project}/builds");
    let answered = client.post(&path, &json!({"prompt": "x"}));
    assert_eq!(answered.status, 202, "{answered:?}");
    answered.json()["task_id"].as_str().unwrap().to_owned()
}

fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < LONG, "{what}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

#[test]
fn a_program_that_is_missing_is_named_at_the_start() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("programs");
    fs::create_dir(&folder).unwrap();
    std::os::unix::fs::symlink("/bin/true", folder.join("git")).unwrap();
    let mut command = program(home.path());
    command.env("PATH", &folder);
    let service = Service::start(&mut command, &["serve", "--listen", "127.0.0.1:0"]);
    let lines = service.lines();
    let missing = lines.iter().filter_map(|line| line["setting"].as_str());
    assert_eq!(missing.collect::<Vec<_>>(), ["sandbox.bwrap"], "{lines:?}");
}

#[test]
fn a_stop_ends_streams_and_leaves_builds_that_wait() {
    let home = tempfile::tempdir().unwrap();
    let mut service = api(home.path(), "");
    let client = service.client();
    assert_eq!(client.get("/healthz").status, 200);
    assert_eq!(client.get("/readyz").status, 200);
    project(&client, "shop");
    let task = build(&client, "shop");
    let stream = {
        let (client, path) = (client.clone(), format!("/builds/{task}/events"));
        std::thread::spawn(move || client.stream(&path, None))
    };
    std::thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    assert_eq!(service.stop().code(), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let events = stream.join().unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, 1);

    let service = api(home.path(), "");
    let build = service.client().get(&format!("/builds/{task}")).json();
    assert_eq!(build["status"], "pending");
}

#[test]
fn numbers_of_the_queue_and_the_process_are_shown() {
    let home = tempfile::tempdir().unwrap();
    let service = api(home.path(), "");
    let client = service.client();
    project(&client, "shop");
    build(&client, "shop");
    let cancelled = build(&client, "shop");
    let answered = client.post(&format!("/builds/{cancelled}/cancel"), &json!({}));
    assert_eq!(answered.status, 202, "{answered:?}");
    std::thread::sleep(Duration::from_millis(50));
    let text = client.get("/metrics").text;
    let value = |name: &str| -> f64 {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{name} ")));
        let line = line.unwrap_or_else(|| panic!("no {name}: {text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(value("tachikoma_builds{status=\"pending\"}"), 1.0);
    assert_eq!(value("tachikoma_builds{status=\"running\"}"), 0.0);
    assert!(value("tachikoma_oldest_pending_seconds") > 0.0);
    assert_eq!(value("tachikoma_builds_queued_total"), 2.0);
    assert_eq!(
        value("tachikoma_builds_ended_total{status=\"cancelled\"}"),
        1.0
    );
    assert_eq!(value("tachikoma_worker_slots"), 0.0);
    assert!(value("process_resident_memory_bytes") > 1e6);
    assert!(value("process_threads") >= 2.0);
    assert!(text.contains(
        "tachikoma_http_requests_total{method=\"POST\",path=\"/projects\",status=\"201\"} 1"
    ));
}

#[test]
fn what_is_old_is_forgotten_and_the_build_stays() {
    let home = tempfile::tempdir().unwrap();
    let service = api(
        home.path(),
        "[retention]\nevents = \"1s\"\nartifacts = \"1s\"\nevery = \"200ms\"\n",
    );
    let client = service.client();
    project(&client, "shop");
    let (ended, waiting) = (build(&client, "shop"), build(&client, "shop"));
    // As a worker leaves them, the second one killed.
    let data = data(home.path());
    for task in [&ended, &waiting] {
        for folder in [format!("artifacts/{task}"), format!("work/{task}.1/tree")] {
            fs::create_dir_all(data.join(&folder)).unwrap();
            fs::write(data.join(folder).join("output.log"), "x").unwrap();
        }
    }
    let answered = client.post(
        &format!("/builds/{ended}/cancel"),
        &json!({"reason": "test"}),
    );
    assert_eq!(answered.status, 202);
    let before = client.get(&format!("/builds/{ended}")).json();
    let events = |task: &str| client.stream(&format!("/builds/{task}/events"), None);
    until("artifacts are forgotten", || {
        !data.join("artifacts").join(&ended).exists()
    });
    until("events are forgotten", || events(&ended).len() == 1);
    until("the workspace is removed", || {
        !data.join(format!("work/{ended}.1")).exists()
    });

    let last = events(&ended).remove(0);
    assert_eq!(last.1["kind"], "end");
    let after = client.get(&format!("/builds/{ended}")).json();
    assert_eq!(after, before, "the build does not change");
    assert!(data.join("artifacts").join(&waiting).exists());
    assert!(data.join(format!("work/{waiting}.1")).exists());
    assert_eq!(
        client.get(&format!("/builds/{waiting}")).json()["last_seq"],
        1
    );
}

#[test]
fn nothing_is_forgotten_where_it_is_kept_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let service = api(
        home.path(),
        "[retention]\nevents = \"0\"\nartifacts = \"0\"\nevery = \"100ms\"\n",
    );
    let client = service.client();
    project(&client, "shop");
    let task = build(&client, "shop");
    let artifacts = data(home.path()).join("artifacts").join(&task);
    fs::create_dir_all(&artifacts).unwrap();
    assert_eq!(
        client
            .post(&format!("/builds/{task}/cancel"), &json!({}))
            .status,
        202
    );
    std::thread::sleep(Duration::from_millis(700));
    assert!(artifacts.exists());
    assert_eq!(
        client.stream(&format!("/builds/{task}/events"), None).len(),
        3
    );
}

fn create_and_build(client: &Client, repository: &Path) -> (u16, Value) {
    let body = json!({
        "project": {"name": "shop", "repo_url": repository},
        "build": {"prompt": "x"},
    });
    let answered = client.post("/project/create-and-build", &body);
    (answered.status, answered.json())
}

#[test]
fn a_project_is_made_with_its_repository() {
    let home = tempfile::tempdir().unwrap();
    let calls = home.path().join("calls");
    let script = format!("cat >>{0}; echo $1 >>{0}", calls.display());
    let settings = format!(
        "[git]\nfolders = true\n[provision]\nprogram = [\"sh\", \"-c\", \"{script}\", \"sh\"]\n"
    );
    let service = api(home.path(), &settings);
    let repository = home.path().join("repositories/shop.git");
    let (status, made) = create_and_build(&service.client(), &repository);
    assert_eq!(status, 202, "{made}");
    assert_eq!(
        fs::read_to_string(repository.join("HEAD")).unwrap(),
        "ref: refs/heads/main\n"
    );
    let calls = fs::read_to_string(calls).unwrap();
    assert!(
        calls.ends_with("apply\n") && calls.contains(made["task_id"].as_str().unwrap()),
        "{calls}"
    );
}

#[test]
fn what_was_begun_is_undone_where_a_step_fails() {
    let home = tempfile::tempdir().unwrap();
    let calls = home.path().join("calls");
    let script = format!("echo $1 >>{}", calls.display());
    let settings = format!(
        "[git]\nfolders = true\n[provision]\nprogram = [\"sh\", \"-c\", \"{script}\", \"sh\"]\n"
    );
    let service = api(home.path(), &settings);
    // A folder that is there and no repository.
    let repository = home.path().join("folder");
    fs::create_dir(&repository).unwrap();
    let (status, problem) = create_and_build(&service.client(), &repository);
    assert_eq!(status, 502, "{problem}");
    assert_eq!(problem["failed_step"], "repository");
    assert_eq!(problem["undone"], json!(["repository", "program"]));
    assert_eq!(fs::read_to_string(calls).unwrap(), "apply\nundo\n");
    assert!(repository.exists());
    assert_eq!(service.client().get("/projects").json()["items"], json!([]));
}

#[test]
fn an_idle_service_is_small() {
    let home = tempfile::tempdir().unwrap();
    let service = api(home.path(), "");
    let client = service.client();
    for _ in 0..200 {
        assert_eq!(client.get("/projects").status, 200);
    }
    let status = fs::read_to_string(format!("/proc/{}/status", service.pid())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("RssAnon:"))
        .unwrap();
    let kib: u64 = line
        .split_ascii_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    // What is no file's: 5 MiB in a development build. The rest of 30 MiB is the program.
    assert!((1..12 * 1024).contains(&kib), "{line}");
}
