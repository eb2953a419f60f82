//! What people and programs get of `tachikoma project`.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use serde_json::json;
use service::Service;

const CREATE: &str = "project create shop https://me:hunter2@example.org/shop.git --branch next \
    --push-ref refs/heads/bot --agent my-agent --agent --fast --check-target //... --limit running=2 \
    --limit wall_clock_s=600 --template service --callback-host example.org";

#[tokio::test(flavor = "multi_thread")]
async fn projects_are_made_listed_and_shown() {
    let service = Service::start().await;
    let seen = service
        .session(&["project list", CREATE, "project list", "project show shop"])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma project list
    exit 0
    ---
    ---
    there are no projects
    $ tachikoma project create shop https://me:hunter2@example.org/shop.git --branch next --push-ref refs/heads/bot --agent my-agent --agent --fast --check-target //... --limit running=2 --limit wall_clock_s=600 --template service --callback-host example.org
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    $ tachikoma project list
    exit 0
    ---
    PROJECT  BRANCH  MADE      REPOSITORY
    shop     next    just now  https://[redacted]@example.org/shop.git
    ---
    $ tachikoma project show shop
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
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_documents() {
    let service = Service::start().await;
    service.run(CREATE).await;
    let made = service
        .json("project create docs https://example.org/docs.git")
        .await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(service.json(&format!("project show {id}")).await, made);
    let all = service.json("project list").await;
    assert_eq!(
        (all["items"].as_array().unwrap().len(), &all["next"]),
        (2, &json!(null))
    );
    let first = service.json("project list --limit 1").await;
    let next = first["next"].as_str().unwrap();
    let rest = service.json(&format!("project list --after {next}")).await;
    assert_eq!(rest["items"], json!([made]));
    let secrets = service.run("project secrets docs").await;
    assert!(
        String::from_utf8(secrets.stdout)
            .unwrap()
            .starts_with("whsec_")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_and_its_first_build_are_made_together_or_not_at_all() {
    let service = Service::start().await;
    let create = "project create-and-build shop https://example.org/shop.git";
    let [fails, works] = ["'fail in hook'", "'Add a page'"].map(|it| format!("{create} {it}"));
    let seen = service
        .session(&[&fails, &works, &works, "project list --limit 1"])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma project create-and-build shop https://example.org/shop.git 'fail in hook'
    exit 70
    ---
    ---
    error: POST /project/create-and-build: A step of provisioning failed: hook: A step of provisioning failed: the forge says no
      caused by: undone: hook, repository
      hint: the service's log says more of the request 00000001-0000-7000-8000-000000000000
    $ tachikoma project create-and-build shop https://example.org/shop.git 'Add a page'
    exit 0
    ---
    00000001-0000-7000-8000-000000000000
    ---
    project 00000002-0000-7000-8000-000000000000
    it waits: `tachikoma build watch 00000001-0000-7000-8000-000000000000` shows what happens
    $ tachikoma project create-and-build shop https://example.org/shop.git 'Add a page'
    exit 65
    ---
    ---
    error: POST /project/create-and-build: The name is taken: there is a project shop
    $ tachikoma project list --limit 1
    exit 0
    ---
    PROJECT  BRANCH  MADE      REPOSITORY
    shop     main    just now  https://example.org/shop.git
    ---
    ");
    let again = service
        .json(&format!("{works} --idempotency-key mine"))
        .await;
    let list = service.json("build list shop").await;
    assert_eq!(list["items"][0]["task_id"], again["task_id"]);
}
