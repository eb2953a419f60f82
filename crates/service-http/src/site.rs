//! The page for people: files that the service serves beside its API.
//!
//! All of them are read at the start, and a request names one of them or none: no path is made of what callers say. They
//! hold no data, so they need no token; what the page shows, it asks the API for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

const INDEX: &str = "index.html";

/// Whose names change with their content: the bundler's.
const NAMED_BY_CONTENT: &str = "assets/";

/// A folder with more is another one.
const MOST_BYTES: usize = 32 << 20;
const MOST_FILES: usize = 1000;
const DEEPEST: usize = 8;

/// Nothing of other hosts, no script or style in the page itself, and no other page around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const OF_ALL_FILES: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The files of the page.
#[derive(Debug)]
pub struct Site {
    /// By their paths from the folder, with `/`.
    files: HashMap<String, File>,
}

#[derive(Debug)]
struct File {
    content: Bytes,
    media_type: &'static str,
    caching: &'static str,
    tag: String,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file or folder cannot be read.
    #[error("cannot read {}, which is of the page", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It is another folder.
    #[error("{} is not the page's folder: {why}", path.display())]
    AnotherFolder {
        /// Which one.
        path: PathBuf,
        /// What it has, or has not.
        why: &'static str,
    },
}

impl Site {
    /// Reads the files of a folder: what the target `//web/service:dist` makes.
    ///
    /// # Errors
    ///
    /// It cannot be read, or holds something else.
    pub fn open(folder: &Path) -> Result<Self, SiteError> {
        let mut site = Self {
            files: HashMap::new(),
        };
        let mut bytes = 0;
        site.read(folder, "", &mut bytes, 0)
            .map_err(|fault| fault.of(folder))?;
        match site.files.contains_key(INDEX) {
            true => Ok(site),
            false => Err(Fault::Another("it has no index.html").of(folder)),
        }
    }

    /// How many files it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files.len()
    }

    fn read(
        &mut self,
        folder: &Path,
        prefix: &str,
        bytes: &mut usize,
        depth: usize,
    ) -> Result<(), Fault> {
        let failed = |source| Fault::Unreadable(folder.to_owned(), source);
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            let failed = |source| Fault::Unreadable(path.clone(), source);
            let Ok(name) = entry.file_name().into_string() else {
                return Err(Fault::Another("it has names that are not UTF-8"));
            };
            // Bazel's runfiles are links.
            let metadata = fs::metadata(&path).map_err(failed)?;
            if metadata.is_dir() {
                if depth == DEEPEST {
                    return Err(Fault::Another("its folders are too deep"));
                }
                self.read(&path, &format!("{prefix}{name}/"), bytes, depth + 1)?;
                continue;
            }
            // Before it is read: it may be anything.
            let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
            *bytes = bytes.saturating_add(length);
            if *bytes > MOST_BYTES || self.files.len() == MOST_FILES {
                return Err(Fault::Another("it has too many or too large files"));
            }
            let content = fs::read(&path).map_err(failed)?;
            let name = format!("{prefix}{name}");
            self.files.insert(name.clone(), File::of(&name, content));
        }
        Ok(())
    }

    /// The file that a request is for, if there is one.
    pub(crate) fn answer(&self, request: &Request) -> Option<Response> {
        let file = self.find(request.uri().path())?;
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return Some(file.answer(request.headers()));
        }
        let mut refused = Failure::plain(StatusCode::METHOD_NOT_ALLOWED, None).into_response();
        refused
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        Some(refused)
    }

    fn find(&self, path: &str) -> Option<&File> {
        match path.strip_prefix('/')? {
            "" => self.files.get(INDEX),
            name => self.files.get(name),
        }
    }
}

enum Fault {
    Unreadable(PathBuf, io::Error),
    Another(&'static str),
}

impl Fault {
    fn of(self, folder: &Path) -> SiteError {
        match self {
            Self::Unreadable(path, source) => SiteError::Unreadable { path, source },
            Self::Another(why) => SiteError::AnotherFolder {
                path: folder.to_owned(),
                why,
            },
        }
    }
}

impl File {
    fn of(name: &str, content: Vec<u8>) -> Self {
        let digest = Sha256::digest(&content);
        let digits: String = digest[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let caching = match name.starts_with(NAMED_BY_CONTENT) {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        Self {
            content: content.into(),
            media_type: media_type(name),
            caching,
            tag: format!("\"{digits}\""),
        }
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in OF_ALL_FILES {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.caching));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(ETAG, tag);
        }
        if self.is_known(asked) {
            headers.remove(CONTENT_TYPE);
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, Body::from(self.content.clone())).into_response()
    }

    fn is_known(&self, asked: &HeaderMap) -> bool {
        let known = asked
            .get_all(IF_NONE_MATCH)
            .into_iter()
            .filter_map(|tags| tags.to_str().ok())
            .flat_map(|tags| tags.split(','))
            .map(str::trim);
        known
            .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
            .any(|tag| tag == "*" || tag == self.tag)
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
