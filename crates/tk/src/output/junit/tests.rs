use super::*;

#[test]
fn a_document_has_no_character_that_is_none_in_xml() {
    let odd = "a \u{ffff} b \u{fffe} c \u{1} d \u{b} e";
    let mut report = bep::Model::new().report(&bep::ReportOptions::default());
    report.failures.push(Failure {
        label: format!("//:{odd}"),
        mnemonic: Some(odd.to_owned()),
        step: None,
        message: odd.to_owned(),
        exit_code: None,
        log: Some(odd.to_owned()),
        location: None,
    });
    let text = xml(&report, Ending::default());
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_allowed), "{text}");
    assert!(text.contains("a \u{fffd} b \u{fffd} c"), "{text}");
}

fn test(label: &str) -> Test {
    Test {
        label: label.to_owned(),
        status: TestStatus::Passed,
        attempts: 1,
        cached: false,
        duration_ms: 0.0,
        step: None,
        log: None,
        runs: Vec::new(),
    }
}

fn failure(label: &str, mnemonic: &str) -> Failure {
    Failure {
        label: label.to_owned(),
        mnemonic: Some(mnemonic.to_owned()),
        step: None,
        message: format!("{mnemonic} failed"),
        exit_code: Some(1),
        log: None,
        location: None,
    }
}

/// The class and name of each case.
fn names(xml: &str) -> Vec<(String, String)> {
    let attribute = |case: &str, name: &str| {
        let (_, value) = case.split_once(&format!("{name}=\"")).unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    let cases = xml.split("<testcase ").skip(1);
    cases
        .map(|case| (attribute(case, "classname"), attribute(case, " name")))
        .collect()
}

#[test]
fn no_two_cases_have_one_name() {
    let mut report = bep::Model::new().report(&bep::ReportOptions::default());
    report.tests = [
        "//:a/b",
        "//:b",
        "//:b/b",
        "//a:b",
        "//a:x/b",
        "//a b:c",
        "//a/b:b",
        "@@x~//:b",
        "@@x~y//:b",
        "@y//:b",
        "//:[redacted]",
        "//:[redacted]",
        "//:\u{fffe}",
        "//:\u{ffff}",
    ]
    .map(test)
    .to_vec();
    report.failures = vec![
        failure("//lib:l", "CppCompile"),
        failure("//lib:l", "CppLink"),
        failure("//lib:x/l", "CppLink"),
        failure("", "x"),
    ];
    let text = xml(&report, Ending::default());
    let names = names(&text.replace("testcase name", "testcase  name"));
    let unique: HashSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len(), "{names:#?}");
    assert_eq!(names.len(), 14 + 3, "{names:#?}");
    for part in ["CppCompile failed", "CppLink failed"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(
        names.contains(&("//a".to_owned(), "x/b".to_owned())),
        "{names:#?}"
    );
}
