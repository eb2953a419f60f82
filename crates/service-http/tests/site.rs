//! The page's files beside the API.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::Method;
use server::{Answered, Server, call};
use service_http::{Access, Site};

const SCRIPT: &str = "/assets/main-Bq1xZ0ab.js";

/// A folder of a page, and a secret beside it.
fn page_in(folder: &Path) -> PathBuf {
    let page = folder.join("page");
    fs::create_dir_all(page.join("assets")).unwrap();
    for (name, content) in [
        ("page/index.html", "<!doctype html>"),
        ("page/icon.svg", "<svg/>"),
        ("page/assets/main-Bq1xZ0ab.js", "let page;"),
        ("page/assets/main-Bq1xZ0ab.css", "a{}"),
        // Which the API has, too.
        ("page/projects", "a file"),
        ("page/openapi.json", "a file"),
        ("secret", "nobody sees it"),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    page
}

fn server_with(access: Access) -> Server {
    let mut server = Server::with(access);
    let page = page_in(server.folder.path());
    server.api.site = Some(Arc::new(Site::open(&page).unwrap()));
    server
}

async fn send(server: &Server, method: Method, path: &str, headers: &[(&str, &str)]) -> Answered {
    call(server.app(), method, path, headers, "").await
}

#[tokio::test]
async fn files_come_with_their_kinds_and_a_strict_policy() {
    let server = server_with(Access::Loopback);
    let mut lines = Vec::new();
    for path in ["/", "/index.html", "/icon.svg", SCRIPT] {
        let answered = server.get(path).await;
        assert_eq!(answered.status, 200, "{path}");
        let header = |name: &str| answered.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        lines.push(format!(
            "{path}: {} | {} | {}",
            header("content-type"),
            header("cache-control"),
            answered.text
        ));
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    /: text/html; charset=utf-8 | no-cache | <!doctype html>
    /index.html: text/html; charset=utf-8 | no-cache | <!doctype html>
    /icon.svg: image/svg+xml | no-cache | <svg/>
    /assets/main-Bq1xZ0ab.js: text/javascript; charset=utf-8 | public, max-age=31536000, immutable | let page;
    ");
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let server = server_with(Access::Loopback);
    let tag = server.get("/").await.headers["etag"].clone();
    let tag = tag.to_str().unwrap();
    for (sent, status) in [
        (tag.to_owned(), 304),
        (format!("\"other\", W/{tag}"), 304),
        ("*".to_owned(), 304),
        ("\"other\"".to_owned(), 200),
    ] {
        let answered = send(&server, Method::GET, "/", &[("if-none-match", &sent)]).await;
        assert_eq!(answered.status, status, "{sent}");
        assert_eq!(answered.text.is_empty(), status == 304, "{sent}");
        assert_eq!(answered.headers["etag"], tag);
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let server = server_with(Access::Loopback);
    for path in [
        "/secret",
        "/../secret",
        "/assets/../../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/assets/..%2F..%2Fsecret",
        "/assets/%2e%2e/%2e%2e/secret",
        "//secret",
        "/./index.html",
        "/assets",
        "/assets/",
        "/index.html/",
        "/index.html%00",
        "/..\\secret",
    ] {
        let answered = server.get(path).await;
        assert_eq!(answered.status, 404, "{path}");
        assert_eq!(answered.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn routes_of_the_api_go_before_files() {
    let server = server_with(Access::Loopback);
    assert!(server.get("/projects").await.body["items"].is_array());
    assert_eq!(server.get("/openapi.json").await.body["openapi"], "3.1.0");
}

#[tokio::test]
async fn files_are_read_only() {
    let server = server_with(Access::Loopback);
    let head = send(&server, Method::HEAD, "/", &[]).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let refused = send(&server, method.clone(), "/", &[]).await;
        assert_eq!(refused.status, 405, "{method}");
        assert_eq!(refused.headers["allow"], "GET, HEAD");
    }
}

#[tokio::test]
async fn the_page_needs_no_token_and_what_it_shows_does() {
    let server = server_with(Access::Tokens {
        origins: Vec::new(),
    });
    assert_eq!(server.get("/").await.status, 200);
    assert_eq!(server.get(SCRIPT).await.status, 200);
    assert_eq!(server.get("/projects").await.status, 401);
}

#[tokio::test]
async fn a_page_under_another_name_is_refused() {
    let server = server_with(Access::Loopback);
    let headers = [("host", "evil.example")];
    let answered = send(&server, Method::GET, "/", &headers).await;
    assert_eq!(answered.status, 403);
}

#[tokio::test]
async fn without_a_page_there_is_none() {
    assert_eq!(Server::new().get("/").await.status, 404);
}

#[test]
fn a_folder_that_is_no_page_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path| {
        let error = Site::open(path).unwrap_err().to_string();
        error.replace(&*folder.path().to_string_lossy(), "FOLDER")
    };
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let round = page_in(folder.path());
    symlink(&round, round.join("assets/round")).unwrap();
    insta::assert_snapshot!([refused(&folder.path().join("none")), refused(&empty), refused(&round)].join("\n"), @r"
    cannot read FOLDER/none, which is of the page
    FOLDER/empty is not the page's folder: it has no index.html
    FOLDER/page is not the page's folder: its folders are too deep
    ");
    let large = page_in(&folder.path().join("large"));
    let film = fs::File::create(large.join("film")).unwrap();
    film.set_len(1 << 40).unwrap();
    assert!(refused(&large).ends_with("it has too many or too large files"));
}
