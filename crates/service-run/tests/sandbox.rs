//! What a sandbox shows, keeps away and limits.

mod support;

use std::fs;
use std::time::{Duration, Instant};

use service::limits::Limits;
use service::ports::{Reporter, StepError, stopper};
use service_run::{End, Program, SandboxSettings};
use support::{Attempt, marked_after, sandbox_settings, shell};

async fn run(script: &str, limits: &Limits) -> (Result<End, StepError>, String) {
    Attempt::new()
        .run(&shell(script), limits, stopper().1)
        .await
}

async fn in_sandbox(
    settings: SandboxSettings,
    attempt: &Attempt,
    program: &Program,
) -> Result<End, StepError> {
    let (reporter, _reports) = Reporter::new();
    let limits = Limits::default();
    attempt
        .run_in(settings, program, &limits, stopper().1, reporter)
        .await
}

#[tokio::test]
async fn the_environment_is_built_from_nothing() {
    let program = Program {
        environment: vec![("AGENT_KEY".to_owned(), "given-by-settings".to_owned())],
        ..shell("env | sort")
    };
    let (end, text) = Attempt::new()
        .run(&program, &Limits::default(), stopper().1)
        .await;
    assert_eq!(end, Ok(End::Exited(0)));
    insta::assert_snapshot!(text, @r"
    AGENT_KEY=[redacted]
    HOME=/home/agent
    LANG=C.UTF-8
    LOGNAME=agent
    PATH=/usr/local/bin:/usr/bin:/bin
    PWD=/workspace
    SHELL=/bin/sh
    TERM=dumb
    TMPDIR=/tmp
    USER=agent
    ");
}

#[tokio::test]
async fn a_variable_that_would_change_bwrap_itself_is_refused() {
    for name in ["LD_PRELOAD", "", "A=B"] {
        let program = Program {
            environment: vec![(name.to_owned(), "x".to_owned())],
            ..shell(":")
        };
        let (end, _) = Attempt::new()
            .run(&program, &Limits::default(), stopper().1)
            .await;
        assert!(matches!(end, Err(StepError::Final(_))), "{name}: {end:?}");
    }
}

#[tokio::test]
async fn what_would_be_hidden_by_the_workspace_or_the_home_is_refused() {
    for path in [
        "/workspace/tools",
        "/workspace",
        "/home/agent/bin",
        "/own/cache",
    ] {
        let attempt = Attempt::new();
        let settings = SandboxSettings {
            readable: vec![path.into()],
            ..sandbox_settings()
        };
        let program = Program {
            writable: vec![(attempt.places.kept(), "/own".into())],
            ..shell("true")
        };
        let end = in_sandbox(settings, &attempt, &program).await;
        let Err(StepError::Final(message)) = end else {
            panic!("{path} is not refused: {end:?}");
        };
        assert!(message.contains(path), "{message}");
    }
}

#[tokio::test]
async fn it_sees_neither_network_nor_processes_nor_files_of_the_machine() {
    let attempt = Attempt::new();
    fs::write(attempt.places.git().join("config"), "ours").unwrap();
    let script = format!(
        "exec 2>&1; id -u; ls -A / | tr '\\n' ' '; echo; ls -A /workspace /home /etc/ssl | tr '\\n' ' '; echo
         grep -c : /proc/net/dev; ls -d /proc/[0-9]* | wc -l
         cat {}/config; touch /usr/x; touch /etc/x; touch /workspace/inside /home/agent/inside && echo written",
        attempt.places.git().display()
    );
    let (end, text) = attempt
        .run(&shell(&script), &Limits::default(), stopper().1)
        .await;
    assert_eq!(end, Ok(End::Exited(0)), "{text}");
    let folder = attempt.folder.path().display().to_string();
    let text = text.replace(&folder, "FOLDER");
    assert!(text.starts_with("1000\n"), "{text}");
    let root = text.lines().nth(1).unwrap();
    for name in ["root", "var", "opt", "srv", "mnt", "boot", "media"] {
        assert!(
            !root.split(' ').any(|it| it == name),
            "/{name} is there: {root}"
        );
    }
    assert!(!text.contains("private"), "{text}");
    assert!(text.contains("\n1\n"), "only lo: {text}");
    assert!(text.contains("FOLDER/git/config: No such file"), "{text}");
    assert_eq!(text.matches("Read-only file system").count(), 1, "{text}");
    assert!(text.ends_with("written\n"), "{text}");
    assert!(attempt.places.tree().join("inside").is_file());
    assert!(attempt.places.home().join("inside").is_file());
}

#[tokio::test]
async fn exit_codes_and_signals() {
    let limits = Limits::default();
    assert_eq!(run("exit 3", &limits).await.0, Ok(End::Exited(3)));
    assert_eq!(run("kill -9 $$", &limits).await.0, Ok(End::Killed(9)));
    let program = Program {
        argv: vec!["no-such-agent".to_owned()],
        ..shell("")
    };
    let (end, text) = Attempt::new().run(&program, &limits, stopper().1).await;
    assert_eq!(end, Ok(End::Exited(127)));
    assert!(text.contains("no-such-agent"), "{text}");
}

#[tokio::test]
async fn a_program_that_does_not_read_its_input_is_no_failure() {
    let program = Program {
        input: "x".repeat(1 << 20),
        ..shell("exec 0<&-; echo done")
    };
    let (end, text) = Attempt::new()
        .run(&program, &Limits::default(), stopper().1)
        .await;
    assert_eq!((end, text.as_str()), (Ok(End::Exited(0)), "done\n"));
    let program = Program {
        input: "x".repeat(1 << 20),
        ..shell("wc -c")
    };
    let (_, text) = Attempt::new()
        .run(&program, &Limits::default(), stopper().1)
        .await;
    assert_eq!(text.trim(), "1048576");
}

#[tokio::test]
async fn what_is_left_in_the_background_ends_with_the_program() {
    let program = Program {
        environment: vec![("MARK".to_owned(), "background".to_owned())],
        ..shell("sleep 600 & setsid sleep 600 & exit 0")
    };
    let (end, _) = Attempt::new()
        .run(&program, &Limits::default(), stopper().1)
        .await;
    assert_eq!(end, Ok(End::Exited(0)));
    assert_eq!(marked_after("background", Duration::ZERO), 0);
}

#[tokio::test]
async fn a_machine_without_bubblewrap_is_named() {
    let attempt = Attempt::new();
    let settings = SandboxSettings {
        bwrap: "/nowhere/bwrap".into(),
        ..sandbox_settings()
    };
    let end = in_sandbox(settings, &attempt, &shell(":")).await;
    let message = "there is no /nowhere/bwrap on the service's machine: install bubblewrap, or name it in sandbox.bwrap";
    assert_eq!(end, Err(StepError::Final(message.to_owned())));
}

#[tokio::test]
async fn memory_of_one_process_is_limited() {
    let limits = Limits {
        memory_bytes: 64 << 20,
        ..Limits::default()
    };
    let (end, text) = run(
        "head -c 300000000 /dev/zero | tail -n 1 >/dev/null",
        &limits,
    )
    .await;
    assert!(
        matches!(&end, Ok(End::Exited(1))) && text.contains("memory")
            || is_exceeded(&end, "memory"),
        "{end:?} {text}"
    );
}

#[tokio::test]
async fn memory_of_all_processes_together_is_limited() {
    let limits = Limits {
        memory_bytes: 100 << 20,
        ..Limits::default()
    };
    let one = "(head -c 60000000 /dev/zero; sleep 60) | tail -n 1 >/dev/null &";
    let began = Instant::now();
    let (end, text) = run(&format!("{one} {one} {one} {one} wait"), &limits).await;
    assert!(is_exceeded(&end, "memory"), "{end:?} {text}");
    assert!(began.elapsed() < Duration::from_secs(50));
}

#[tokio::test]
async fn processes_are_limited() {
    let limits = Limits {
        processes: 30,
        ..Limits::default()
    };
    let script = "i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done; wait; echo all";
    let (end, text) = run(script, &limits).await;
    // Root's processes are counted by the service, those of other users by the kernel, too.
    let is_refused = text.contains("fork") && !text.contains("all");
    assert!(
        is_exceeded(&end, "30 processes") || is_refused,
        "{end:?} {text}"
    );
}

#[tokio::test]
async fn one_file_and_all_files_are_limited() {
    let limits = Limits {
        disk_bytes: 8 << 20,
        ..Limits::default()
    };
    let (end, _) = run("exec head -c 20000000 /dev/zero >large", &limits).await;
    assert_eq!(end, Ok(End::Killed(25)), "SIGXFSZ");
    let script = "for i in 1 2 3 4; do head -c 4000000 /dev/zero >$i; done; sleep 60";
    let (end, text) = run(script, &limits).await;
    assert!(is_exceeded(&end, "its workspace"), "{end:?} {text}");
}

fn is_exceeded(end: &Result<End, StepError>, what: &str) -> bool {
    matches!(end, Ok(End::Exceeded(message)) if message.contains(what))
}

/// `--die-with-parent` follows the thread that forks.
#[test]
fn the_end_of_the_thread_that_asked_for_a_sandbox_does_not_end_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let attempt = Attempt::new();
    let program = shell("sleep 3; echo survived");
    let limits = Limits::default();
    let mut run = Box::pin(attempt.run(&program, &limits, stopper().1));
    let handle = runtime.handle().clone();
    let is_done = std::thread::scope(|scope| {
        let begin = || {
            handle.block_on(async {
                tokio::time::timeout(Duration::from_secs(1), &mut run)
                    .await
                    .is_ok()
            })
        };
        scope.spawn(begin).join().unwrap()
    });
    assert!(!is_done);
    let (end, text) = runtime.block_on(run);
    assert_eq!((end, text.as_str()), (Ok(End::Exited(0)), "survived\n"));
}
