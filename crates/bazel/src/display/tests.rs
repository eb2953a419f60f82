use super::*;

fn read(text: &str) -> (BazelProgress, Vec<&str>) {
    let mut reader = ProgressReader::default();
    let said = text
        .split('\n')
        .filter_map(|line| reader.take(line).text())
        .collect();
    (reader.now, said)
}

fn action(text: &str, seconds: Option<u64>, strategy: &str) -> RunningAction {
    RunningAction {
        text: text.to_owned(),
        seconds,
        strategy: strategy.to_owned(),
    }
}

#[test]
fn a_report_names_the_actions_at_work() {
    let (now, said) = read(
        "[1,203 / 2,000] 3 actions, 2 running\n    Compiling Rust rlib a v1; b (2 files); 14s linux-sandbox, disk-cache\n    Testing //:t; 0s remote\n    [Prepa] Probing //:b",
    );
    assert_eq!((now.done, now.total, now.running_count), (1203, 2000, 2));
    assert_eq!(
        now.running,
        [
            action(
                "Compiling Rust rlib a v1; b (2 files)",
                Some(14),
                "linux-sandbox, disk-cache"
            ),
            action("Testing //:t", Some(0), "remote"),
            action("Probing //:b", None, ""),
        ]
    );
    assert!(said.is_empty());
}

#[test]
fn a_report_of_one_line_names_one() {
    let (now, _) = read("[12 / 40] Probing //:bad; 3s linux-sandbox ... (3 actions, 2 running)");
    assert_eq!(
        now.running,
        [action("Probing //:bad", Some(3), "linux-sandbox")]
    );
    assert_eq!(now.running_count, 2);
    let (now, _) = read("[12 / 40] [Sched] Probing //:bad");
    assert_eq!(now.running, [action("Probing //:bad", None, "")]);
    let (now, _) = read("[40 / 40] no actions running");
    assert_eq!((now.running.len(), now.running_count), (0, 0));
    let (now, _) = read(
        "[26 / 27] 1 / 2 tests, 1 failed;  1 action; last test: //:t\n    Testing //:u; 1s local",
    );
    assert_eq!(now.running, [action("Testing //:u", Some(1), "local")]);
    assert_eq!(now.running_count, 1);
}

#[test]
fn what_stands_between_reports_is_said_to_people() {
    let (now, said) = read(
        "INFO: Invocation ID: 1\nAnalyzing: 3 targets (5 packages loaded)\n    currently loading: a\n\n\r\r\r[3 / 18] 2 actions running\n    Probing //:a; 0s linux-sandbox\n    Probing //:b; 0s linux-sandbox\n\r\r\rERROR: failed\n    indented by a tool\n\n[18 / 18] no actions running\n\rFAILED: \nFAILED: ",
    );
    assert_eq!(
        said,
        [
            "INFO: Invocation ID: 1",
            "ERROR: failed",
            "    indented by a tool",
            ""
        ]
    );
    assert_eq!(now.done, 18);
    assert_eq!(now.phase, None);
    let (now, _) = read(
        "\rAnalyzing: 3 targets (5 packages loaded)\n    currently loading: a\n    Fetching repository @@x; 3s\n[1 / 1] no actions running",
    );
    assert_eq!(
        now.phase.as_deref(),
        Some("Analyzing: 3 targets (5 packages loaded)")
    );
    assert_eq!(
        now.phase_details,
        ["currently loading: a", "Fetching repository @@x; 3s"]
    );
    assert!(now.running.is_empty());
    let (now, _) =
        read("Analyzing: 3 targets\n[1 / 9] no actions running\n\r\r[2 / 9] no actions running");
    assert_eq!((now.phase, now.total), (None, 9));
    let (now, _) = read("Analyzing: 3 targets");
    assert_eq!(now.phase.as_deref(), Some("Analyzing: 3 targets"));
}

#[test]
fn messages_that_look_alike_are_none() {
    let (_, said) = read("[error] something\n[1/2] something else\n[] x");
    assert_eq!(said.len(), 3);
}

const TIMED: &str = "(12:00:00) INFO: From Executing genrule //:a:";

/// Each line that is no progress, with what it is.
fn lines(text: &str) -> (BazelProgress, Vec<Line<'_>>) {
    let mut reader = ProgressReader::default();
    let lines = text.split('\n').map(|line| reader.take(line));
    let lines = lines.filter(|line| *line != Line::Progress).collect();
    (reader.now, lines)
}

#[test]
fn with_times_no_line_of_a_tool_is_bazels() {
    let words = [
        "INFO: reading config",
        "[900 / 1000] cc main.c",
        "    int x;",
        "Loading: config.yaml",
        "Target //a:b is deprecated",
        "WARNING: careful",
        "",
        "(12:00) INFO: x",
        "\r50%\r100%",
        "FAILED: ",
    ];
    let text = format!(
        "(12:00:00) [1 / 9] Executing genrule //:a; 1s x\n\r{TIMED}\n{}\n(12:00:01) [3 / 9] no actions running",
        words.join("\n")
    );
    let (now, lines) = lines(&text);
    let mut expected = vec![Line::Message("INFO: From Executing genrule //:a:")];
    let words = words.map(|word| Line::Further(word.trim_start_matches('\r')));
    expected.extend(words);
    assert_eq!(lines, expected);
    assert_eq!((now.done, now.total, now.phase), (3, 9, None));
}

#[test]
fn what_a_test_says_while_it_runs_is_told_from_reports() {
    let text = "(12:00:00) INFO: Analyzed\n(12:00:00) [1 / 9] Testing //:t; 1s local\n\rline 1\n    line 2\n\n(12:00:01) [1 / 9] 2 actions\n    Testing //:t; 2s local\n\r\r    line 3";
    let (now, lines) = lines(text);
    let passed_on = ["line 1", "    line 2", "", "    line 3"].map(Line::PassedOn);
    assert_eq!(lines[0], Line::Message("INFO: Analyzed"));
    assert_eq!(lines[1..], passed_on);
    assert_eq!(now.running, [action("Testing //:t", Some(2), "local")]);
}
