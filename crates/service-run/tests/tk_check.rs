//! A whole build whose check is a real `tk` with a real Bazel in the sandbox: the prompt makes a test fail, the agent is
//! told so and repairs it, and the commit is pushed.
//!
//! `TK_PROGRAM` is the `tk`, `TK_BAZEL_BIN` the Bazel, and `TK_ELSEWHERE` an rc file that `tools/ci/modules_elsewhere
//! --rules` has written. What they name is all that the sandbox may read of this machine beside its system.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "it says how long it took, and what cannot be done fails it"
)]

mod repository;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use repository::Remote;
use service::event::{CheckEvent, EventKind};
use service::ports::store::NewBuild;
use service::ports::{MachineClock, StopReason, Store, stopper};
use service::project::NewProject;
use service::result::BuildResult;
use service::spec::Variable;
use service::worker::{Ports, Settings, Worker};
use service::{BuildSpec, Event, Project, ProjectId, TaskId, Timestamp};
use service_run::{
    AgentSettings, ArtifactFolder, CheckProgram, CheckSettings, Sandbox, SandboxSettings,
    SandboxedAgent, SandboxedCheck, TemplateFolder,
};
use service_store::SqliteStore;
use support::sandbox_settings;

/// Longer than a build takes on a machine that does much else.
const LONG: Duration = Duration::from_secs(600);

const PROMPT: &str = "Say nothing.
@write shop.sh #!/bin/sh\\nexit 0\\n
@repair write shop.sh #!/bin/sh\\necho Good bye\\n";

fn named_by(variable: &str, what: &str) -> PathBuf {
    let path = std::env::var_os(variable).unwrap_or_else(|| panic!("set {variable} to {what}"));
    fs::canonicalize(path).unwrap()
}

/// The `tk` of this machine, with a Bazel that reads the machine's rc file, and what they read.
fn machine(folder: &Path) -> (SandboxSettings, CheckSettings) {
    let bazel = named_by("TK_BAZEL_BIN", "the Bazel of this test");
    let tk = named_by("TK_PROGRAM", "the tk of this test");
    let elsewhere = named_by(
        "TK_ELSEWHERE",
        "what tools/ci/modules_elsewhere --rules has written",
    );
    let rc = fs::read_to_string(&elsewhere).unwrap();
    let (_, rules) = rc.split_once("--override_module=tachikoma=").unwrap();
    let rules = PathBuf::from(rules.split('"').next().unwrap());
    // In packages mode it lies in a folder with what it needs.
    let prefix = bazel.parent().and_then(Path::parent).unwrap().to_owned();

    let wrapper = folder.join("bazel");
    let script = format!(
        "#!/bin/sh\nexec '{}' --bazelrc='{}' \"$@\"\n",
        bazel.display(),
        elsewhere.display()
    );
    fs::write(&wrapper, script).unwrap();
    test_programs::make_executable(&wrapper).unwrap();

    let check = CheckSettings {
        program: CheckProgram::Tk(vec![tk.display().to_string()]),
        // The machine's own, in memory, is none of the sandbox's.
        flags: vec!["--sandbox_base=/tmp".to_owned()],
        environment: vec![("TK_BAZEL_BIN".to_owned(), wrapper.display().to_string())],
    };
    let sandbox = SandboxSettings {
        readable: vec![prefix, rules, tk, elsewhere, wrapper],
        ..sandbox_settings()
    };
    (sandbox, check)
}

fn ports(remote: &Remote, store: Arc<dyn Store>) -> Ports {
    let agent = fs::canonicalize(env!("CARGO_BIN_EXE_scripted_agent")).unwrap();
    let (sandbox, check) = machine(remote.folder.path());
    let agents_sandbox = SandboxSettings {
        readable: vec![agent.clone()],
        ..sandbox_settings()
    };
    let agent_settings = AgentSettings {
        argv: vec![agent.display().to_string()],
        environment: Vec::new(),
    };
    Ports {
        store,
        agent: Arc::new(SandboxedAgent::new(
            Sandbox::new(agents_sandbox),
            agent_settings,
            Vec::new(),
        )),
        git: Arc::new(remote.git()),
        check: Arc::new(SandboxedCheck::new(
            Sandbox::new(sandbox),
            check,
            Vec::new(),
        )),
        templates: Arc::new(TemplateFolder::default()),
        artifacts: Arc::new(ArtifactFolder::new(&remote.path("service"))),
        clock: Arc::new(MachineClock),
    }
}

