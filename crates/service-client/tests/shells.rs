//! Completion in a real bash, and scripts for the other shells.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use std::process::Command;

use service::tachikoma;

async fn script(shell: &str) -> String {
    let output = tachikoma(&format!("completions {shell}"))
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What bash offers for the last word of a line.
fn offered(script: &str, line: &str) -> Vec<String> {
    let (before, word) = line.rsplit_once(' ').unwrap();
    let call = r#"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _tachikoma tachikoma "$1" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let program = format!("{script}\nCOMP_WORDS=({before} \"$1\")\n{call}");
    let mut bash = Command::new("bash");
    let output = bash.args(["-c", &program, "bash", word]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn bash_completes_commands_flags_and_values() {
    let script = script("bash").await;
    let offered = |line: &str| offered(&script, line);
    assert_eq!(offered("tachikoma bu"), ["build"]);
    assert_eq!(offered("tachikoma rep"), ["report"]);
    assert_eq!(
        offered("tachikoma build c"),
        ["create", "cancel", "callbacks"]
    );
    assert_eq!(offered("tachikoma build create --no"), ["--no-commit"]);
    assert_eq!(offered("tachikoma build create --tok"), ["--token-file"]);
    assert_eq!(offered("tachikoma token create --scope s"), ["submit"]);
    assert_eq!(offered("tachikoma completions z"), ["zsh"]);
}

#[tokio::test]
async fn each_shell_has_a_script_with_all_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = script(shell).await;
        for word in [
            "create-and-build",
            "redeliver",
            "revoke",
            "idempotency-key",
            "report",
        ] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
