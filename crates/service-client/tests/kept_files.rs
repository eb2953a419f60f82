//! Files that are kept of builds.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use serde_json::json;
use service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn kept_files_are_listed() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let spec = json!({"prompt": "x"});
    let id = service.server.ended(&project, &spec).await;
    let [list, none] = ["", "none"].map(|it| format!("build artifacts {id} {it}"));
    insta::assert_snapshot!(service.session(&[&list, &none]).await, @r#"
    $ tachikoma build artifacts 00000001-0000-7000-8000-000000000000 
    exit 0
    ---
    SIZE  TYPE       NAME
    10 B  text/html  logs/out put.html
    ---
    $ tachikoma build artifacts 00000001-0000-7000-8000-000000000000 none
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
    let id = service.server.ended(&project, &spec).await;
    let folder = service.server.folder.path();
    std::fs::write(folder.join("artifact"), "0123456789").unwrap();
    let place = folder.join("got");
    let get = format!(
        "build artifacts {id} 'logs/out put.html' --output {}",
        place.display()
    );
    insta::assert_snapshot!(service.seen(&get).await, @r"
    exit 70
    ---
    ---
    error: logs/out put.html is not what the build kept: its SHA-256 is another one
    ");
    let left = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let left: Vec<String> = left.map(|it| it.to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.contains("got")), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_file_is_got_whole() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    let claim = service.server.claim().await;
    let content = b"\x1b[2J\0binary".repeat(100_000);
    service.keep(&claim, "out.bin", &content).await;
    let place = service.server.folder.path().join("got");
    std::fs::write(&place, "an earlier one").unwrap();
    let get = format!("build artifacts {id} out.bin");
    let seen = service.seen(&format!("{get} -o {}", place.display())).await;
    assert_eq!(seen, "exit 0\n---\n---\n");
    assert_eq!(std::fs::read(&place).unwrap(), content);
    assert_eq!(service.run(&get).await.stdout, content);
}
