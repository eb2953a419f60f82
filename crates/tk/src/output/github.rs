//! Annotations and the job summary of a GitHub workflow.
//!
//! Commands are lines such as `::error file=a.rs,line=3,title=T::message` on the job's output;
//! `%`, line ends and, in properties, `:` and `,` are written as percent codes. The page is
//! Markdown that is added to the file which GITHUB_STEP_SUMMARY names.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use bep::{Failure, Report, StepStatus, Test, TestCounts, TestStatus};

use crate::error::{Error, Result};
use crate::text::failure as failure_text;
use crate::text::{count, duration};

/// GitHub cuts longer messages.
const MESSAGE_BYTES: usize = 4 * 1024;

/// How much of a failure's output the page has: GitHub takes one MiB in all.
const PAGE_LOG_BYTES: usize = 16 * 1024;

/// How many failures the page has in full.
const PAGE_FAILURES: usize = 20;

/// A line for each failure, at its place in the source, and for each flaky test.
pub fn annotations(report: &Report) -> Vec<String> {
    let failures = report.failures.iter().map(|failure| {
        let mut properties = Vec::new();
        if let Some(place) = &failure.location {
            properties.push(("file", place.file.clone()));
            properties.push(("line", place.line.to_string()));
            properties.extend(place.column.map(|column| ("col", column.to_string())));
        }
        properties.push(("title", title(failure)));
        command("error", &properties, end(&text(failure), MESSAGE_BYTES))
    });
    let flaky = report
        .tests
        .iter()
        .filter(|test| test.status == TestStatus::Flaky);
    let flaky = flaky.map(|test| {
        let text = format!("{} passed after {} runs", test.label, test.attempts);
        command("warning", &[("title", "flaky test".to_owned())], &text)
    });
    failures.chain(flaky).collect()
}

fn title(failure: &Failure) -> String {
    let without_place = Failure {
        location: None,
        ..failure.clone()
    };
    let heading = failure_text::heading(&without_place);
    heading.trim_start_matches("FAIL ").to_owned()
}

/// The tool's output, otherwise Bazel's message.
fn text(failure: &Failure) -> String {
    failure_text::log(failure)
        .unwrap_or(&failure.message)
        .trim()
        .to_owned()
}

/// The end, where errors stand.
fn end(text: &str, bytes: usize) -> &str {
    let start = text.len().saturating_sub(bytes);
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at));
    &text[start.unwrap_or(text.len())..]
}

fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    format!("::{name} {}::{}", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary: a table of steps, problematic tests, failures.
pub fn page(report: &Report, title: &str) -> String {
    let mut page = format!("### {}\n\n", cell(title));
    if !report.steps.is_empty() {
        page.push_str("| step | | time | actions |\n|---|---|---:|---:|\n");
        for step in report
            .steps
            .iter()
            .filter(|step| step.actions > 0 || step.status != StepStatus::Skipped)
        {
            let time = step
                .duration_ms
                .filter(|_| step.actions > 0)
                .map(duration::seconds);
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} |",
                cell(&step.name),
                step_word(step.status),
                time.unwrap_or_default(),
                step.actions
            );
        }
        page.push('\n');
    }
    tests(&mut page, &report.tests);
    if let Some(packages) = count::not_loaded(report.packages_not_loaded()) {
        let _ = writeln!(page, "{packages}\n");
    }
    for failure in report.failures.iter().take(PAGE_FAILURES) {
        let text = text(failure);
        let text = end(&text, PAGE_LOG_BYTES);
        let fence = fence(text);
        let place = failure.location.as_ref().map(failure_text::place_text);
        let place = place.map(|place| format!(" at {}", cell(&place)));
        let _ = writeln!(
            page,
            "**{}**{}\n\n{fence}\n{text}\n{fence}\n",
            cell(&self::title(failure)),
            place.unwrap_or_default()
        );
    }
    page
}

fn step_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Passed => "pass",
        StepStatus::Failed => "**fail**",
        StepStatus::Skipped => "skipped",
        StepStatus::Incomplete => "not finished",
    }
}

fn tests(page: &mut String, tests: &[Test]) {
    if tests.is_empty() {
        return;
    }
    let _ = writeln!(page, "{}\n", TestCounts::of(tests).text());
    let unwell = tests.iter().filter(|test| {
        let is_unwell = [TestStatus::Flaky, TestStatus::FailedToBuild].contains(&test.status);
        is_unwell || test.status.is_failure()
    });
    for test in unwell {
        let runs = match test.attempts {
            0 => String::new(),
            attempts => format!(", {}", count::small(attempts, "run")),
        };
        let _ = writeln!(
            page,
            "- {}: {}{runs}",
            cell(&test.label),
            test.status.words()
        );
    }
    page.push('\n');
}

/// Text that neither ends a table's cell nor is taken for markup.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Longer than every run of backquotes in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Adds the page to the file that GitHub names.
///
/// # Errors
/// When it cannot be written.
pub fn add_page(path: &Path, page: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(page.as_bytes()));
    written.map_err(Error::write(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped() {
        assert_eq!(
            command(
                "error",
                &[("file", "a,b:c%.rs".to_owned()), ("line", "3".to_owned())],
                "50 %: one\r\ntwo, three"
            ),
            "::error file=a%2Cb%3Ac%25.rs,line=3::50 %25: one%0D%0Atwo, three"
        );
    }

    #[test]
    fn text_stays_text_in_markdown() {
        assert_eq!(
            cell("a|b <x> *c* `d`\n[e](f) @@g~~h~i $j$"),
            r"a\|b &lt;x> \*c\* \`d\` \[e\](f) @@g\~\~h\~i \$j\$"
        );
        assert_eq!(fence("no"), "```");
        assert_eq!(fence("a ```` b"), "`````");
        assert_eq!(end("äbc", 3), "bc");
    }
}
