//! The report as people read it: failures first, then the verdict and where the time went.

mod steps_and_actions;
mod test_results;

use bep::{Failure, Outcome, Report, Target, TargetStatus};
use redact::terminal::visible;
use steps_and_actions::{critical_path, slowest, steps};
use test_results::tests;

use super::style::{Tone, duration, painted, plural};
use crate::environment::Look;

/// The whole report, ending with a line's end.
pub fn render(report: &Report, look: Look) -> String {
    let sections = [
        failures(&report.failures, look),
        invocation(report, look),
        steps(&report.steps, look),
        critical_path(report.critical_path.as_ref(), look),
        slowest(report, look),
        tests(&report.tests, look),
        cache(report, look),
    ];
    let told: Vec<_> = sections
        .into_iter()
        .filter(|section| !section.is_empty())
        .collect();
    told.join("\n")
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

fn cache(report: &Report, look: Look) -> String {
    let cache = &report.cache;
    let has_passed = report.invocation.outcome == Outcome::Passed;
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
        // A build that does nothing still looks at the workspace's status.
        None if cache.total == 0 => "unknown".to_owned(),
        None if has_passed && cache.internal == 1 && report.actions.total == 0 => {
            "nothing to do".to_owned()
        }
        None => "no process ran".to_owned(),
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
