//! A small workspace of its own for each test, and the real `tk` run in it.

#![allow(dead_code, reason = "each file of tests takes what it needs of this")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The `tk` under test. Bazel gives its path relative to where tests start.
pub fn tk() -> PathBuf {
    std::env::current_dir()
        .unwrap()
        .join(env!("CARGO_BIN_EXE_tk"))
}

/// The Bazel that the tests run. They need one: without it they fail, they do not pass.
pub fn real_bazel() -> PathBuf {
    let named = std::env::var_os("TK_BAZEL_BIN").map(PathBuf::from);
    match named.or_else(bazel_on_path) {
        Some(bazel) if bazel.is_file() => bazel,
        Some(bazel) => panic!(
            "TK_BAZEL_BIN names {}, which is not a file",
            bazel.display()
        ),
        None => panic!(
            "these tests run a real Bazel, and there is none on PATH: set TK_BAZEL_BIN to its path \
             (./tk does; Bazel passes it on to these tests)"
        ),
    }
}

/// The Bazel of a machine that has one installed.
fn bazel_on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    ["bazelisk", "bazel"]
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
}

/// A workspace in a temporary folder.
pub struct Fixture {
    dir: tempfile::TempDir,
    bazel: PathBuf,
    has_server: bool,
}

impl Fixture {
    /// A workspace that a real Bazel builds.
    pub fn real() -> Self {
        let fixture = Self::with_bazel(real_bazel(), true);
        let root = fixture.root();
        let output = root.parent().unwrap().join("output");
        let rc = format!(
            "{}startup --output_user_root={} --max_idle_secs=60\n",
            include_str!("../fixture/bazelrc.fixture"),
            output.display()
        );
        fixture.write(".bazelrc", &rc);
        fixture.write("MODULE.bazel", include_str!("../fixture/MODULE.fixture"));
        fixture.write("BUILD.bazel", include_str!("../fixture/BUILD.fixture"));
        fixture.write("fixture.bzl", include_str!("../fixture/fixture.bzl"));
        fixture.write("source.txt", "content\n");
        fixture.write("note.txt", "updated\n");
        fixture
    }

    /// A workspace whose Bazel is a shell script that plays a part.
    pub fn played(script: &str) -> Self {
        let mut fixture = Self::with_bazel(PathBuf::new(), false);
        fixture.bazel = fixture.root().join("bazel");
        fixture.write("MODULE.bazel", "");
        fixture.write("bazel", &format!("#!/bin/sh\n{script}"));
        make_executable(&fixture.bazel);
        fixture
    }

    fn with_bazel(bazel: PathBuf, has_server: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("checkout")).unwrap();
        Self {
            dir,
            bazel,
            has_server,
        }
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("checkout")
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub fn exists(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// `tk` with a small environment of its own, ready to be run in the workspace.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(tk());
        command
            .args(arguments)
            .current_dir(self.root())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.dir.path().join("home"))
            .env("USER", "tester")
            .env("TK_ROOT", self.root())
            .env("TK_BAZEL_BIN", &self.bazel)
            .stdin(Stdio::null());
        command
    }

    /// Runs `tk` to its end.
    pub fn tk(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap())
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if self.has_server {
            let _ = Command::new(&self.bazel)
                .arg("shutdown")
                .current_dir(self.root())
                .env("USER", "tester")
                .env("HOME", self.dir.path().join("home"))
                .stderr(Stdio::null())
                .status();
            unlock(self.dir.path());
        }
    }
}

/// Bazel makes its outputs read-only, folders too.
fn unlock(folder: &Path) {
    let _ = Command::new("chmod")
        .args(["-R", "u+w"])
        .arg(folder)
        .stderr(Stdio::null())
        .status();
}

pub fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What a run of `tk` did.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Fails with all that was printed when the exit code is another.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Fails with all that was printed when standard error does not have a text.
    #[track_caller]
    pub fn expect_stderr(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "no {text:?} in:\n{}",
            self.stderr
        );
        self
    }
}
