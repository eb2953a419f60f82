//! Agents in the sandbox, and how the command line of those in a pod looks.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod repository;
mod support;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use repository::job;
use service::ports::{
    AgentEnd, CodeAgent, Job, Reporter, StepError, Stop, StopReason, Workspace, stopper,
};
use service_run::{
    AgentSettings, KubectlAgent, KubectlSettings, Sandbox, SandboxSettings, SandboxedAgent,
};
use support::{Attempt, marked, sandbox_settings, text_of};

const KEY: &str = "key-of-the-model-0123";

/// The scripted agent with a key and a mark.
fn scripted(mark: &str) -> SandboxedAgent {
    let program = fs::canonicalize(env!("CARGO_BIN_EXE_scripted_agent")).unwrap();
    let settings = SandboxSettings {
        readable: vec![program.clone()],
        ..sandbox_settings()
    };
    let agent = AgentSettings {
        argv: vec![program.display().to_string()],
        environment: vec![
            ("MODEL_KEY".to_owned(), KEY.to_owned()),
            ("MARK".to_owned(), mark.to_owned()),
        ],
    };
    SandboxedAgent::new(Sandbox::new(settings), agent, Vec::new())
}

fn workspace(attempt: &Attempt) -> Workspace {
    Workspace {
        folder: attempt.places.tree(),
        base: None,
    }
}

async fn run(
    agent: &dyn CodeAgent,
    attempt: &Attempt,
    (job, prompt): (&Job, &str),
    stop: Stop,
) -> (Result<AgentEnd, StepError>, String) {
    let (reporter, reports) = Reporter::new();
    let workspace = workspace(attempt);
    let run = async {
        let reporter = reporter;
        agent.run(job, &workspace, prompt, &reporter, stop).await
    };
    tokio::join!(run, text_of(reports))
}

#[tokio::test]
async fn the_scripted_agent_does_what_the_prompt_says() {
    let attempt = Attempt::new();
    let prompt = "Please change this:\n@write a/b.txt one\\ntwo\\n\n@append a/b.txt three\n@write gone x\n@delete gone\n\
                  @print hello\n@error trouble\n@env MODEL_KEY\n@env TK_BWRAP\n@repair write repaired x\n@exit 0\n@print never";
    let job = job("");
    let (end, text) = run(&scripted("x"), &attempt, (&job, prompt), stopper().1).await;
    assert_eq!(
        end,
        Ok(AgentEnd {
            success: true,
            message: None
        })
    );
    let tree = attempt.places.tree();
    assert_eq!(
        fs::read_to_string(tree.join("a/b.txt")).unwrap(),
        "one\ntwo\nthree"
    );
    assert!(!tree.join("gone").exists() && !tree.join("repaired").exists());
    assert!(
        text.contains("hello\n") && text.contains("trouble\n"),
        "{text}"
    );
    assert!(text.contains("[redacted]") && !text.contains(KEY), "{text}");
    let kept = fs::read_to_string(attempt.places.kept().join("output.log")).unwrap();
    assert!(kept.contains("hello\n") && !kept.contains(KEY), "{kept}");

    let again = format!("{prompt}\n\nYou have worked on this already. Repair it.");
    run(&scripted("x"), &attempt, (&job, &again), stopper().1)
        .await
        .0
        .unwrap();
    assert!(tree.join("repaired").exists());
}

#[tokio::test]
async fn an_agent_that_fails_says_how() {
    let attempt = Attempt::new();
    let mut job = job("");
    job.project.settings.limits.memory_bytes = 64 << 20;
    for (prompt, message) in [("@exit 3", "exit code 3"), ("@nonsense", "exit code 2")] {
        let (end, _) = run(&scripted("x"), &attempt, (&job, prompt), stopper().1).await;
        assert_eq!(end.unwrap().message.as_deref(), Some(message), "{prompt}");
    }
    job.project.settings.agent_argv = vec!["claude".to_owned()];
    let (end, _) = run(&scripted("x"), &attempt, (&job, "x"), stopper().1).await;
    assert!(matches!(end, Err(StepError::Final(_))), "{end:?}");
}