async fn queued(store: &dyn Store, remote: &Remote) -> TaskId {
    let mut settings = NewProject::of("shop", remote.url());
    settings.template = Some("shell".to_owned());
    settings.check_targets = vec!["//...".to_owned()];
    let project = Project {
        id: ProjectId::new(),
        created_at: Timestamp(1),
        settings,
    };
    store.add_project(&project).await.unwrap();
    let name = ("name".to_owned(), Variable::Text("shop".to_owned()));
    let build = NewBuild {
        task_id: TaskId::new(),
        project_id: project.id,
        spec: BuildSpec {
            auto_push: true,
            variables: [name].into(),
            ..BuildSpec::of(PROMPT)
        },
        priority: 0,
        delay: Duration::ZERO,
        max_attempts: 1,
        max_queued: 1,
        requested_by: None,
        retry_of: None,
    };
    store.submit(&build, None).await.unwrap();
    build.task_id
}

/// A build from its prompt to its end.
async fn built(remote: &Remote) -> (TaskId, BuildResult, Vec<Event>) {
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&remote.path("service.sqlite")).unwrap());
    let id = queued(&*store, remote).await;
    let worker = Worker::new(ports(remote, Arc::clone(&store)), Settings::default());
    let (stopper, stop) = stopper();
    let working = tokio::spawn(worker.run(stop));
    let ended = async {
        loop {
            let build = store.build(id).await.unwrap().unwrap();
            if let Some(result) = build.result {
                break result;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let result = tokio::time::timeout(LONG, ended).await.unwrap();
    stopper.stop(StopReason::Drain);
    working.await.unwrap();
    let events = store.events(id, 0, 100_000).await.unwrap();
    (id, result, events)
}

/// What the tests of each round said.
fn tests(events: &[Event]) -> Vec<(&str, &str)> {
    events.iter().filter_map(test_of).collect()
}

fn test_of(event: &Event) -> Option<(&str, &str)> {
    match &event.kind {
        EventKind::Check(CheckEvent::Test { label, status, .. }) => Some((label, status)),
        _ => None,
    }
}

/// How long each phase took, for who wants to know.
fn say_times(events: &[Event]) {
    let mut began = events[0].at;
    for event in events {
        match &event.kind {
            EventKind::Phase { phase } => {
                eprintln!("{:>8.1?} until {}", event.at.since(began), phase.as_str());
            }
            EventKind::Check(CheckEvent::Report { passed, .. }) => {
                eprintln!(
                    "{:>8.1?} until a check, passed: {passed}",
                    event.at.since(began)
                );
            }
            EventKind::End { .. } => eprintln!("{:>8.1?} until the end", event.at.since(began)),
            _ => continue,
        }
        began = event.at;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tk_finds_what_the_agent_broke_and_the_agent_repairs_it() {
    let remote = Remote::new();
    let (id, result, events) = built(&remote).await;
    say_times(&events);

    assert!(result.success, "{result:?}");
    let check = result.check.clone().unwrap();
    assert!(check.passed && check.failures.is_empty(), "{check:?}");
    assert_eq!((check.rounds, check.tests_passed), (1, 1), "{check:?}");
    assert_eq!(
        tests(&events),
        [("//:shop_test", "FAILED"), ("//:shop_test", "PASSED")]
    );
    let artifacts: Vec<&str> = result.artifacts.iter().map(|it| it.name.as_str()).collect();
    assert!(
        artifacts.contains(&"build.json") && artifacts.contains(&"test.json"),
        "{artifacts:?}"
    );

    assert_eq!(remote.commits_of(id), 1);
    assert_eq!(
        remote.ask(&["show", "main:shop.sh"]),
        "#!/bin/sh\necho Good bye\n"
    );
    // Nothing of Bazel's or tk's is committed, though the repository's .gitignore is not the template's.
    let committed = remote.ask(&["ls-tree", "--name-only", "main"]);
    let left = |name: &&str| name.starts_with("bazel-") || [".tk", "dist"].contains(name);
    assert_eq!(committed.lines().find(left), None, "{committed}");
}
