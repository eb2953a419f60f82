//! What people and programs get of `tachikoma build`.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use serde_json::json;
use service::Service;

const PROMPT: &str = "Add a page that lists all orders, the newest first\n\nwith their sums";

#[tokio::test(flavor = "multi_thread")]
async fn builds_are_asked_for_listed_and_shown() {
    let service = Service::start().await;
    service.server.project().await;
    let create = "build create shop 'Add a page that lists all orders' --idempotency-key 'key 1'";
    let second = "build create shop '漢字 x' --no-commit";
    let (list, part) = ("build list shop", "build list shop --limit 1");
    let seen = service
        .session(&[list, create, create, second, list, part])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma build list shop
    exit 0
    ---
    ---
    there are no builds
    $ tachikoma build create shop 'Add a page that lists all orders' --idempotency-key 'key 1'
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    $ tachikoma build create shop 'Add a page that lists all orders' --idempotency-key 'key 1'
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    an earlier request with this key made it
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    $ tachikoma build create shop '漢字 x' --no-commit
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    $ tachikoma build list shop
    exit 0
    ---
    BUILD                                 STATUS   ASKED FOR  PROMPT
    00000001-0000-7000-8000-000000000000  pending  just now   漢字 x
    00000002-0000-7000-8000-000000000000  pending  just now   Add a page that lists…
    ---
    $ tachikoma build list shop --limit 1
    exit 0
    ---
    BUILD                                 STATUS   ASKED FOR  PROMPT
    00000001-0000-7000-8000-000000000000  pending  just now   漢字 x
    ---
    there are more: --after 00000001-0000-7000-8000-000000000000
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_is_asked_for_as_the_flags_say() {
    let service = Service::start().await;
    service.server.project().await;
    let words = "--template service --var port=8080 --var name=shop --var 'version=\"7\"' --var fast=true \
        --push --callback-url https://example.org/hook";
    service
        .run(&format!("build create shop '{PROMPT}' {words}"))
        .await;
    service.run("build create shop x --no-commit").await;
    let list = service.json("build list shop --status pending").await;
    let first = &list["items"][1];
    let wanted = json!({
        "prompt": PROMPT, "template": "service", "auto_commit": true, "auto_push": true,
        "variables": {"port": 8080, "name": "shop", "version": "7", "fast": true},
        "callback_url": "https://example.org/hook",
    });
    assert_eq!(first["spec"], wanted);
    assert_eq!(list["items"][0]["spec"]["auto_commit"], json!(false));
    let second = list["items"][0]["task_id"].as_str().unwrap();
    let rest = service
        .json(&format!("build list shop --after {second}"))
        .await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn builds_that_wait_are_shown() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let spec = json!({"prompt": PROMPT, "template": "service", "callback_url": "https://example.org/hook"});
    let first = service.server.build_of(&project, &spec).await;
    let second = service.server.build(&project).await;
    let seen = service
        .session(&[
            &format!("build show {first}"),
            &format!("build show {second}"),
        ])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
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
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     pending, behind 1 other build
    ---
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_waits_is_cancelled_and_repeated() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await.to_string();
    let cancel = format!("build cancel {id} --reason 'not needed any more by anybody here'");
    let show = format!("build show {id}");
    insta::assert_snapshot!(service.session(&[&cancel, &cancel, &show]).await, @r"
    $ tachikoma build cancel 00000001-0000-7000-8000-000000000000 --reason 'not needed any more by anybody here'
    exit 0
    ---
    00000001-0000-7000-8000-000000000000 is cancelled
    ---
    $ tachikoma build cancel 00000001-0000-7000-8000-000000000000 --reason 'not needed any more by anybody here'
    exit 65
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/cancel: The build has ended: it is cancelled
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     cancelled
    cancelled  by somebody on this machine: not needed any more by anybody here
    error      it was cancelled while it waited, by somebody on this machine: not
               needed any more by anybody here
    ---
    ");
    let again = service.json(&format!("build retry {id}")).await;
    assert_eq!(again["retry_of"], json!(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_runs_is_stopped() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    service.server.claim().await;
    let [show, cancel, retry] = ["show", "cancel", "retry"].map(|it| format!("build {it} {id}"));
    insta::assert_snapshot!(service.session(&[&show, &cancel, &show, &retry]).await, @r"
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     running: claimed, attempt 1 of 3
    ---
    $ tachikoma build cancel 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    00000001-0000-7000-8000-000000000000 is being stopped
    ---
    `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows when
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     running, is being stopped, attempt 1 of 3
    cancelled  by somebody on this machine
    ---
    $ tachikoma build retry 00000001-0000-7000-8000-000000000000
    exit 65
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/retry: The build has not ended: it is running: cancel it, or wait
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn callbacks_are_listed_and_posted_again() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let spec = json!({"prompt": "x", "callback_url": "https://example.org/hook"});
    let id = service.server.ended(&project, &spec).await.to_string();
    let page = service.json(&format!("build callbacks {id}")).await;
    let message = page["items"][0]["msg_id"].as_str().unwrap();
    let seen = service
        .session(&[
            &format!("build callbacks {id}"),
            &format!("build redeliver {id} {message}"),
            &format!("build redeliver {id} none"),
        ])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma build callbacks 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    message    00000001-0000-7000-8000-000000000000_completed
    to         https://example.org/hook
    state      posted now
    tried      not yet
    ---
    $ tachikoma build redeliver 00000001-0000-7000-8000-000000000000 00000001-0000-7000-8000-000000000000_completed
    exit 0
    ---
    ---
    it is posted soon
    $ tachikoma build redeliver 00000001-0000-7000-8000-000000000000 none
    exit 66
    ---
    ---
    error: POST /builds/00000001-0000-7000-8000-000000000000/callbacks/none/redeliver: There is no such thing
      hint: the id or name is another one, or the token may not see it
    ");
}