#[tokio::test]
async fn a_deaf_agent_with_children_leaves_none() {
    let attempt = Attempt::new();
    let mut job = job("");
    job.project.settings.limits.grace_s = 1;
    let mark = format!("agent-{}", std::process::id());
    let prompt = "@deaf\n@fork 20\n@detach 20\n@print ready\n@sleep 600\n@sleep 600";
    let (stopper, stop) = stopper();
    let agent = scripted(&mark);
    let watch = async {
        let began = Instant::now();
        while marked(&mark) < 41 {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{}",
                marked(&mark)
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stopper.stop(StopReason::Cancelled);
        Instant::now()
    };
    let ((end, _), asked) = tokio::join!(run(&agent, &attempt, (&job, prompt), stop), watch);
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!((end, marked(&mark)), (Err(StepError::Stopped), 0));
}

/// Writes its arguments down; runs nothing but what begins with `env`.
const KUBECTL: &str = r#"#!/bin/sh
echo "$@" >>"FOLDER/calls"
while [ "$1" != -- ]; do shift; done
shift
[ "$1" != env ] || exec "$@"
"#;

fn in_pods(attempt: &Attempt, argv: &[&str]) -> KubectlAgent {
    let folder = attempt.folder.path();
    let program = folder.join("kubectl");
    fs::write(
        &program,
        KUBECTL.replace("FOLDER", &folder.display().to_string()),
    )
    .unwrap();
    test_programs::make_executable(&program).unwrap();
    let settings = KubectlSettings {
        kubectl: program,
        context: Some("builds".to_owned()),
        namespace: "agents".to_owned(),
        pods: vec!["agent-0".to_owned()],
        container: "agent".to_owned(),
        // The stand-in is on this machine, so the mounted folder is the same.
        mounted: (PathBuf::from("/"), PathBuf::from("/")),
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
    };
    KubectlAgent::new(settings, [KEY.to_owned()])
}

fn calls(attempt: &Attempt) -> String {
    let calls = fs::read_to_string(attempt.folder.path().join("calls")).unwrap();
    calls.replace(&attempt.folder.path().display().to_string(), "FOLDER")
}

#[tokio::test]
async fn a_pod_gets_the_prompt_and_is_cleared_afterwards() {
    let attempt = Attempt::new();
    let script = format!("pwd; cat >prompt; echo {KEY}; exit 5");
    let agent = in_pods(&attempt, &["sh", "-c", &script]);
    let job = job("");
    for _ in 0..2 {
        let (end, text) = run(&agent, &attempt, (&job, "do it"), stopper().1).await;
        assert_eq!(end.unwrap().message.as_deref(), Some("exit code 5"));
        assert!(
            text.contains("tree\n") && text.contains("[redacted]") && !text.contains(KEY),
            "{text}"
        );
    }
    assert_eq!(
        fs::read_to_string(attempt.places.tree().join("prompt")).unwrap(),
        "do it"
    );
    let said = calls(&attempt).replace(&script, "SCRIPT");
    insta::assert_snapshot!(said, @r"
    --context builds --namespace agents exec --stdin agent-0 --container agent -- env --chdir FOLDER/tree sh -c SCRIPT
    --context builds --namespace agents exec --stdin agent-0 --container agent -- sh -c kill -KILL -1
    --context builds --namespace agents exec --stdin agent-0 --container agent -- env --chdir FOLDER/tree sh -c SCRIPT
    --context builds --namespace agents exec --stdin agent-0 --container agent -- sh -c kill -KILL -1
    ");
}

#[tokio::test]
async fn a_stop_asks_the_processes_of_the_pod_and_then_kills_them() {
    let attempt = Attempt::new();
    let agent = in_pods(&attempt, &["sleep", "600"]);
    let mut job = job("");
    job.project.settings.limits.grace_s = 1;
    let (stopper, stop) = stopper();
    let ask = async {
        let calls = attempt.folder.path().join("calls");
        // A shell makes the file before it writes to it.
        while !fs::read_to_string(&calls).is_ok_and(|calls| calls.ends_with('\n')) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stopper.stop(StopReason::Cancelled);
    };
    let ((end, _), ()) = tokio::join!(run(&agent, &attempt, (&job, "x"), stop), ask);
    assert_eq!(end, Err(StepError::Stopped));
    let said = calls(&attempt);
    let order: Vec<usize> = ["sleep 600", "kill -TERM -1", "kill -KILL -1"]
        .iter()
        .map(|word| said.find(word).unwrap())
        .collect();
    assert!(order.is_sorted(), "{said}");
}
