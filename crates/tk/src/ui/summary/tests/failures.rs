use bep::{Cache, Failure, Location, Report, Runner, StepStatus};

use super::{context, report, shown, step};

fn type_error() -> Failure {
    Failure {
        label: "//crates/tk:tk".to_owned(),
        mnemonic: Some("Rustc".to_owned()),
        step: Some("rust-check".to_owned()),
        message: "bash failed: error executing Rustc command (from target //crates/tk:tk) ..."
            .to_owned(),
        exit_code: Some(101),
        log: Some(
            "warning: unused\nerror[E0308]: mismatched types\n --> crates/tk/src/a.rs:3:5\n"
                .to_owned(),
        ),
        location: Some(Location {
            file: "crates/tk/src/a.rs".to_owned(),
            line: 3,
            column: Some(5),
        }),
    }
}

/// A build whose first step failed six times, so that the others were skipped.
fn failed_build() -> Report {
    let mut check = step("rust-check", StepStatus::Failed, 1.0, 1, None, &[]);
    check.runners = vec![Runner {
        name: "linux-sandbox".to_owned(),
        count: 1,
    }];
    let build = step(
        "rust-build",
        StepStatus::Skipped,
        2.0,
        3,
        None,
        &["rust-check"],
    );
    let web = step("web", StepStatus::Skipped, 0.0, 0, None, &["rust-build"]);
    let cache = Cache {
        disk: 2,
        total: 2,
        hit_rate: Some(1.0),
        ..Cache::default()
    };
    let mut report = report(vec![check, build, web], cache);
    report.failures = vec![type_error(); 6];
    report
}

#[test]
fn what_failed_comes_first() {
    let report = failed_build();
    let mut context = context(1);
    context.rerun.program = "./tk".to_owned();
    context.rerun.mode = Some(checkout::Mode::Production);
    insta::assert_snapshot!(shown(&report, &context), @"

    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
      and 1 more, see above

    BUILD SUMMARY  production, linux-x64
      FAIL     rust-check  1.0 s  1 action: linux-sandbox
      STOPPED  rust-build  2.0 s  3 actions; rust-check failed
      SKIPPED  web             -  rust-check failed
    FAILED (exit code 1) in 12.3 s: cache hit rate 25 % (2 disk, 6 failed)
    ");
}
