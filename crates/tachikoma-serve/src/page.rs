//! The page for people: where its files are.

use std::path::{Path, PathBuf};

use service_http::{Site, SiteError};

use crate::failure::Failure;
use crate::settings::Config;

/// In Bazel's runfiles of the program.
const MADE_BY_BAZEL: &str = "_main/web/service/dist";

/// The page that is set, or the one that came with the program; the API works without one.
///
/// # Errors
///
/// The folder that is set has none.
pub fn open(config: &Config) -> Result<Option<Site>, Failure> {
    if let Some(folder) = &config.page {
        return Ok(Some(Site::open(folder)?));
    }
    let program = std::env::current_exe().ok();
    let found = program.and_then(|program| beside(&program));
    Ok(found.and_then(|folder| opened(&folder)))
}

/// What lies there by itself stops nobody.
fn opened(folder: &Path) -> Option<Site> {
    let site = Site::open(folder).inspect_err(|error: &SiteError| {
        tracing::warn!(error = error as &dyn std::error::Error, "no page");
    });
    site.ok()
}

/// `page` beside the program, or the page among the files that Bazel runs it with.
fn beside(program: &Path) -> Option<PathBuf> {
    let mut runfiles = program.as_os_str().to_owned();
    runfiles.push(".runfiles");
    let places = [
        program.with_file_name("page"),
        PathBuf::from(runfiles).join(MADE_BY_BAZEL),
    ];
    places.into_iter().find(|place| place.is_dir())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_page_is_beside_the_program_or_in_its_runfiles() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("tachikoma-serve");
        assert_eq!(beside(&program), None);
        let runfiles = folder.path().join("tachikoma-serve.runfiles");
        fs::create_dir_all(runfiles.join(MADE_BY_BAZEL)).unwrap();
        assert_eq!(beside(&program), Some(runfiles.join(MADE_BY_BAZEL)));
        let own = folder.path().join("page");
        fs::create_dir(&own).unwrap();
        assert_eq!(beside(&program), Some(own.clone()));
        assert!(opened(&own).is_none(), "an empty folder is no page");
        fs::write(own.join("index.html"), "").unwrap();
        assert!(opened(&own).is_some());
    }
}
