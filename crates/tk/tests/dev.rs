//! The builds of `tk dev`, with a real Bazel.

mod support;

use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::Fixture;
use support::dev::{AFTERMATH, Dev, assert_gone, fixture, pids, runs, slow_fixture, wait_for_file};

#[test]
fn changes_are_built_and_programs_are_kept_running() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &[
            "check",
            "page-build",
            "--serve=//dev:server",
            "--restart=page-build=//dev:app",
        ],
    );
    dev.line("dev:server | serving ");
    let first = dev.line("PASSED in");
    assert!(first.contains("  start: "), "{first}");
    dev.line("dev:app | app runs");
    let (server, app) = (pids(&fixture, "server"), pids(&fixture, "app"));
    assert!(server.iter().chain(&app).all(|pid| runs(pid)));

    many_changes_at_once_are_one_round(&fixture, &mut dev, &app);
    assert_eq!(pids(&fixture, "server"), server, "the server goes on");
    what_no_step_reads_restarts_nothing(&fixture, &mut dev);
    a_failure_leaves_the_old_app_running(&fixture, &mut dev);
    ctrl_c_stops_everything(&fixture, dev);
    rounds_are_in_the_history(&fixture);
}

/// Ignored files are none.
fn many_changes_at_once_are_one_round(fixture: &Fixture, dev: &mut Dev, app: &[String]) {
    for number in 0..20 {
        fixture.write("source.txt", &format!("{number}\n"));
    }
    fixture.write("dist/other", "x");
    fixture.write(".tk/other", "x");
    let round = dev.line("PASSED in");
    assert!(
        round.contains("  source.txt: check, page-build"),
        "{:#?}",
        dev.seen
    );
    dev.line("dev:app | app runs");
    assert_gone(app);
    assert_eq!(fixture.read("dist/linux-x64/web/page.html"), "<html>\n19\n");
    assert_eq!(dev.quiet_lines(), Vec::<String>::new());
}

fn what_no_step_reads_restarts_nothing(fixture: &Fixture, dev: &mut Dev) {
    let app = pids(fixture, "app");
    fixture.write("readme.txt", "x");
    let round = dev.line("PASSED in");
    assert!(round.contains("  readme.txt: nothing to do"), "{round}");
    assert_eq!(pids(fixture, "app"), app);
}

/// It is shown in full, too.
fn a_failure_leaves_the_old_app_running(fixture: &Fixture, dev: &mut Dev) {
    let app = pids(fixture, "app");
    fixture.write("source.txt", "wrong\n");
    dev.line("source.txt: error: that is wrong");
    let round = dev.line("FAILED (exit code 1)");
    assert!(round.contains("  source.txt: check"), "{round}");
    assert!(app.iter().all(|pid| runs(pid)));
    fixture.write("source.txt", "mended\n");
    dev.line("PASSED in");
    dev.line("dev:app | app runs");
}

fn ctrl_c_stops_everything(fixture: &Fixture, dev: Dev) {
    let running = [pids(fixture, "server"), pids(fixture, "app")].concat();
    dev.signal(Signal::INT);
    let (code, said) = dev.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Stopping ..."), "{said}");
    assert!(
        !running.iter().any(|pid| runs(pid)),
        "tk ended before its programs"
    );
}

fn rounds_are_in_the_history(fixture: &Fixture) {
    let history = fixture.tk(&["history"]).expect_code(0).stdout;
    let rounds = history.matches("dev check page-build").count();
    assert_eq!(
        (rounds, history.matches("failed").count()),
        (5, 1),
        "{history}"
    );
    let why = fixture.tk(&["why", "//:page"]).expect_code(0).stdout;
    assert!(why.contains("because source.txt changed"), "{why}");
}

#[test]
fn changes_during_a_build_are_one_more() {
    let (fixture, hold) = slow_fixture();
    let mut dev = Dev::start(&fixture, &["//dev:slow"]);
    dev.line("PASSED in");
    std::fs::write(&hold, "").unwrap();
    fixture.write("slow.in", "1\n");
    // It is being built when the action waits; what changes now is for later.
    wait_for_file(&hold.with_extension("seen"));
    for number in 2..6 {
        fixture.write("slow.in", &format!("{number}\n"));
        std::thread::sleep(Duration::from_millis(300));
    }
    std::fs::remove_file(&hold).unwrap();
    dev.line("PASSED in");
    dev.line("PASSED in");
    assert_eq!(dev.quiet_lines(), Vec::<String>::new());
    assert_eq!(fixture.read("bazel-bin/dev/slow.out"), "5\n");
    dev.signal(Signal::TERM);
    assert_eq!(dev.end().0, Some(0));
}

#[test]
fn a_tk_killed_in_a_build_leaves_no_build() {
    let (fixture, hold) = slow_fixture();
    std::fs::write(&hold, "").unwrap();
    let dev = Dev::start(&fixture, &["//dev:slow"]);
    wait_for_file(&hold.with_extension("seen"));
    dev.signal(Signal::KILL);
    let end = Instant::now() + AFTERMATH;
    let info = ["bazel", "--noblock_for_lock", "info", "workspace"];
    while fixture.tk(&info).code != Some(0) {
        assert!(Instant::now() < end, "the lock is held");
        std::thread::sleep(Duration::from_millis(100));
    }
}
