//! What people get of `tachikoma token`, and who has none.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use ::service::token::Scope;
use service::{Server, Service, seen};
use service_http::Access;

/// A service with tokens, and the file of an administrator's.
async fn with_tokens() -> (Service, String) {
    let server = Server::with(Access::Tokens {
        origins: Vec::new(),
    });
    let admin = server.token(None, &[Scope::Admin]).await;
    server.project().await;
    let file = server.folder.path().join("token");
    std::fs::write(&file, format!("{admin}\n")).unwrap();
    let flag = format!("--token-file {}", file.display());
    (Service::of(server).await, flag)
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_revoked() {
    let (service, flag) = with_tokens().await;
    let create = "token create --scope read,submit --project shop --days 30";
    let made = service.run(&format!("{create} {flag}")).await;
    let token = String::from_utf8(made.stdout).unwrap();
    let token = token.trim_end();
    assert!(token.starts_with("tks_"), "{token}");
    let list = format!("token list {flag}");
    insta::assert_snapshot!(service.seen(&list).await, @r"
    exit 0
    ---
    TOKEN                                 STATE            SCOPES       PROJECT
    00000001-0000-7000-8000-000000000000  valid            admin        all of them
    00000002-0000-7000-8000-000000000000  ends in 29 days  read,submit  shop
    ---
    ");
    let builds = async || {
        let mut command = service.command("build list shop");
        seen(
            &command
                .env("TACHIKOMA_TOKEN", token)
                .output()
                .await
                .unwrap(),
        )
    };
    assert_eq!(builds().await, "exit 0\n---\n---\nthere are no builds\n");
    let revoke = format!("token revoke {} {flag}", &token[4..40]);
    assert_eq!(service.run(&revoke).await.status.code(), Some(0));
    insta::assert_snapshot!(builds().await, @r"
    exit 77
    ---
    ---
    error: GET /projects/shop/builds: A token is needed: send Authorization: Bearer tks_...
      hint: give a token: TACHIKOMA_TOKEN has it, or --token-file names its file
    ");
    let list = service.seen(&list).await;
    assert!(list.contains("  revoked  read,submit  shop\n"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_token_or_another_one_is_told() {
    let (service, _) = with_tokens().await;
    insta::assert_snapshot!(service.seen("build list shop").await, @r"
    exit 77
    ---
    ---
    error: GET /projects/shop/builds: A token is needed: send Authorization: Bearer tks_...
      hint: give a token: TACHIKOMA_TOKEN has it, or --token-file names its file
    ");
    let reader = service.server.token(None, &[Scope::Read]).await;
    let mut list = service.command("token list");
    let refused = list.env("TACHIKOMA_TOKEN", &reader).output().await.unwrap();
    insta::assert_snapshot!(seen(&refused), @r"
    exit 77
    ---
    ---
    error: GET /tokens: This is not allowed: the token has not the scope admin
    ");
}
