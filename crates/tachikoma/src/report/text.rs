//! The report as people read it: failures first, then the verdict and where the time went.

use bep::{
    Action, Cache, CriticalPath, Failure, Outcome, Report, Step, StepStatus, Target, TargetStatus,
    Test, TestRun, TestStatus,
};
use redact::terminal::visible;

use super::style::{Tone, duration, painted};
use super::table::Table;
use crate::environment::Look;

/// How many actions a person wants to see.
const SLOWEST: usize = 10;

/// Waiting for processors that took less is not told of, milliseconds.
const NOTABLE_WAIT_MS: f64 = 100.0;

/// The whole report, ending with a line's end.
pub fn render(report: &Report, look: Look) -> String {
    let sections = [
        failures(&report.failures, look),
        invocation(report, look),
        steps(&report.steps, look),
        critical_path(report.critical_path.as_ref(), look),
        slowest(report, look),
        tests(&report.tests, look),
        cache(&report.cache, look),
    ];
    let told: Vec<_> = sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect();
    told.join("\n")
}

fn heading(text: &str, look: Look) -> String {
    format!("{}\n", painted(text, Tone::Heading, look.colours))
}

fn failures(failures: &[Failure], look: Look) -> String {
    let told: Vec<_> = failures
        .iter()
        .map(|failure| failed(failure, look))
        .collect();
    told.join("\n")
}

fn failed(failure: &Failure, look: Look) -> String {
    let mut about = Vec::new();
    about.extend(failure.mnemonic.clone());
    about.extend(failure.step.as_ref().map(|step| format!("step {step}")));
    about.extend(failure.exit_code.map(|code| format!("exit code {code}")));
    about.extend(failure.location.as_ref().map(place));
    let about = if about.is_empty() {
        String::new()
    } else {
        format!(" ({})", about.join(", "))
    };
    let label = if failure.label.is_empty() {
        "the build"
    } else {
        &failure.label
    };
    let mut text = painted("FAILED", Tone::Bad, look.colours);
    text.push_str(&format!(" {}{}\n", visible(label), visible(&about)));
    for line in visible(&failure.message).lines() {
        text.push_str(&format!("  {line}\n"));
    }
    for line in visible(failure.log.as_deref().unwrap_or_default()).lines() {
        text.push_str(&format!(
            "  {} {line}\n",
            painted("|", Tone::Faint, look.colours)
        ));
    }
    text
}

/// `src/main.c:12:7`
fn place(place: &bep::Location) -> String {
    let column = place.column.map(|column| format!(":{column}"));
    format!(
        "{}:{}{}",
        place.file,
        place.line,
        column.unwrap_or_default()
    )
}

fn invocation(report: &Report, look: Look) -> String {
    let it = &report.invocation;
    let (verdict, tone) = match it.outcome {
        Outcome::Passed => ("PASSED", Tone::Good),
        Outcome::Failed => ("FAILED", Tone::Bad),
        Outcome::Interrupted => ("INTERRUPTED", Tone::Odd),
        Outcome::Incomplete => ("INCOMPLETE", Tone::Odd),
    };
    let mut facts = vec![duration(it.duration_ms)];
    let exit = it.exit_code.filter(|code| *code != 0);
    facts.extend(exit.map(|code| match &it.exit_name {
        Some(name) => format!("exit code {code} ({name})"),
        None => format!("exit code {code}"),
    }));
    facts.extend(it.mode.clone());
    facts.extend(it.workspace.as_ref().map(|name| format!("in {name}")));
    facts.extend(targets(&report.targets));
    let attempt = report.earlier.len() + 1;
    facts.extend((attempt > 1).then(|| format!("attempt {attempt}")));
    let mut asked = vec![it.command.as_str()];
    asked.extend(it.patterns.iter().map(String::as_str));
    let asked = visible(&asked.join(" "));
    let facts = visible(&facts.join(", "));
    format!(
        "{} {}: {facts}\n",
        painted(verdict, tone, look.colours),
        asked.trim()
    )
}

/// `3 targets: 2 built, 1 failed`.
fn targets(targets: &[Target]) -> Option<String> {
    let count = |status| {
        targets
            .iter()
            .filter(|target| target.status == status)
            .count()
    };
    let named = [
        (count(TargetStatus::Built), "built"),
        (count(TargetStatus::Failed), "failed"),
        (count(TargetStatus::Incomplete), "incomplete"),
        (count(TargetStatus::Skipped), "skipped"),
    ];
    let named = named.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = named
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let total = plural(targets.len(), "target");
    (!counts.is_empty()).then(|| format!("{total}: {}", counts.join(", ")))
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn steps(steps: &[Step], look: Look) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut table = Table::new(0, &[2]);
    for step in steps {
        let (status, tone) = match step.status {
            StepStatus::Passed => ("passed", Tone::Good),
            StepStatus::Failed => ("failed", Tone::Bad),
            StepStatus::Skipped => ("skipped", Tone::Faint),
            StepStatus::Incomplete => ("incomplete", Tone::Odd),
        };
        let skipped = step.status == StepStatus::Skipped;
        let time = step
            .duration_ms
            .filter(|_| !skipped)
            .map(duration)
            .unwrap_or_default();
        let actions = match (skipped, step.actions, step.cached) {
            (true, _, _) => String::new(),
            (_, 0, Some(true)) => "up to date".to_owned(),
            (_, actions, cached) => {
                let from = if cached == Some(true) { ", cached" } else { "" };
                format!("{}{from}", plural(actions as usize, "action"))
            }
        };
        table.row([
            (&step.name, Tone::Plain),
            (status, tone),
            (&time, Tone::Plain),
            (&actions, Tone::Faint),
        ]);
    }
    heading("Steps", look) + &table.render(look)
}

