//! Which words of texts are secrets for their place, and which are not.

use super::secrets;

/// Texts, and what is left of them.
const NAMED: &[(&str, &str)] = &[
    // Flags, defines and settings.
    (
        "--define=DB_PASSWORD=hunter2 x",
        "--define=DB_PASSWORD=[redacted] x",
    ),
    (
        "--define DB_PASSWORD=hunter2 x",
        "--define DB_PASSWORD=[redacted] x",
    ),
    (
        "--//config:api_key=hunter2",
        "--//config:api_key=[redacted]",
    ),
    ("--@rules//x:auth=hunter2", "--@rules//x:auth=[redacted]"),
    ("run --api_key hunter2 now", "run --api_key [redacted] now"),
    (
        "run --api-key 'hunter2 3' now",
        "run --api-key '[redacted] ' now",
    ),
    ("run --token \\\n  hunter2", "run --token \\\n  [redacted]"),
    ("--password\nhunter2\n", "--password\n[redacted]\n"),
    (
        "--test_arg=--password=hunter2",
        "--test_arg=--password=[redacted]",
    ),
    ("--copt=-DAPI_KEY=hunter2", "--copt=-DAPI_KEY=[redacted]"),
    ("--repo_env=X=hunter2", "--repo_env=X=[redacted]"),
    (
        "--host_action_env X=hunter2",
        "--host_action_env X=[redacted]",
    ),
    ("'--test_env=X=hun ter2' y", "'--test_env=X=[redacted] ' y"),
    ("--test_env='X=hun ter2' y", "--test_env='X=[redacted] ' y"),
    (
        "'--client_env=X=it'\\''s' y",
        "'--client_env=X=[redacted]' y",
    ),
    (
        "bazel-flags = [\"--remote_header=x=hunter2\", \"--jobs=4\"]",
        "bazel-flags = [\"--remote_header=x=[redacted]\", \"--jobs=4\"]",
    ),
    // Environments and what programs print of them.
    (
        "export DB_PASSWORD=hunter2",
        "export DB_PASSWORD=[redacted]",
    ),
    ("DB_PASSWORD='hun ter2' x", "DB_PASSWORD='[redacted] ' x"),
    ("DB_PASSWORD=a(b)c x", "DB_PASSWORD=[redacted] x"),
    (
        "got password=hunter2, going on",
        "got password=[redacted], going on",
    ),
    ("(token=hunter2)", "(token=[redacted])"),
    // JSON and its kin.
    (
        "{\"password\":\"hunter2\",\"x\":1}",
        "{\"password\":\"[redacted]\",\"x\":1}",
    ),
    (
        "{\"password\": \"hunter2\", \"x\": 1}",
        "{\"password\": \"[redacted]\", \"x\": 1}",
    ),
    ("\"auth\": \"hun ter2\",", "\"auth\": \"[redacted] \","),
    (
        "{\\\"token\\\":\\\"hunter2\\\",\\\"x\\\":1}",
        "{\\\"token\\\":\\\"[redacted]\\\",\\\"x\\\":1}",
    ),
    (
        "\"Authorization\": \"Bearer hunter2\"",
        "\"Authorization\": \"[redacted] \"",
    ),
    (
        "Config { password: \"hunter2\" }",
        "Config { password: \"[redacted]\" }",
    ),
    ("  password: hunter2-9\n", "  password: [redacted]\n"),
    (
        "aws_secret_access_key = hunter2-9/x\n",
        "aws_secret_access_key = [redacted]\n",
    ),
    ("_auth = \"hunter2-9\"", "_auth = \"[redacted]\""),
    (
        "'db.password' => 'hunter2-9',",
        "'db.password' => '[redacted]',",
    ),
    // Headers.
    ("> X-Auth-Token: hunter2", "> X-Auth-Token: [redacted]"),
    (
        "curl -H 'Private-Token: hunter2' x",
        "curl -H 'Private-Token: [redacted]' x",
    ),
    (
        "Cookie: a=hunter2; b=hunter2\nx: y",
        "Cookie: [redacted] [redacted]\nx: y",
    ),
    (
        "curl --header \"X-Api-Key: hunter2\"",
        "curl --header \"[redacted] \"",
    ),
    (
        "curl --header \"x-own: hunter2\"",
        "curl --header \"[redacted] \"",
    ),
    // Keys.
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nab==\n-----END RSA PRIVATE KEY-----\nnext",
        "-----BEGIN RSA PRIVATE KEY-----\n[redacted]\n[redacted]\n-----END RSA PRIVATE KEY-----\nnext",
    ),
    (
        "x=\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\"",
        "x=\"-----BEGIN PRIVATE KEY-----[redacted]-----END PRIVATE KEY-----\"",
    ),
    // Addresses.
    (
        "https://h/p?sig=hunter2&x=1#token=hunter2",
        "https://h/p?sig=[redacted]&x=1#token=[redacted]",
    ),
    (
        "https://h/?X-Amz-Signature=hunter2&y=z",
        "https://h/?X-Amz-Signature=[redacted]&y=z",
    ),
    ("postgres://me:hunter2@db/x", "postgres://[redacted]@db/x"),
];

