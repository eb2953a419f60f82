//! A report in a few lines, for snapshots.

use std::fmt::Write;

use bep::{Cache, Failure, Report, Runner, Test};

/// The report without times, one thing per line.
pub fn facts(report: &Report) -> String {
    let mut text = String::new();
    write_facts(report, &mut text).unwrap();
    text
}

fn write_facts(report: &Report, text: &mut String) -> std::fmt::Result {
    let it = &report.invocation;
    let exit = it.exit_code.map_or("-".to_owned(), |code| code.to_string());
    let name = it.exit_name.as_deref().unwrap_or("-");
    let (command, patterns, outcome) = (&it.command, it.patterns.join(" "), it.outcome);
    writeln!(text, "{command} {patterns}: {outcome:?} {exit} {name}")?;
    for step in &report.steps {
        let (name, status, actions) = (&step.name, step.status, step.actions);
        let (cached, runners) = (step.cached, runners(&step.runners));
        writeln!(
            text,
            "step {name}: {status:?} {actions} actions, cached {cached:?}, {runners}"
        )?;
    }
    for target in &report.targets {
        let step = target.step.as_deref().unwrap_or("-");
        let (label, kind, status) = (&target.label, &target.kind, target.status);
        let reason = target.reason.as_ref().map(|reason| format!(": {reason}"));
        let reason = reason.unwrap_or_default();
        writeln!(
            text,
            "target {label} ({kind}): {status:?} in {step}{reason}"
        )?;
    }
    for test in &report.tests {
        write_test(test, text)?;
    }
    for action in report.critical_path.iter().flat_map(|path| &path.actions) {
        writeln!(text, "critical: {} {}", action.mnemonic, action.label)?;
    }
    write_cache(&report.cache, text)?;
    for failure in &report.failures {
        write_failure(failure, text)?;
    }
    for problem in &report.problems {
        writeln!(text, "{:?}: {}", problem.severity, problem.message)?;
    }
    Ok(())
}

fn write_test(test: &Test, text: &mut String) -> std::fmt::Result {
    let (label, status, attempts, cached) = (&test.label, test.status, test.attempts, test.cached);
    writeln!(
        text,
        "test {label}: {status:?} x{attempts}, cached {cached}"
    )?;
    for run in test.runs.iter().filter(|_| test.runs.len() > 1) {
        let (number, shard, attempt) = (run.run, run.shard, run.attempt);
        let (status, log) = (run.status, run.log.as_deref().unwrap_or("-"));
        writeln!(
            text,
            "  run {number} shard {shard} attempt {attempt}: {status:?} {log}"
        )?;
    }
    Ok(())
}

fn write_cache(cache: &Cache, text: &mut String) -> std::fmt::Result {
    let Cache {
        executed,
        action_cache,
        disk,
        remote,
        internal,
        uncacheable,
        total,
        hit_rate,
        ..
    } = cache;
    writeln!(
        text,
        "cache: {executed} run, {uncacheable:?} of them each time, {action_cache} up to date, \
         {disk} disk, {remote} remote, {internal} internal, {total} total, rate {hit_rate:?}"
    )
}

fn write_failure(failure: &Failure, text: &mut String) -> std::fmt::Result {
    let mnemonic = failure.mnemonic.as_deref().unwrap_or("-");
    let step = failure.step.as_deref().unwrap_or("-");
    let (label, exit) = (&failure.label, failure.exit_code);
    let first_line = failure.message.lines().next().unwrap_or_default();
    writeln!(text, "failure {label} {mnemonic} in {step}, exit {exit:?}:")?;
    writeln!(text, "  {first_line}")?;
    let log = failure.log.as_deref().map(|log| match log.len() {
        0..300 => log.to_owned(),
        size => format!("{size} bytes"),
    });
    writeln!(text, "  log {log:?}")?;
    if let Some(place) = &failure.location {
        let (file, line, column) = (&place.file, place.line, place.column);
        writeln!(text, "  at {file}:{line}:{column:?}")?;
    }
    Ok(())
}

fn runners(runners: &[Runner]) -> String {
    let runners = runners.iter();
    let named: Vec<_> = runners
        .map(|runner| format!("{} {}", runner.count, runner.name))
        .collect();
    format!("[{}]", named.join(", "))
}
