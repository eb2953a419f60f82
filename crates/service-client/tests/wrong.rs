//! Prompts from files, and what is wrong with a command line.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use std::process::Stdio;

use service::{Service, tachikoma};
use tokio::io::AsyncWriteExt as _;

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_comes_from_a_file_or_from_standard_input() {
    let service = Service::start().await;
    service.server.project().await;
    let file = service.server.folder.path().join("prompt.md");
    std::fs::write(&file, "from a file\n").unwrap();
    let create = format!("build create shop --prompt-file {}", file.display());
    assert_eq!(service.run(&create).await.status.code(), Some(0));
    let mut command = service.command("build create shop --prompt-file -");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"from standard input").await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(0));
    let list = service.json("build list shop").await;
    let prompts = [0, 1].map(|it| list["items"][it]["spec"]["prompt"].clone());
    assert_eq!(prompts, ["from standard input", "from a file\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_prompts_are_told_of() {
    let service = Service::start().await;
    service.server.project().await;
    let file = service.server.folder.path().join("prompt.md");
    let create = format!("build create shop --prompt-file {}", file.display());
    let mut seen = String::new();
    for content in [
        &b"not \xff text"[..],
        &vec![b'x'; 2 << 20],
        &vec![b'x'; 200_000],
        &vec![b'x'; 300_000],
    ] {
        std::fs::write(&file, content).unwrap();
        seen += &service.seen(&create).await;
    }
    let seen = seen.replace(file.to_str().unwrap(), "<file>");
    insta::assert_snapshot!(seen, @r"
    exit 74
    ---
    ---
    error: <file> cannot be read
      caused by: invalid utf-8 sequence of 1 bytes from index 4
    exit 74
    ---
    ---
    error: <file> cannot be read
      caused by: file too large
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: Fields are wrong
      caused by: prompt has 200000 bytes; at most 131072 are taken
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: The body is too large: at most 262144 bytes are taken
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_command_lines_are_told_of() {
    for line in [
        "build",
        "build create shop",
        "build create shop x --var novalue",
        "build create shop x --no-commit --push",
        "build create shop x --wait --watch",
        "build create shop x --prompt-file y",
        "build show no-id",
        "build list shop --status done",
        "token create --scope root",
    ] {
        let output = tachikoma(line).output().await.unwrap();
        assert_eq!(output.status.code(), Some(64), "{line}: {output:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_service_refuses_is_told_field_by_field() {
    let service = Service::start().await;
    service.server.project().await;
    let seen = service
        .session(&[
            "build create shop ' ' --var a=1",
            "build create ../x x",
            "build create .. x",
        ])
        .await;
    insta::assert_snapshot!(seen, @r#"
    $ tachikoma build create shop ' ' --var a=1
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: Fields are wrong
      caused by: prompt is empty: say what the agent shall do
      caused by: variables are given without a template that would use them
    $ tachikoma build create ../x x
    exit 66
    ---
    ---
    error: POST /projects/..%2Fx/builds: There is no such thing
      hint: the id or name is another one, or the token may not see it
    $ tachikoma build create .. x
    exit 64
    ---
    ---
    error: ".." names nothing
      hint: give the name or the id that the service answered
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_settings_of_a_project_are_told_of() {
    let service = Service::start().await;
    service.server.project().await;
    let seen = service
        .session(&[
            "project create Shop x --limit runing=2",
            "project create Shop '' --branch a..b",
            "project create shop x",
        ])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma project create Shop x --limit runing=2
    exit 64
    ---
    ---
    error: --limit: unknown field `runing`, expected one of `running`, `queued`, `wall_clock_s`, `grace_s`, `output_bytes`, `memory_bytes`, `processes`, `disk_bytes`, `attempts`, `check_rounds`
      hint: give one that the service knows, such as running=2
    $ tachikoma project create Shop '' --branch a..b
    exit 65
    ---
    ---
    error: POST /projects: Fields are wrong
      caused by: name is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter
      caused by: repo_url is no address of a repository
      caused by: branch is no name of a branch that git takes
    $ tachikoma project create shop x
    exit 65
    ---
    ---
    error: POST /projects: The name is taken: there is a project shop
    ");
}