#[test]
fn names_call_secrets_wherever_they_stand() {
    for (text, expected) in NAMED {
        assert_eq!(secrets(text), *expected, "{text}");
    }
}

/// Texts of which nothing is taken.
const HARMLESS: &[&str] = &[
    "WARNING: Build option --action_env has changed, discarding analysis cache (this can be expensive, see https://bazel.build/advanced/performance/iteration-speed).",
    "WARNING: Build options --action_env, --repo_env, and --remote_header have changed, discarding analysis cache",
    "ERROR: --password :: Unrecognized option: --password",
    "ERROR: --action_env :: Unrecognized option: --action_env",
    "ERROR: --remote_header: expected a value",
    "Usage: x --token TOKEN [--password PASSWORD] [--header HEADER] --api-key <API_KEY>",
    "      --api-key string   for example from API_KEY",
    "let token = lexer.next(); let token = \"if\"; password = getPassword2(); token == abcdef12",
    "ERROR: option --api_key is not a known flag",
    "ERROR: --google_credentials: file not found",
    "INFO: Reading 'startup' options from /etc/bazel.bazelrc: --tls_client_key=/etc/ssl/client.key",
    "--google_credentials=/home/me/gcp.json --tls_client_key=client.pem",
    "--google_default_credentials //x:y --jobs=4",
    "--incompatible_strict_action_env //x:y",
    "--credential_helper=%workspace%/tools/helper --credential_helper_timeout=10s",
    "keyboard=us monkey=banana keystore=/etc/x",
    "--define=keyboard=dvorak",
    "author=someone authors=several --author someone",
    "tokenizer=fast --tokenizer bpe TOKENIZERS_PARALLELISM=false",
    "--define=MODE=release --compilation_mode=opt",
    "passthrough=1 passed=3 compass=north bypass=yes",
    "--passthrough x --pass_through y",
    "3 passed, 0 failed, PASS=3 FAIL=0",
    "path=/usr/bin:/bin PATH=/usr/bin",
    "//tools:signing_key //auth:token_test @keys//:pass",
    "FAIL: //auth:password_test (see /tmp/testlogs/auth/password_test/test.log)",
    "Executing genrule //secrets:key",
    "error: expected `token`, found `secret`",
    "error[E0425]: cannot find value `password` in this scope",
    "let token=lexer.next(); if key==other",
    "sorted(items, key=len) dict(key=value)",
    "token=read() secret=fn(x) auth={user}",
    "<li key={item.id}> {#each tokens as token}",
    "token: Token, secret: Option<u64>, key: usize",
    "\"key\": \"value\", \"keys\": [1, 2], \"token\": 4, \"secret\": null, \"password\": \"\"",
    "use_auth=true require_password=no max_tokens=4096 token=1",
    "password=*** secret=[redacted] token=${TOKEN} key=$KEY",
    "${{ secrets.NPM_TOKEN }} token=<token>",
    "https://h/p?page=2&sort=key#section user@host git@host:x/y.git",
    "secretary=x passwordless=true cookiecutter=1",
    "sha256:0123456789abcdef signature verified, key accepted",
    "PWD=/home/me OLDPWD=/tmp XAUTHORITY=/home/me/.Xauthority SSH_AUTH_SOCK=/tmp/agent",
    "src/token.rs:12:5 src/auth/key.ts(3,4): error TS2304",
    "a && b=1 x?y:z c#d=e",
    "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
    "--token",
    "--password --user me",
    "time=12.3s count=4 name=x label=//a:b url=https://h/p",
];

#[test]
fn words_that_are_no_secrets_stay() {
    for text in HARMLESS {
        assert_eq!(secrets(text), *text);
    }
}

#[test]
fn secrets_that_escapes_interrupt_are_found() {
    let redactor = super::Redactor::new().with_secrets(["hunter2".to_owned()]);
    for text in [
        "hun\u{1b}[1mter2",
        "hun\rter2",
        "hunt\u{202e}er2",
        "\u{1b}]0;x\u{7}hunter2",
        "h\u{8}unter2",
    ] {
        let redacted = redactor.text(text);
        assert!(redacted.ends_with("[redacted]"), "{redacted:?}");
    }
    let colored = "\u{1b}[31mred\u{1b}[0m hunter2";
    assert_eq!(redactor.text(colored), "\u{1b}[31mred\u{1b}[0m [redacted]");
}

#[test]
fn secrets_in_lines_that_rewrite_themselves_are_found() {
    let redactor = super::Redactor::new().with_secrets(["hunter2".to_owned()]);
    for text in [
        "hunter2\rok",
        "hunter2 10%\rhunter2 20%",
        "xunter2\u{1b}[Gh",
        "hunterx\u{8}2",
    ] {
        let shown = crate::terminal::plain(&redactor.text(text));
        assert!(!shown.contains("unter"), "{text:?} as {shown:?}");
    }
}
