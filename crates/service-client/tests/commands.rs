//! What people and programs get of each command.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use std::process::Stdio;

use ::service::event::Stream;
use ::service::result::Artifact;
use ::service::token::Scope;
use ::service::{BuildResult, EventKind, Status};
use serde_json::json;
use service::{Server, Service, seen, tachikoma};
use service_http::Access;
use tokio::io::AsyncWriteExt as _;

#[tokio::test(flavor = "multi_thread")]
async fn projects_are_made_listed_and_shown() {
    let service = Service::start().await;
    insta::assert_snapshot!(service.seen(&["project", "list"]).await, @r"
    exit 0
    ---
    ---
    there are no projects
    ");
    let words = [
        "project",
        "create",
        "shop",
        "https://me:hunter2@example.org/shop.git",
        "--branch",
        "next",
        "--push-ref",
        "refs/heads/bot",
        "--agent",
        "my-agent",
        "--agent",
        "--fast",
        "--check-target",
        "//...",
        "--limit",
        "running=2",
        "--limit",
        "wall_clock_s=600",
        "--template",
        "service",
        "--callback-host",
        "example.org",
    ];
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    ");
    let made = service
        .json(&["project", "create", "docs", "https://example.org/docs.git"])
        .await;
    insta::assert_snapshot!(service.seen(&["project", "list"]).await, @r"
    exit 0
    ---
    PROJECT  BRANCH  MADE      REPOSITORY
    shop     next    just now  https://[redacted]@example.org/shop.git
    docs     main    just now  https://example.org/docs.git
    ---
    ");
    insta::assert_snapshot!(service.seen(&["project", "list", "--limit", "1"]).await, @r"
    exit 0
    ---
    PROJECT  BRANCH  MADE      REPOSITORY
    shop     next    just now  https://[redacted]@example.org/shop.git
    ---
    there are more: --after 00000001-0000-7000-8000-000000000000
    ");
    insta::assert_snapshot!(service.seen(&["project", "show", "shop"]).await, @r"
    exit 0
    ---
    project    shop
    id         00000001-0000-7000-8000-000000000000
    made       just now
    repository https://[redacted]@example.org/shop.git
    branch     next
    pushes to  refs/heads/bot
    agent      my-agent --fast
    sandbox    without a network
    template   service
    checks     //...
    callbacks  example.org
    limits     2 running, 1000 waiting, 3 attempts
               600 s, 1024 processes, 4.3 GB of memory
               67.1 MB of output, 8.6 GB of disk
    ---
    ");
    let shown = service
        .json(&["project", "show", made["id"].as_str().unwrap()])
        .await;
    assert_eq!(shown, made);
    let all = service.json(&["project", "list"]).await;
    assert_eq!(
        (all["items"].as_array().unwrap().len(), &all["next"]),
        (2, &json!(null))
    );
    let secrets = service.run(&["project", "secrets", "docs"]).await;
    assert!(
        String::from_utf8(secrets.stdout)
            .unwrap()
            .starts_with("whsec_")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn builds_are_asked_for_listed_and_shown() {
    let service = Service::start().await;
    service.server.project().await;
    let prompt = "Add a page that lists all orders, the newest first\n\nwith their sums";
    insta::assert_snapshot!(service.seen(&["build", "list", "shop"]).await, @r"
    exit 0
    ---
    ---
    there are no builds
    ");
    let words = [
        "build",
        "create",
        "shop",
        prompt,
        "--template",
        "service",
        "--var",
        "port=8080",
        "--push",
        "--callback-url",
        "https://example.org/hook",
        "--idempotency-key",
        "key 1",
    ];
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    ");
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    an earlier request with this key made it
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    ");
    let second = service
        .json(&["build", "create", "shop", "漢字 \u{202e}x", "--no-commit"])
        .await;
    insta::assert_snapshot!(service.seen(&["build", "list", "shop"]).await, @r"
    exit 0
    ---
    BUILD                                 STATUS   ASKED FOR  PROMPT
    00000001-0000-7000-8000-000000000000  pending  just now   漢字 x
    00000002-0000-7000-8000-000000000000  pending  just now   Add a page that lists…
    ---
    ");
    let list = service
        .json(&["build", "list", "shop", "--status", "pending"])
        .await;
    let first = &list["items"][1];
    assert_eq!(
        first["spec"],
        json!({
            "prompt": prompt, "template": "service", "variables": {"port": 8080}, "auto_commit": true,
            "auto_push": true, "callback_url": "https://example.org/hook",
        })
    );
    assert_eq!(list["items"][0]["spec"]["auto_commit"], json!(false));
    let show = |id: &serde_json::Value| {
        [
            "build".to_owned(),
            "show".to_owned(),
            id.as_str().unwrap().to_owned(),
        ]
    };
    let first = show(&first["task_id"]);
    insta::assert_snapshot!(service.seen(&first.each_ref().map(|it| &**it)).await, @r"
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page that lists all orders, the newest first
               with their sums
    template   service
    callback   https://example.org/hook
    asked for  just now
    status     pending: the next one
    ---
    ");
    let second = show(&second["task_id"]);
    insta::assert_snapshot!(service.seen(&second.each_ref().map(|it| &**it)).await, @r"
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     漢字 x
    asked for  just now
    status     pending, behind 1 other build
    ---
    ");
    let page = service
        .json(&["build", "list", "shop", "--limit", "1"])
        .await;
    let next = page["next"].as_str().unwrap();
    let rest = service
        .json(&["build", "list", "shop", "--after", next])
        .await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_comes_from_a_file_or_from_standard_input() {
    let service = Service::start().await;
    service.server.project().await;
    let file = service.server.folder.path().join("prompt.md");
    std::fs::write(&file, "from a file\n").unwrap();
    let words = [
        "build",
        "create",
        "shop",
        "--prompt-file",
        file.to_str().unwrap(),
    ];
    assert_eq!(service.run(&words).await.status.code(), Some(0));
    let mut command = service.command(&["build", "create", "shop", "--prompt-file", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"from standard input")
        .await
        .unwrap();
    assert_eq!(
        child.wait_with_output().await.unwrap().status.code(),
        Some(0)
    );
    let list = service.json(&["build", "list", "shop"]).await;
    let prompts = [0, 1].map(|it| list["items"][it]["spec"]["prompt"].clone());
    assert_eq!(prompts, ["from standard input", "from a file\n"]);

    std::fs::write(&file, b"not \xff text").unwrap();
    let text = service
        .seen(&words)
        .await
        .replace(file.to_str().unwrap(), "<file>");
    insta::assert_snapshot!(text, @r"
    exit 74
    ---
    ---
    error: <file> cannot be read
      caused by: invalid utf-8 sequence of 1 bytes from index 4
    ");
    std::fs::write(&file, "x".repeat(2 << 20)).unwrap();
    let text = service
        .seen(&words)
        .await
        .replace(file.to_str().unwrap(), "<file>");
    insta::assert_snapshot!(text, @r"
    exit 74
    ---
    ---
    error: <file> cannot be read
      caused by: file too large
    ");
    std::fs::write(&file, "x".repeat(200_000)).unwrap();
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: Fields are wrong
      caused by: prompt has 200000 bytes; at most 131072 are taken
    ");
    std::fs::write(&file, "x".repeat(300_000)).unwrap();
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: The body is too large: at most 262144 bytes are taken
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn builds_are_cancelled_and_repeated() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let waits = service.server.build(&project).await.to_string();
    let cancel = ["build", "cancel", &waits, "--reason", "not needed"];
    insta::assert_snapshot!(service.seen(&cancel).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000 is cancelled
    ---
    ");
    insta::assert_snapshot!(service.seen(&cancel).await, @r"
    exit 65
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/cancel: The build has ended: it is cancelled
    ");
    insta::assert_snapshot!(service.seen(&["build", "show", &waits]).await, @r"
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     cancelled
    cancelled  by somebody on this machine: not needed
    error      it was cancelled while it waited, by somebody on this machine: not
               needed
    ---
    ");
    let runs = service.server.build(&project).await.to_string();
    service.server.claim().await;
    insta::assert_snapshot!(service.seen(&["build", "show", &runs]).await, @r"
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     running: claimed, attempt 1 of 3
    ---
    ");
    insta::assert_snapshot!(service.seen(&["build", "cancel", &runs]).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000 is being stopped
    ---
    `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows when
    ");
    insta::assert_snapshot!(service.seen(&["build", "show", &runs]).await, @r"
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     running, is being stopped, attempt 1 of 3
    cancelled  by somebody on this machine
    ---
    ");
    insta::assert_snapshot!(service.seen(&["build", "retry", &runs]).await, @r"
    exit 65
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/retry: The build has not ended: it is running: cancel it, or wait
    ");
    let again = service.json(&["build", "retry", &waits]).await;
    assert_eq!(again["retry_of"], json!(waits));
}

#[tokio::test(flavor = "multi_thread")]
async fn callbacks_are_listed_and_posted_again() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let spec = json!({"prompt": "x", "callback_url": "https://example.org/hook"});
    let id = service.server.ended(&project, &spec).await.to_string();
    insta::assert_snapshot!(service.seen(&["build", "callbacks", &id]).await, @r"
    exit 0
    ---
    message    00000001-0000-7000-8000-000000000000_completed
    to         https://example.org/hook
    state      posted now
    tried      not yet
    ---
    ");
    let page = service.json(&["build", "callbacks", &id]).await;
    let message = page["items"][0]["msg_id"].as_str().unwrap().to_owned();
    insta::assert_snapshot!(service.seen(&["build", "redeliver", &id, &message]).await, @r"
    exit 0
    ---
    ---
    it is posted soon
    ");
    insta::assert_snapshot!(service.seen(&["build", "redeliver", &id, "none"]).await, @r"
    exit 66
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/callbacks/none/redeliver: There is no such thing
      hint: the id or name is another one, or the token may not see it
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_files_are_listed() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service
        .server
        .ended(&project, &json!({"prompt": "x"}))
        .await
        .to_string();
    let folder = service.server.folder.path();
    std::fs::write(folder.join("artifact"), "0123456789").unwrap();
    insta::assert_snapshot!(service.seen(&["build", "artifacts", &id]).await, @r"
    exit 0
    ---
    SIZE  TYPE       NAME
    10 B  text/html  logs/out put.html
    ---
    ");
    insta::assert_snapshot!(service.seen(&["build", "artifacts", &id, "none"]).await, @r#"
    exit 66
    ---
    ---
    error: the build keeps no file "none"
      hint: without a name, the command lists them
    "#);
}

/// The store of these tests says another digest: the file is not put in its place.
#[tokio::test(flavor = "multi_thread")]
async fn a_kept_file_that_is_another_one_is_refused() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let spec = json!({"prompt": "x"});
    let id = service.server.ended(&project, &spec).await.to_string();
    let folder = service.server.folder.path();
    std::fs::write(folder.join("artifact"), "0123456789").unwrap();
    let place = folder.join("got");
    let words = [
        "build",
        "artifacts",
        &id,
        "logs/out put.html",
        "--output",
        place.to_str().unwrap(),
    ];
    insta::assert_snapshot!(service.seen(&words).await, @r"
    exit 70
    ---
    ---
    error: logs/out put.html is not what the build kept: its SHA-256 is another one
    ");
    let left: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().contains("got")),
        "{left:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_file_is_got_whole() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    let claim = service.server.claim().await;
    let content = b"\x1b[2J\0binary".repeat(100_000);
    service.keep(&claim, "out.bin", &content).await;
    let (id, place) = (id.to_string(), service.server.folder.path().join("got"));
    std::fs::write(&place, "an earlier one").unwrap();
    let words = [
        "build",
        "artifacts",
        &id,
        "out.bin",
        "-o",
        place.to_str().unwrap(),
    ];
    assert_eq!(service.seen(&words).await, "exit 0\n---\n---\n");
    assert_eq!(std::fs::read(&place).unwrap(), content);
    let printed = service.run(&["build", "artifacts", &id, "out.bin"]).await;
    assert_eq!(printed.stdout, content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_and_its_first_build_are_made_together_or_not_at_all() {
    let service = Service::start().await;
    let words = |prompt| {
        [
            "project",
            "create-and-build",
            "shop",
            "https://example.org/shop.git",
            prompt,
        ]
    };
    insta::assert_snapshot!(service.seen(&words("fail in hook")).await, @r"
    exit 70
    ---
    ---
    error: POST /project/create-and-build: A step of provisioning failed: hook: A step of provisioning failed: the forge says no
      caused by: undone: hook, repository
      hint: the service's log says more of the request 00000001-0000-7000-8000-000000000000
    ");
    insta::assert_snapshot!(service.seen(&words("Add a page")).await, @r"
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    project 00000002-0000-7000-8000-000000000000
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    ");
    insta::assert_snapshot!(service.seen(&words("Add a page")).await, @r"
    exit 65
    ---
    ---
    error: POST /project/create-and-build: The name is taken: there is a project shop
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_revoked() {
    let server = Server::with(Access::Tokens {
        origins: Vec::new(),
    });
    let admin = server.token(None, &[Scope::Admin]).await;
    server.project().await;
    let service = Service::of(server).await;
    let file = service.server.folder.path().join("token");
    std::fs::write(&file, format!("{admin}\n")).unwrap();
    let with_token = async |words: &[&str]| {
        let mut command = service.command(words);
        command
            .arg("--token-file")
            .arg(&file)
            .output()
            .await
            .unwrap()
    };
    let words = [
        "token",
        "create",
        "--scope",
        "read,submit",
        "--project",
        "shop",
        "--days",
        "30",
    ];
    let made = with_token(&words).await;
    let token = String::from_utf8(made.stdout).unwrap();
    assert!(token.starts_with("tks_") && token.trim().len() == token.len() - 1);
    insta::assert_snapshot!(seen(&with_token(&["token", "list"]).await), @r"
    exit 0
    ---
    TOKEN                                 STATE            SCOPES       PROJECT
    00000001-0000-7000-8000-000000000000  valid            admin        all of them
    00000002-0000-7000-8000-000000000000  ends in 29 days  read,submit  shop
    ---
    ");
    let list = async |token: &str| {
        let mut command = service.command(&["build", "list", "shop"]);
        seen(
            &command
                .env("TACHIKOMA_TOKEN", token)
                .output()
                .await
                .unwrap(),
        )
    };
    insta::assert_snapshot!(list(token.trim()).await, @r"
    exit 0
    ---
    ---
    there are no builds
    ");
    let id = &token[4..40];
    insta::assert_snapshot!(seen(&with_token(&["token", "revoke", id]).await), @r"
    exit 0
    ---
    ---
    00000001-0000-7000-8000-000000000000 has ended
    ");
    insta::assert_snapshot!(seen(&with_token(&["token", "list"]).await), @r"
    exit 0
    ---
    TOKEN                                 STATE    SCOPES       PROJECT
    00000001-0000-7000-8000-000000000000  valid    admin        all of them
    00000002-0000-7000-8000-000000000000  revoked  read,submit  shop
    ---
    ");
    insta::assert_snapshot!(list(token.trim()).await, @r"
    exit 77
    ---
    ---
    error: GET /projects/shop/builds: A token is needed: send Authorization: Bearer tks_...
      hint: give a token: TACHIKOMA_TOKEN has it, or --token-file names its file
    ");
    insta::assert_snapshot!(list("").await, @r"
    exit 77
    ---
    ---
    error: GET /projects/shop/builds: A token is needed: send Authorization: Bearer tks_...
      hint: give a token: TACHIKOMA_TOKEN has it, or --token-file names its file
    ");
    let mut cancel = service.command(&["token", "list"]);
    let reader = service.server.token(None, &[Scope::Read]).await;
    let refused = cancel
        .env("TACHIKOMA_TOKEN", reader)
        .output()
        .await
        .unwrap();
    insta::assert_snapshot!(seen(&refused), @r"
    exit 77
    ---
    ---
    error: GET /tokens: This is not allowed: the token has not the scope admin
    ");
}

/// Of what others wrote, a terminal obeys nothing, wherever it is shown.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_harmless_everywhere() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let hostile = "a\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}b\r\u{8}";
    let spec = json!({"prompt": hostile, "variables": {}});
    let id = service.server.build_of(&project, &spec).await;
    let mut claim = service.server.claim().await;
    let text = format!("{hostile}\n{hostile}");
    let output = EventKind::Output {
        stream: Stream::Stderr,
        text,
    };
    service.happens(&mut claim, &[output]).await;
    let text = || hostile.to_owned();
    let artifact = Artifact {
        name: text(),
        size: 1,
        sha256: text(),
        media_type: text(),
    };
    let result = BuildResult {
        output: text(),
        error: Some(text()),
        commit_sha: Some(text()),
        files_changed: vec![text()],
        artifacts: vec![artifact],
        ..BuildResult::default()
    };
    service.finish(&claim, Status::Failed, result).await;
    let id = id.to_string();
    for words in [
        &["build", "list", "shop"][..],
        &["build", "show", &id],
        &["build", "watch", &id],
        &["build", "artifacts", &id],
        &["build", "cancel", &id, "--reason", hostile],
        &["project", "show", hostile],
    ] {
        for flag in [None, Some("--json")] {
            for force in ["0", "1"] {
                let mut command = service.command(words);
                let output = command
                    .args(flag)
                    .env("CLICOLOR_FORCE", force)
                    .output()
                    .await
                    .unwrap();
                let text = [output.stdout, output.stderr].concat();
                let text = String::from_utf8(text).unwrap();
                let colours = ["1", "2", "31", "32", "33", "0"].map(|it| format!("\u{1b}[{it}m"));
                let text = colours
                    .iter()
                    .fold(text, |text, colour| text.replace(colour, ""));
                let is_harmless = |it: char| it == '\n' || !(it.is_control() || it == '\u{202e}');
                assert!(text.chars().all(is_harmless), "{words:?}: {text:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_command_lines_are_told_of() {
    for words in [
        &["build", "create", "shop"][..],
        &["build", "create", "shop", "x", "--var", "novalue"],
        &["build", "create", "shop", "x", "--no-commit", "--push"],
        &["build", "create", "shop", "x", "--wait", "--watch"],
        &["build", "show", "no-id"],
        &["build", "list", "shop", "--status", "done"],
        &["token", "create", "--scope", "root"],
    ] {
        let output = tachikoma(words).output().await.unwrap();
        assert_eq!(output.status.code(), Some(64), "{words:?}: {output:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{words:?}"
        );
    }
    let service = Service::start().await;
    service.server.project().await;
    insta::assert_snapshot!(service.seen(&["build", "create", "shop", " ", "--var", "a=1"]).await, @r"
    exit 65
    ---
    ---
    error: POST /projects/shop/builds: Fields are wrong
      caused by: prompt is empty: say what the agent shall do
      caused by: variables are given without a template that would use them
    ");
    insta::assert_snapshot!(service.seen(&["build", "create", "../x", "x"]).await, @r"
    exit 66
    ---
    ---
    error: POST /projects/..%2Fx/builds: There is no such thing
      hint: the id or name is another one, or the token may not see it
    ");
    insta::assert_snapshot!(service.seen(&["build", "create", "..", "x"]).await, @r#"
    exit 64
    ---
    ---
    error: ".." names nothing
      hint: give the name or the id that the service answered
    "#);
    insta::assert_snapshot!(service.seen(&["project", "create", "Shop", "x", "--limit", "runing=2"]).await, @r"
    exit 64
    ---
    ---
    error: --limit: unknown field `runing`, expected one of `running`, `queued`, `wall_clock_s`, `grace_s`, `output_bytes`, `memory_bytes`, `processes`, `disk_bytes`, `attempts`, `check_rounds`
      hint: give one that the service knows, such as running=2
    ");
    insta::assert_snapshot!(service.seen(&["project", "create", "shop", "x"]).await, @r"
    exit 65
    ---
    ---
    error: POST /projects: The name is taken: there is a project shop
    ");
}