fn critical_path(path: Option<&CriticalPath>, look: Look) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let share = path
        .share
        .map(|share| format!(", {:.0} % of the time", share * 100.0));
    let time = duration(path.duration_ms);
    let title = format!("Critical path: {time}{}", share.unwrap_or_default());
    heading(&title, look) + &actions(path.actions.iter(), look)
}

fn slowest(report: &Report, look: Look) -> String {
    if report.actions.slowest.is_empty() {
        return String::new();
    }
    let title = format!(
        "Slowest of {}",
        plural(report.actions.total as usize, "action")
    );
    heading(&title, look) + &actions(report.actions.slowest.iter().take(SLOWEST), look)
}

fn actions<'a>(actions: impl Iterator<Item = &'a Action>, look: Look) -> String {
    let mut table = Table::new(2, &[0]);
    for action in actions {
        let runner = action.runner.clone();
        let waited = (action.queued_ms >= NOTABLE_WAIT_MS)
            .then(|| format!("waited {} for a processor", duration(action.queued_ms)));
        let notes: Vec<String> = runner.into_iter().chain(waited).collect();
        table.row([
            (&duration(action.duration_ms), Tone::Plain),
            (&action.mnemonic, Tone::Plain),
            (&action.label, Tone::Plain),
            (&notes.join(", "), Tone::Faint),
            (if action.success { "" } else { "failed" }, Tone::Bad),
        ]);
    }
    table.render(look)
}

fn tests(tests: &[Test], look: Look) -> String {
    if tests.is_empty() {
        return String::new();
    }
    let mut table = Table::new(1, &[2]);
    for test in tests {
        let (status, tone) = status(test.status);
        let attempts = match test.attempts {
            0 | 1 => String::new(),
            attempts => format!("{attempts} runs"),
        };
        let ran = test.attempts > 0;
        let time = if ran {
            duration(test.duration_ms)
        } else {
            String::new()
        };
        table.row([
            (status, tone),
            (&test.label, Tone::Plain),
            (&time, Tone::Plain),
            (if test.cached { "cached" } else { "" }, Tone::Faint),
            (&attempts, Tone::Odd),
        ]);
        // A test that passed has nothing to show for each of its runs.
        let shown = test.runs.len() > 1 && test.status != TestStatus::Passed;
        for run in test.runs.iter().filter(|_| shown) {
            let (_, tone) = self::status(run.status);
            let name = format!("  {}", run_name(run));
            table.row([
                ("", tone),
                (&name, Tone::Plain),
                (&duration(run.duration_ms), Tone::Plain),
                (self::status(run.status).0, tone),
                (run.log.as_deref().unwrap_or_default(), Tone::Faint),
            ]);
        }
    }
    let fine = |test: &&Test| matches!(test.status, TestStatus::Passed | TestStatus::Flaky);
    let passed = tests.iter().filter(fine).count();
    let title = format!("Tests: {passed} passed, {} failed", tests.len() - passed);
    heading(&title, look) + &table.render(look)
}

/// `run 1, shard 2, attempt 1`, without the numbers that are 1 for most.
fn run_name(run: &TestRun) -> String {
    let numbers = [(run.run, "run"), (run.shard, "shard")];
    let numbers = numbers.iter().filter(|(number, _)| *number > 1);
    let mut parts: Vec<_> = numbers
        .map(|(number, name)| format!("{name} {number}"))
        .collect();
    parts.push(format!("attempt {}", run.attempt));
    parts.join(", ")
}

fn status(status: TestStatus) -> (&'static str, Tone) {
    match status {
        TestStatus::Passed => ("passed", Tone::Good),
        TestStatus::Flaky => ("flaky", Tone::Odd),
        TestStatus::Timeout => ("timeout", Tone::Bad),
        TestStatus::Failed => ("failed", Tone::Bad),
        TestStatus::Incomplete => ("incomplete", Tone::Odd),
        TestStatus::RemoteFailure => ("remote failure", Tone::Bad),
        TestStatus::FailedToBuild => ("failed to build", Tone::Bad),
        TestStatus::ToolHaltedBeforeTesting => ("not run", Tone::Odd),
        TestStatus::NoStatus => ("no status", Tone::Odd),
    }
}

fn cache(cache: &Cache, look: Look) -> String {
    let kinds = [
        (cache.executed, "executed"),
        (cache.action_cache, "up to date"),
        (cache.disk, "from the disk cache"),
        (cache.remote, "from the remote cache"),
        (cache.internal, "internal"),
    ];
    let named = kinds.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = named
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let rate = match cache.hit_rate {
        Some(rate) => format!("{:.0} % hits", rate * 100.0),
        None => "nothing to do".to_owned(),
    };
    let counts = if counts.is_empty() {
        String::new()
    } else {
        format!(" ({})", counts.join(", "))
    };
    format!(
        "{} {rate}{counts}\n",
        painted("Cache:", Tone::Heading, look.colours)
    )
}
