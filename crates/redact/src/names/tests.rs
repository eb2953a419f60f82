use super::*;

#[test]
fn names_say_that_their_values_are_secret() {
    for name in [
        "DB_PASSWORD",
        "dbPassword",
        "db.password",
        "API_KEY",
        "apiKey",
        "APIKey",
        "apikey",
        "x-api-key",
        "_authToken",
        "npm_config__auth",
        "GITHUBTOKEN",
        "token2",
        "ACCESS_TOKENS",
        "AWS_SECRET_ACCESS_KEY",
        "MY_PASSWD",
        "PGPASSWORD",
        "SSLPASSPHRASE",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "SESSION_COOKIE",
        "oauth2",
        "accesskey",
        "SSH_KEYS",
        "X-Amz-Signature",
        "sig",
        "SECRET",
        "clientSecret",
        "DOCKER_AUTH_CONFIG",
        "TOKENIZER_TOKEN",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
}

#[test]
fn other_names_do_not() {
    for name in [
        "tokenizer",
        "TOKENIZERS_PARALLELISM",
        "detokenise",
        "secretary",
        "passwordless",
        "author",
        "AUTHORS",
        "authority",
        "keyboard",
        "monkey",
        "hockey",
        "bes_keywords",
        "keystore",
        "passthrough",
        "passed",
        "compass",
        "path",
        "pattern",
        "PWD",
        "OLDPWD",
        "XAUTHORITY",
        "SSH_AUTH_SOCK",
        "credential_helper",
        "credential_helper_timeout",
        "API_KEY_FILE",
        "tokenPath",
        "google_auth_scopes",
        "max_token_count",
        "signed",
        "design",
        "mode",
        "k",
        "",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
}

#[test]
fn flags_that_carry_environments_are_no_switches() {
    assert!(
        is_carrier("repo_env") && is_carrier("remote_exec_header") && is_dropped_flag("test_env")
    );
    assert!(
        !is_carrier("incompatible_strict_action_env")
            && !is_dropped_flag("noincompatible_strict_action_env")
    );
}

#[test]
fn no_token_is_smaller_than_the_smallest() {
    assert_eq!(
        TOKEN_SHAPES.iter().map(|(_, least)| *least).min(),
        Some(MIN_TOKEN_BYTES)
    );
}
