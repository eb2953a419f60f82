//! What is posted when a build has ended. It is written with the end, and does not change any more.

use serde_json::json;

use crate::build::Build;
use crate::ports::store::NewCallback;
use crate::result::BuildResult;
use crate::status::Status;
use crate::timestamp::Timestamp;

/// Bytes of a body. In a longer one the output is cut in the middle, and where that is not enough, lists at their ends.
const LARGEST: usize = 20_000;

/// Characters of an error in a body that is too long.
const ERROR: usize = 1000;

/// Said in place of what was cut.
const CUT: &str = "\n[...]\n";

/// The callback of a build that ends, if somebody asked for one. Its id is the same for every try.
#[must_use]
pub fn of_end(
    build: &Build,
    status: Status,
    result: &BuildResult,
    now: Timestamp,
) -> Option<NewCallback> {
    let url = build.spec.callback_url.clone()?;
    let body = |result: &BuildResult| {
        json!({
            "type": format!("build.{status}"),
            "timestamp": now,
            "data": {
                "task_id": build.task_id,
                "project_id": build.project_id,
                "status": status,
                "status_url": format!("/builds/{}", build.task_id),
                "result": result,
            },
        })
        .to_string()
    };
    let mut text = body(result);
    if text.len() > LARGEST {
        let mut short = with_less_output(result, text.len() - LARGEST);
        text = body(&short);
        while text.len() > LARGEST && halve_lists(&mut short) {
            text = body(&short);
        }
    }
    Some(NewCallback {
        // Without a full stop, which separates the parts that are signed.
        msg_id: format!("{}_{status}", build.task_id),
        url,
        body: text,
    })
}

/// The result with less output. A byte of it is at least one in JSON, so this is enough where the output is that long.
fn with_less_output(result: &BuildResult, excess: usize) -> BuildResult {
    let length = result.output.len();
    let kept = length.saturating_sub(excess + 2 * CUT.len()) / 2;
    let head = (0..=kept)
        .rev()
        .find(|at| result.output.is_char_boundary(*at))
        .unwrap_or(0);
    let tail = (length - kept..=length)
        .find(|at| result.output.is_char_boundary(*at))
        .unwrap_or(length);
    BuildResult {
        output: format!("{}{CUT}{}", &result.output[..head], &result.output[tail..]),
        truncated: true,
        ..result.clone()
    }
}

/// Leaves the second half of each list out. False where nothing is left to leave out.
fn halve_lists(result: &mut BuildResult) -> bool {
    let mut lengths = vec![result.files_changed.len(), result.artifacts.len()];
    result.files_changed.truncate(lengths[0] / 2);
    result.artifacts.truncate(lengths[1] / 2);
    if let Some(check) = &mut result.check {
        lengths.push(check.failures.len());
        check.failures.truncate(check.failures.len() / 2);
    }
    if let Some(error) = &mut result.error
        && let Some((end, _)) = error.char_indices().nth(ERROR)
    {
        lengths.push(end);
        error.truncate(end);
    }
    lengths.iter().any(|length| *length > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ProjectId, TaskId};
    use crate::result::CheckReport;
    use crate::spec::BuildSpec;

    fn build(url: Option<&str>) -> Build {
        Build {
            task_id: TaskId::new(),
            project_id: ProjectId::new(),
            status: Status::Running,
            spec: BuildSpec {
                callback_url: url.map(str::to_owned),
                ..BuildSpec::of("x")
            },
            priority: 0,
            run_at: Timestamp(0),
            attempt: 1,
            max_attempts: 3,
            phase: None,
            worker: None,
            lease_until: None,
            cancel_at: None,
            cancel_by: None,
            last_seq: 1,
            created_at: Timestamp(0),
            started_at: None,
            finished_at: None,
            result: None,
            requested_by: None,
            retry_of: None,
        }
    }

    fn body(output: &str) -> (usize, BuildResult) {
        body_of(&BuildResult {
            output: output.to_owned(),
            ..BuildResult::default()
        })
    }

    fn body_of(result: &BuildResult) -> (usize, BuildResult) {
        let notice = of_end(
            &build(Some("https://example.org/")),
            Status::Failed,
            result,
            Timestamp(7),
        )
        .unwrap();
        let json: serde_json::Value = serde_json::from_str(&notice.body).unwrap();
        assert_eq!(json["type"], "build.failed");
        (
            notice.body.len(),
            serde_json::from_value(json["data"]["result"].clone()).unwrap(),
        )
    }

    #[test]
    fn nobody_is_told_who_did_not_ask() {
        assert_eq!(
            of_end(
                &build(None),
                Status::Failed,
                &BuildResult::default(),
                Timestamp(7)
            ),
            None
        );
    }

    #[test]
    fn the_whole_result_is_posted_where_it_is_small() {
        let (_, result) = body("a\nb");
        assert_eq!((&*result.output, result.truncated), ("a\nb", false));
    }

    #[test]
    fn a_long_output_is_cut_in_the_middle() {
        for text in [
            "x".repeat(1_000_000),
            "ä\u{1b}\n".repeat(100_000),
            "\0".repeat(20_000),
            "😀".repeat(5_001),
        ] {
            let (length, result) = body(&text);
            assert!(length <= LARGEST, "{length} bytes");
            assert!(result.truncated && result.output.contains(CUT));
        }
        let (length, result) = body(&"0123456789".repeat(10_000));
        assert!(length > LARGEST - 100, "only {length} bytes are used");
        assert!(result.output.starts_with("0123456789") && result.output.ends_with("0123456789"));
    }

    #[test]
    fn long_lists_and_errors_are_cut_where_the_output_is_not_the_reason() {
        let (length, result) = body_of(&BuildResult {
            output: "done".to_owned(),
            error: Some("ä".repeat(100_000)),
            files_changed: (0..50_000).map(|it| format!("src/{it}.rs")).collect(),
            check: Some(CheckReport {
                failures: vec!["\u{1}".repeat(5000); 20],
                ..CheckReport::default()
            }),
            ..BuildResult::default()
        });
        assert!(length <= LARGEST, "{length} bytes");
        assert!(result.truncated && result.files_changed[0] == "src/0.rs");
        assert_eq!(result.error.unwrap().chars().count(), ERROR);
    }
}
