//! A report as one HTML file: the viewer of `web/`, with the report in it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::{Error, Result};
use crate::ui::printer::Printer;
use bazel::{Unobserved, process};
use checkout::{Workspace, files};

/// The target that makes the page.
const TARGET: &str = "//web:viewer_page";

/// Where that target leaves it.
const BUILT: &str = "bazel-bin/web/viewer.html";

/// The page's name next to `tk` and in the state folder.
const NAME: &str = "viewer.html";

/// Where the report belongs in the page: an empty data block, which the viewer reads.
const PLACE: &str = r#"<script type="application/json" id="report"></script>"#;

/// The page with a report in it.
///
/// # Errors
/// When the page is not one of ours.
pub fn page(viewer: &str, report: &Value, source: &Path) -> Result<String> {
    let Some((before, after)) = viewer.split_once(PLACE) else {
        return Err(Error::NoViewer {
            reason: format!(
                "{} is of another version of tk: it has no place for a report",
                source.display()
            ),
        });
    };
    let (open, close) = PLACE.split_at(PLACE.len() - "</script>".len());
    Ok([before, open, &data(report), close, after].concat())
}

/// JSON that ends no script, and opens no comment in one.
fn data(report: &Value) -> String {
    report
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Finds the viewer page: next to `tk`, in the state folder, or made by Bazel where this
/// workspace has it. Gives its path and content.
///
/// # Errors
/// When it is missing or cannot be read.
pub fn viewer(workspace: &Workspace, printer: &mut Printer) -> Result<(PathBuf, String)> {
    let beside = std::env::current_exe()
        .ok()
        .map(|tk| tk.with_file_name(NAME));
    if let Some(found) = beside.filter(|path| path.is_file()) {
        return read(found);
    }
    let kept = workspace.state_dir().join(NAME);
    if is_own(workspace) && !is_fresh(workspace, &kept) {
        make(workspace, printer)?;
        let built = workspace.root.join(BUILT);
        let (_, text) = read(built)?;
        // A read-only checkout has the page all the same.
        let _ = files::write(&kept, text.as_bytes());
        return Ok((kept, text));
    }
    if kept.is_file() {
        return read(kept);
    }
    Err(Error::NoViewer {
        reason: format!(
            "there is no {NAME} next to tk or in {}",
            workspace.state_dir().display()
        ),
    })
}

fn read(path: PathBuf) -> Result<(PathBuf, String)> {
    let text = fs::read_to_string(&path).map_err(Error::read(&path))?;
    Ok((path, text))
}

/// Whether this workspace is the one that has the viewer.
fn is_own(workspace: &Workspace) -> bool {
    let build = fs::read_to_string(workspace.root.join("web/BUILD.bazel"));
    build.is_ok_and(|text| text.contains("\"viewer_page\""))
}

/// Whether the page is as new as the viewer's sources.
fn is_fresh(workspace: &Workspace, kept: &Path) -> bool {
    let Ok(made) = kept.metadata().and_then(|meta| meta.modified()) else {
        return false;
    };
    !is_newer(&workspace.root.join("web"), made)
}

fn is_newer(path: &Path, than: std::time::SystemTime) -> bool {
    let Ok(meta) = path.symlink_metadata() else {
        return false;
    };
    if meta.modified().is_ok_and(|modified| modified > than) {
        return true;
    }
    meta.is_dir()
        && path
            .read_dir()
            .is_ok_and(|entries| entries.flatten().any(|entry| is_newer(&entry.path(), than)))
}

fn make(workspace: &Workspace, printer: &mut Printer) -> Result<()> {
    printer.line(&format!("Building the viewer page, {TARGET} ..."));
    let arguments = [
        "build",
        "--color=no",
        "--curses=no",
        "--noshow_progress",
        "--show_result=0",
        TARGET,
    ];
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        &arguments.map(Into::into),
        None,
        &mut Unobserved,
    )?;
    if ended.code == 0 {
        return Ok(());
    }
    printer.foreign(&ended.output);
    Err(Error::NoViewer {
        reason: format!("Bazel could not build {TARGET} (exit code {})", ended.code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_cannot_leave_its_place() {
        let viewer = format!("<html>{PLACE}<script>app()</script></html>");
        let report =
            serde_json::json!({"text": "</script><script>alert(1)</script><!-- & \u{2028}"});
        let page = page(&viewer, &report, Path::new("viewer.html")).unwrap();
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script>").count(), 2);
        let data = page.split_once("id=\"report\">").unwrap().1;
        let data = data.split_once("</script>").unwrap().0;
        assert_eq!(serde_json::from_str::<Value>(data).unwrap(), report);
        assert!(super::page("<html></html>", &report, Path::new("x")).is_err());
    }
}
