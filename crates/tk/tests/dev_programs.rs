//! The programs that `tk dev` runs beside its builds.

mod support;

use std::path::Path;

use rustix::process::Signal;
use support::dev::{Dev, assert_gone, fixture, pids};
use support::make_executable;

#[test]
fn a_server_comes_up_before_bazel() {
    let fixture = fixture();
    let mut dev = Dev::start(&fixture, &["page-build", "--serve=//dev:server"]);
    dev.line("dev:server | serving ");
    dev.line("PASSED in");
    dev.signal(Signal::INT);
    assert_eq!(dev.end().0, Some(0));

    // A Bazel that does not start before it may.
    let slow = fixture.root().join("../slow-bazel");
    let real = support::real_bazel();
    let wait = "while [ ! -e ../go ]; do sleep 0.1; done";
    std::fs::write(
        &slow,
        format!("#!/bin/sh\n{wait}\nexec '{}' \"$@\"\n", real.display()),
    )
    .unwrap();
    make_executable(&slow);
    let mut command = fixture.command(&["dev", "page-build", "--serve=//dev:server"]);
    let mut dev = Dev::of(command.env("TK_BAZEL_BIN", &slow));
    dev.line("dev:server | serving ");
    let server = pids(&fixture, "server");
    fixture.write("../go", "");
    let round = dev.line("PASSED in");
    assert!(round.contains("  start: nothing to do"), "{round}");
    assert!(
        !dev.seen.iter().any(|line| line.contains("restarting")),
        "{:?}",
        dev.seen
    );
    assert_eq!(
        pids(&fixture, "server"),
        server,
        "Bazel had nothing new for it"
    );

    // A server that is another one now is started anew.
    let programs = fixture.read("dev/BUILD.bazel");
    fixture.write(
        "dev/BUILD.bazel",
        &programs.replace("serving $", "now serving $"),
    );
    dev.all_of(&[
        "dev:server: restarting",
        "dev:server | now serving ",
        "PASSED in",
    ]);
    dev.signal(Signal::INT);
    assert_eq!(dev.end().0, Some(0));
}

#[test]
fn a_killed_tk_leaves_nothing_running() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &[
            "page-build",
            "--serve=//dev:server",
            "--restart=page-build=//dev:app",
        ],
    );
    dev.line("dev:app | app runs");
    let running = [pids(&fixture, "server"), pids(&fixture, "app")].concat();
    assert_eq!(running.len(), 3);
    dev.signal(Signal::KILL);
    assert_gone(&running);
}

#[test]
fn what_cannot_be_started_is_said_once() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &["page-build", "--restart=page-build=//dev:unready"],
    );
    // People hear of the build before more is built.
    dev.line("PASSED in");
    dev.line("dev:unready: cannot be started; continuing without it:");
    dev.line("the archive cannot be had: set MIRROR");
    fixture.write("source.txt", "other\n");
    let round = dev.line("PASSED in");
    assert!(round.contains("page-build"), "{round}");
    dev.signal(Signal::INT);
    let (code, said) = dev.end();
    assert_eq!(code, Some(0));
    assert_eq!(said.matches("cannot be started").count(), 1, "{said}");
}

#[test]
fn the_workspaces_file_says_what_to_run() {
    let fixture = fixture();
    fixture.write(
        "tk.toml",
        "dev-serve = [\"//dev:server\"]\ndev-restart = [\"pgae-build=//dev:app\"]\n",
    );
    let mut dev = Dev::start(&fixture, &[]);
    dev.line("no step named \"pgae-build\"; did you mean page-build");
    assert_eq!(dev.end().0, Some(64));
    fixture.write(
        "tk.toml",
        "dev-serve = [\"//dev:server\"]\ndev-restart = [\"page-build=//dev:app\"]\n",
    );
    let dry = fixture
        .tk(&["dev", "--dry-run", "page-build"])
        .expect_code(0);
    let lines: Vec<&str> = dry.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", dry.stdout);
    assert!(
        lines[0].ends_with(" -- //:page-build //dev:server"),
        "{}",
        lines[0]
    );
    assert!(lines[2].contains(" run --config=development ") && lines[2].ends_with(" -- //dev:app"));
    assert!(Path::new(lines[0].split(' ').next().unwrap()).is_file());
}
