//! A check by the Bazel that `TK_BAZEL_BIN` names, in the sandbox.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod repository;
mod support;

use std::fs;
use std::path::PathBuf;

use repository::job;
use service::event::{CheckEvent, EventKind};
use service::ports::{Check, Reporter, Workspace, stopper};
use service::result::CheckReport;
use service_run::{CheckProgram, CheckSettings, Sandbox, SandboxSettings, SandboxedCheck};
use support::{Attempt, sandbox_settings};

const RULES: &str = r#"
def _script(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.run_shell(inputs = [ctx.file.src], outputs = [out], mnemonic = "Script",
        command = "grep -q bin/sh %s || { echo no script >&2; exit 1; }; cp %s %s" % (ctx.file.src.path, ctx.file.src.path, out.path))
    return [DefaultInfo(executable = out, files = depset([out]))]

script_test = rule(_script, attrs = {"src": attr.label(allow_single_file = True)}, test = True)
"#;

fn bazel() -> PathBuf {
    let path = std::env::var_os("TK_BAZEL_BIN").map(PathBuf::from);
    fs::canonicalize(path.unwrap_or_else(|| panic!("set TK_BAZEL_BIN to the Bazel of this test")))
        .unwrap()
}

async fn checked(attempt: &Attempt) -> (CheckReport, Vec<CheckEvent>) {
    let bazel = bazel();
    // Bazel and what it needs: in packages mode it lies in a folder of its own.
    let folder = bazel
        .parent()
        .and_then(|bin| bin.parent())
        .unwrap()
        .to_owned();
    let settings = SandboxSettings {
        readable: vec![folder],
        ..sandbox_settings()
    };
    let check = CheckSettings {
        program: CheckProgram::Bazel(vec![bazel.display().to_string()]),
        ..CheckSettings::default()
    };
    let check = SandboxedCheck::new(Sandbox::new(settings), check, Vec::new());
    let mut job = job("");
    job.project.settings.check_targets = vec!["//...".to_owned()];
    let workspace = Workspace {
        folder: attempt.places.tree(),
        base: None,
    };
    let (reporter, mut reports) = Reporter::new();
    let run = async {
        let reporter = reporter;
        check.run(&job, &workspace, &reporter, stopper().1).await
    };
    let collect = async {
        let mut events = Vec::new();
        while let Some(event) = reports.recv().await {
            if let EventKind::Check(event) = event {
                events.push(event);
            }
        }
        events
    };
    let (report, events) = tokio::join!(run, collect);
    (report.unwrap(), events)
}

#[tokio::test]
async fn bazel_builds_and_tests_in_the_sandbox() {
    let attempt = Attempt::new();
    let tree = attempt.places.tree();
    fs::create_dir(attempt.places.check()).unwrap();
    let write = |name: &str, content: &str| {
        let path = tree.join(name);
        fs::write(&path, content).unwrap();
        test_programs::make_executable(&path).unwrap();
    };
    write("WORKSPACE", "");
    write(
        ".bazelrc",
        "common --noenable_bzlmod --enable_workspace\ntest --noshow_progress\n",
    );
    write("rules.bzl", RULES);
    write(
        "BUILD",
        "load(\":rules.bzl\", \"script_test\")\nscript_test(name = \"good\", src = \"good.txt\")\n\
         script_test(name = \"bad\", src = \"bad.txt\")\n",
    );
    write("good.txt", "#!/bin/sh\nexit 0\n");
    write("bad.txt", "#!/bin/sh\necho wrong answer\nexit 1\n");

    let (report, events) = checked(&attempt).await;
    assert!(!report.passed);
    assert_eq!(
        (report.tests_passed, report.tests_failed),
        (1, 1),
        "{report:?}"
    );
    assert!(report.failures.join("\n").contains("//:bad"), "{report:?}");
    let is_bad = |event: &&CheckEvent| matches!(event, CheckEvent::Test { label, status, .. } if label == "//:bad" && status == "FAILED");
    assert_eq!(events.iter().filter(is_bad).count(), 1, "{events:?}");

    write("bad.txt", "nothing\n");
    let (report, events) = checked(&attempt).await;
    assert!(!report.passed && report.tests_passed == 0);
    let is_failed = |event: &&CheckEvent| matches!(event, CheckEvent::ActionFailed { label, mnemonic, .. } if label == "//:bad" && mnemonic == "Script");
    assert_eq!(events.iter().filter(is_failed).count(), 1, "{events:?}");

    write("bad.txt", "#!/bin/sh\nexit 0\n");
    let (report, _) = checked(&attempt).await;
    assert!(report.passed, "{report:?}");
    assert_eq!(report.tests_passed, 2);
}
