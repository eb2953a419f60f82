//! What people see where there is no service, another server, or nobody who may ask.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

#[path = "../../service-callback/tests/company/mod.rs"]
mod company;
mod service;

use std::sync::Arc;

use service::{Service, seen, tachikoma};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What a command says that asks an address.
async fn asked(url: &str, line: &str) -> String {
    let mut command = tachikoma(line);
    let output = command.env("TACHIKOMA_URL", url).output().await.unwrap();
    seen(&output)
}

/// A server that answers everything with this.
async fn answering(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    format!("http://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_told_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let began = std::time::Instant::now();
    let id = "019af0c6-6c1e-7000-8000-000000000000";
    for line in [
        "project list",
        "build create shop x",
        &format!("build watch {id}"),
    ] {
        let told = asked(&url, line).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @r"
            exit 69
            ---
            ---
            error: the build service at http://127.0.0.1:PORT cannot be reached
              caused by: Connection refused (os error 111)
              hint: start one with `tachikoma serve`, or say where it is with --url or TACHIKOMA_URL
            ");
        }
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(10));
    // Waiting begins with an answer, too.
    let told = asked(&url, &format!("build show {id} --wait")).await;
    assert!(told.starts_with("exit 69"), "{told}");
}

/// What other servers answer, and services that are broken.
fn foreign_answers() -> [String; 7] {
    let problem = r#"{"type":"about:blank","title":"a\u001b[2J\u202eb","status":200}"#;
    let html = "content-type: text/html\r\ncontent-length: 4\r\n\r\n<p>x";
    let json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    [
        format!("HTTP/1.1 200 OK\r\n{html}"),
        format!("HTTP/1.1 404 Not Found\r\n{html}"),
        "HTTP/1.1 302 Found\r\nlocation: http://example.org/\r\ncontent-length: 0\r\n\r\n"
            .to_owned(),
        format!("{json} 2\r\n\r\n{{}}"),
        format!("{json} 9\r\n\r\n{{}}"),
        "SSH-2.0-OpenSSH\r\n".to_owned(),
        format!(
            "HTTP/1.1 422 x\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\r\n{problem}",
            problem.len()
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_is_told_from_a_service() {
    let mut shown = String::new();
    for answer in foreign_answers() {
        let url = answering(answer).await;
        shown.push_str(&asked(&url, "project list").await);
    }
    insta::assert_snapshot!(shown, @r"
    exit 69
    ---
    ---
    error: what answers at http://127.0.0.1:PORT is no build service: it answers with status 200
      hint: look at --url or TACHIKOMA_URL: it may name another server
    exit 69
    ---
    ---
    error: what answers at http://127.0.0.1:PORT is no build service: it answers with status 404
      hint: look at --url or TACHIKOMA_URL: it may name another server
    exit 69
    ---
    ---
    error: what answers at http://127.0.0.1:PORT is no build service: it answers with status 302
      hint: look at --url or TACHIKOMA_URL: it may name another server
    exit 70
    ---
    ---
    error: the answer of the build service at http://127.0.0.1:PORT cannot be read
      caused by: missing field `items` at line 1 column 2
      hint: the service may be newer than this program
    exit 69
    ---
    ---
    error: the connection to the build service at http://127.0.0.1:PORT was lost
      caused by: end of file before message length reached
    exit 69
    ---
    ---
    error: the build service at http://127.0.0.1:PORT cannot be reached
      caused by: invalid HTTP version parsed
      hint: start one with `tachikoma serve`, or say where it is with --url or TACHIKOMA_URL
    exit 65
    ---
    ---
    error: GET /projects: ab
    ");
}

/// What a command says with a variable.
async fn with(line: &str, name: &str, value: &str) -> String {
    let mut command = tachikoma(line);
    seen(&command.env(name, value).output().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_wrong_are_told_of() {
    let list = "project list";
    insta::assert_snapshot!(with(list, "TACHIKOMA_URL", "localhost:7420").await, @r#"
    exit 64
    ---
    ---
    error: "localhost:7420" is no address of a build service: it does not start with http:// or https://
      hint: give one like http://127.0.0.1:PORT with --url or TACHIKOMA_URL
    "#);
    insta::assert_snapshot!(with(list, "TACHIKOMA_URL", "https://me:hunter2@example.org").await, @r#"
    exit 64
    ---
    ---
    error: "https://[redacted]@example.org" is no address of a build service: it has a user or password in it: the service takes tokens
      hint: give one like http://127.0.0.1:PORT with --url or TACHIKOMA_URL
    "#);
    insta::assert_snapshot!(with(list, "TACHIKOMA_TOKEN", "two words").await, @r"
    exit 64
    ---
    ---
    error: the token has a space, a line break or another letter that no token has
    ");
    insta::assert_snapshot!(with("project list --token-file none", "A", "b").await, @r"
    exit 66
    ---
    ---
    error: none cannot be read
      caused by: No such file or directory (os error 2)
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_wrong_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, "no certificate").unwrap();
    insta::assert_snapshot!(with(&format!("project list --ca-file {}", path.display()), "A", "b").await, @r"
    exit 64
    ---
    ---
    error: the certificates of further authorities cannot be read as PEM: there is none
    ");
    // What is empty is not set.
    let nothing = with(
        "project list --url http://127.0.0.1:1",
        "TACHIKOMA_TOKEN",
        "",
    )
    .await;
    assert!(nothing.starts_with("exit 69"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_s_authority_is_trusted_where_its_file_is_given() {
    let service = Service::start().await;
    let (config, authority) = company::certificate();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let (acceptor, port) = (TlsAcceptor::from(Arc::new(config)), service.port);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Who does not trust it breaks off.
                let Ok(mut outside) = acceptor.accept(stream).await else {
                    return;
                };
                let mut inside = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    insta::assert_snapshot!(asked(&url, "project list").await, @r"
    exit 69
    ---
    ---
    error: the build service at https://127.0.0.1:PORT cannot be reached
      caused by: invalid peer certificate: UnknownIssuer
      hint: a company's own authority is given with --ca-file
    ");
    let file = service.server.folder.path().join("ca.pem");
    std::fs::write(&file, authority).unwrap();
    let line = format!("project list --ca-file {}", file.display());
    insta::assert_snapshot!(asked(&url, &line).await, @r"
    exit 0
    ---
    ---
    there are no projects
    ");
}
