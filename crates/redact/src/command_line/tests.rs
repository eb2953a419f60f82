use super::*;
use crate::Redactor;

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn addresses_have_passwords() {
    assert_eq!(
        passwords("--x=https://ci:hunter2-h@host/p grpcs://token-1@b https://host/a@b"),
        ["hunter2-h", "token-1"]
    );
    assert_eq!(
        passwords("--x=https://host/?a=1&sig=hunter2-h&page=second#token=swordfish"),
        ["hunter2-h", "swordfish"]
    );
}

#[test]
fn what_is_called_a_secret_is_one() {
    let line = owned(&[
        "build",
        "--define=DB_PASSWORD=hunter2=hunter2",
        "--//config:api_key=swordfish-9",
        "--@rules//x:auth_key=abc",
        "--define",
        "SIGNING_SECRET=correct horse",
        "--api_key",
        "tuna-7-tuna",
        "--test_arg=--password=salmon-8",
        "--test_arg=--passwd",
        "--test_arg=herring-10",
        "--copt=-DKEY=mackerel",
        "--define=MODE=release",
        "--tls_client_key=/etc/key.pem",
        "--google_default_credentials",
        "//x:y",
        "--use_auth",
        "--jobs=4",
    ]);
    let redactor = Redactor::for_command(&line, Vec::new());
    assert_eq!(
        redactor.command_line(&line),
        [
            "build",
            "--define=DB_PASSWORD=[redacted]",
            "--//config:api_key=[redacted]",
            "--@rules//x:auth_key=[redacted]",
            "--define",
            "SIGNING_SECRET=[redacted]",
            "--api_key",
            "[redacted]",
            "--test_arg=--password=[redacted]",
            "--test_arg=--passwd",
            "--test_arg=[redacted]",
            "--copt=-DKEY=[redacted]",
            "--define=MODE=release",
            "--tls_client_key=/etc/key.pem",
            "--google_default_credentials",
            "//x:y",
            "--use_auth",
            "--jobs=4"
        ]
    );
    let said = "got hunter2=hunter2, swordfish-9, correct horse, tuna-7-tuna, salmon-8, herring-10 and mackerel in release";
    assert_eq!(redactor.text(said).matches(REDACTED).count(), 7);
    assert!(redactor.text(said).ends_with(" in release"));
}

#[test]
fn headers_and_environments_are_dropped_with_their_values() {
    let line = owned(&[
        "build",
        "-p",
        "--",
        "--remote_header=authorization=Bearer hunter2-hunter2",
        "--action_env",
        "DEPLOY=swordfish-9",
        "--action_env=CC=clang",
        "--repo_env",
        "LANG=C",
        "//x:y",
        "--incompatible_strict_action_env",
        "--jobs=4",
    ]);
    let redactor = Redactor::for_command(&line, Vec::new());
    assert_eq!(
        redactor.command_line(&line),
        [
            "build",
            "-p",
            "--",
            "//x:y",
            "--incompatible_strict_action_env",
            "--jobs=4"
        ]
    );
    let mut report = serde_json::json!({"a": ["x swordfish-9 y clang", {"b": "hunter2-hunter2"}]});
    redactor.json(&mut report);
    assert_eq!(
        report,
        serde_json::json!({"a": ["x [redacted] y clang", {"b": "[redacted]"}]})
    );
}

#[test]
fn an_rc_files_flags_are_read_where_bazel_hands_them_on() {
    let words = owned(&[
        "--default_override=0:build=--remote_header=x=hunter2-rc",
        "--client_env=DISPLAY=localhost:10.0",
        "--client_env=NPM_TOKEN=swordfish-9",
    ]);
    assert_eq!(
        secret_values(&words, Origin::Default),
        ["hunter2-rc", "swordfish-9"]
    );
}
