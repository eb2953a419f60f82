use std::fs;
use std::path::PathBuf;

use bep::{StepArtifact, StepDefinition, StepFile};
use checkout::{Mode, Workspace};

use crate::error::Result;
use crate::publish::{Outcome, Request, publish};

/// A checkout with a `dist/`, beside the outputs of a Bazel.
pub struct Fixture {
    dir: tempfile::TempDir,
    pub workspace: Workspace,
    pub head: String,
}

impl Fixture {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(&dir.path().join("checkout"));
        fs::create_dir_all(&workspace.root).unwrap();
        Self {
            dir,
            workspace,
            head: "c0ffee".to_owned(),
        }
    }

    pub fn exec_root(&self) -> PathBuf {
        self.dir.path().join("exec")
    }

    pub fn output(&self, path: &str, content: &str) {
        let path = self.exec_root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn dist(&self, path: &str) -> PathBuf {
        self.workspace.dist_dir().join("linux-x64").join(path)
    }

    pub fn publish_as(
        &self,
        mode: Mode,
        steps: &[StepDefinition],
        keep_others: bool,
    ) -> Result<Outcome> {
        let exec_root = self.exec_root();
        let request = Request {
            platform: "linux-x64",
            mode,
            head: Some(self.head.clone()),
            commit: &|| Some(self.head.clone()),
            steps,
            exec_root: &exec_root,
            keep_others,
        };
        publish(&self.workspace, &request)
    }

    pub fn publish(&self, steps: &[StepDefinition]) -> Result<Outcome> {
        self.publish_as(Mode::Production, steps, false)
    }
}

pub fn step(name: &str, files: &[(&str, &str)]) -> StepDefinition {
    let json = serde_json::json!({ "version": 1, "name": name });
    let mut step: StepDefinition = serde_json::from_value(json).unwrap();
    step.artifacts = files
        .iter()
        .map(|(exec_path, path)| StepArtifact {
            path: (*path).to_owned(),
            label: format!("//:{name}-files"),
            files: vec![StepFile {
                exec_path: (*exec_path).to_owned(),
                path: (*path).to_owned(),
                tree: false,
            }],
        })
        .collect();
    step
}

pub fn rust_and_web(fixture: &Fixture) -> [StepDefinition; 2] {
    fixture.output("bazel-out/bin/tool", "\x7fELF program");
    fixture.output("bazel-out/bin/web/index.html", "<html>");
    fixture.output("bazel-out/bin/web/assets/a.js", "a()");
    [
        step("rust", &[("bazel-out/bin/tool", "tool")]),
        step("web", &[("bazel-out/bin/web", "web/dist")]),
    ]
}
