//! A small workspace of its own for each test, and the real `tk` run in it.

#![allow(dead_code, reason = "each file of tests takes what it needs of this")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

pub mod dev;
pub mod hostile;
pub mod planted;
pub mod recordings;
pub mod secret_lists;
pub mod shells;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Rules whose programs and tests are a line of shell: `load(":rules.bzl", "program", "program_test")`.
pub const PROGRAM_RULES: &str = r##"
def _program_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, "#!/bin/sh\n" + ctx.attr.command + "\n", is_executable = True)
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files = ctx.files.data))]

_ATTRS = {"command": attr.string(), "data": attr.label_list(allow_files = True)}

program = rule(implementation = _program_impl, attrs = _ATTRS, executable = True)
program_test = rule(implementation = _program_impl, attrs = _ATTRS, test = True)
"##;

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
            "{}startup --output_user_root={} --max_idle_secs=60 --host_jvm_args=-Xmx512m\n",
            include_str!("../fixture/bazelrc.fixture"),
            output.display()
        );
        fixture.write(".bazelrc", &rc);
        fixture.write("MODULE.bazel", include_str!("../fixture/MODULE.fixture"));
        fixture.write("BUILD.bazel", include_str!("../fixture/BUILD.fixture"));
        fixture.write("fixture.bzl", include_str!("../fixture/fixture.bzl"));
        fixture.write("source.txt", "content\n");
        fixture.write("note.in", "updated\n");
        fixture.write("note.txt", "updated\n");
        fixture
    }

    /// An empty folder with this rc file, to become a workspace that a real Bazel builds.
    pub fn of_others(rc: &str) -> Self {
        let fixture = Self::with_bazel(real_bazel(), true);
        let output = fixture.root().parent().unwrap().join("output");
        let startup = format!(
            "startup --output_user_root={} --max_idle_secs=60\n",
            output.display()
        );
        fixture.write(".bazelrc", &format!("{rc}{startup}"));
        fixture
    }

    /// A workspace with the configs and platforms of `tk`, whose Bazel is a shell script that plays a part.
    pub fn played(script: &str) -> Self {
        let fixture = Self::foreign(script);
        fixture.write(
            ".bazelrc",
            "build:development -c fastbuild\nbuild:production -c opt\nbuild:test -c fastbuild\n",
        );
        fixture.write("platforms/BUILD", "");
        fixture
    }

    /// A workspace that knows nothing of `tk`, whose Bazel is a shell script that plays a part.
    pub fn foreign(script: &str) -> Self {
        let mut fixture = Self::with_bazel(PathBuf::new(), false);
        fixture.bazel = fixture.root().join("bazel");
        fixture.write("MODULE.bazel", "");
        fixture.write("bazel", &format!("#!/bin/sh\n{script}"));
        make_executable(&fixture.bazel);
        fixture
    }

    /// A workspace without steps, whose Bazel writes the events of a recording, prints something, and
    /// ends with an exit code.
    pub fn recorded(events: &[u8], printed: &str, code: u8) -> Self {
        let fixture = Self::played(&format!(
            r#"for argument in "$@"; do
  case $argument in
    --build_event_binary_file=*) cat recording >"${{argument#*=}}" ;;
  esac
done
cat printed >&2
exit {code}
"#
        ));
        std::fs::write(fixture.root().join("recording"), events).unwrap();
        fixture.write("printed", printed);
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

    /// The real Bazel, ready to be run in the workspace beside `tk`.
    pub fn bazel(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.bazel);
        command
            .args(arguments)
            .current_dir(self.root())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.dir.path().join("home"))
            .env("USER", "tester")
            .stdin(Stdio::null());
        command
    }

    /// Runs `tk` to its end.
    pub fn tk(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap())
    }
}

impl Fixture {
    fn kill_server(&self) {
        use rustix::process::{Pid, Signal, kill_process};
        let server = self.server_pid().and_then(Pid::from_raw);
        let _ = server.map(|server| kill_process(server, Signal::KILL));
    }

    /// The number of the process that is the workspace's Bazel server, as its own file has it.
    pub fn server_pid(&self) -> Option<i32> {
        let bases = self.dir.path().join("output").read_dir().ok()?;
        let mut files = bases
            .filter_map(Result::ok)
            .map(|base| base.path().join("server/server.pid.txt"));
        let text = std::fs::read_to_string(files.find(|file| file.is_file())?).ok()?;
        text.trim().parse().ok()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if self.has_server {
            let mut shutdown = self.bazel(&["--noblock_for_lock", "shutdown"]);
            let status = shutdown.stderr(Stdio::null()).status();
            if !status.is_ok_and(|status| status.success()) {
                // A test failed in the middle of a build, and nobody gives the lock back.
                self.kill_server();
            }
            unlock(self.dir.path());
        }
    }
}

/// Bazel makes its outputs read-only, folders too.
pub fn unlock(folder: &Path) {
    let _ = Command::new("chmod")
        .args(["-R", "u+w"])
        .arg(folder)
        .stderr(Stdio::null())
        .status();
}

pub fn make_executable(path: &Path) {
    test_programs::make_executable(path).unwrap();
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
