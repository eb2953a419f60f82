//! Profiles as Bazel writes them, a few lines each.

use super::*;

const TRACE: &str = r#"{"otherData":{"build_id":"one"},"traceEvents":[
{"cat":"action processing","name":"Testing //:x","ph":"X","ts":1000,"dur":9000,"tid":7,"out":"x.log","args":{"target":"//:x","mnemonic":"TestRunner"}},
{"cat":"action resource lock","name":"Acquiring resources for: Testing //:x","ph":"X","ts":1100,"dur":6000,"tid":7},
{"cat":"general information","name":"subprocess.run","ph":"X","ts":7200,"dur":2000,"tid":7},
{"cat":"action resource lock","name":"Acquiring resources for: Testing //:x","ph":"X","ts":9300,"dur":500,"tid":7},
{"cat":"action resource lock","name":"Acquiring resources for: Testing //:y","ph":"X","ts":2000,"dur":3000,"tid":8},
{"cat":"critical path component","name":"action 'Testing //:x'","ph":"X","ts":1002,"dur":8998,"tid":1}
]}
"#;

#[test]
fn waiting_for_processors_is_no_work() {
    let profile = Profile::from_lines(TRACE.as_bytes()).unwrap().unwrap();
    let [span] = &profile.spans[..] else {
        panic!("{:?}", profile.spans);
    };
    assert_eq!(
        (span.queued_ms, span.start_ms, span.duration_ms),
        (6.5, 7.5, 2.5)
    );
    assert_eq!(span.start_ms + span.duration_ms, 10.0, "it ends as before");
    assert_eq!(span.way, Way::Process);
    let link = &profile.critical_path[0];
    assert_eq!(link.span, Some(0));
    assert_eq!(
        (link.queued_ms, link.start_ms, link.duration_ms),
        (6.5, 7.502, 2.498)
    );
}

#[test]
fn a_damaged_profile_has_no_times_below_nothing() {
    let trace = TRACE
        .replace("\"dur\":9000", "\"dur\":-5")
        .replace(
            "\"ts\":1100,\"dur\":6000",
            "\"ts\":1000,\"dur\":9223372036854775807",
        )
        .replace(
            "\"ts\":9300,\"dur\":500",
            "\"ts\":1000,\"dur\":9223372036854775807",
        );
    let profile = Profile::from_lines(trace.as_bytes()).unwrap().unwrap();
    let span = &profile.spans[0];
    assert_eq!((span.queued_ms, span.duration_ms), (0.0, 0.0));
}
