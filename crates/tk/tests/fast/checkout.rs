//! A workspace with all that the way past Bazel has to look at, and a Bazel that can be asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{make_executable, real_bazel, tk};

/// What `tk build` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    NothingToDo,
    AskedBazel,
}

/// How often a build is asked for before it must be known again.
const PATIENCE: usize = 6;

const RC: &str = "\
common --noenable_bzlmod --enable_workspace
build:development --compilation_mode=fastbuild
build:production --compilation_mode=opt
build --action_env=FLAVOR
try-import %workspace%/user.rc
";

const BUILD: &str = r#"
load("//:fixture.bzl", "build_step", "probe")

probe(name = "whole", srcs = glob(["src/**/*.txt"]) + ["@outside//:texts"], out = "all.txt",
      command = "out=$1; shift; { echo $FLAVOR; cat $@; } > $out")
probe(name = "page", srcs = [":whole"], out = "page.html", command = "cat $2 > $1")
probe(name = "link", srcs = ["link.txt"], out = "linked.txt", command = "cat $2 > $1")
build_step(name = "site", artifacts = {":page": "page.html", ":link": "linked.txt"}, deps = [":page", ":link"])
"#;

const MODULE: &str = r#"
local_repository = use_repo_rule("@bazel_tools//tools/build_defs/repo:local.bzl", "local_repository")
local_repository(name = "outside", path = "../outside")
"#;

const OUTSIDE: &str =
    "filegroup(name = 'texts', srcs = glob(['*.txt']), visibility = ['//visibility:public'])\n";

pub struct Checkout {
    dir: tempfile::TempDir,
    /// Variables beside the usual ones.
    pub variables: BTreeMap<String, String>,
    /// Makes contents that were not there before.
    pub counter: u32,
}

impl Checkout {
    pub fn new() -> Self {
        let checkout = Self {
            dir: tempfile::tempdir().unwrap(),
            variables: BTreeMap::new(),
            counter: 0,
        };
        let output = checkout.path("output");
        let rc = format!(
            "{RC}startup --output_user_root={} --max_idle_secs=60 --host_jvm_args=-Xmx512m\n",
            output.display()
        );
        let rules = include_str!("../fixture/fixture.bzl").replace(
            "        mnemonic = \"Probe\",",
            "        mnemonic = \"Probe\",\n        use_default_shell_env = True,",
        );
        for (path, content) in [
            ("work/.bazelrc", rc.as_str()),
            ("work/.bazelignore", "ignored\ndist\n"),
            ("work/.gitignore", "/dist\n/.tk\n/bazel-*\n/user.rc\n"),
            // From Bazel 9 on there is no WORKSPACE, and the flags that ask for it do nothing.
            ("work/MODULE.bazel", MODULE),
            (
                "work/WORKSPACE",
                "local_repository(name = 'outside', path = '../outside')\n",
            ),
            ("work/BUILD.bazel", BUILD),
            ("work/fixture.bzl", &rules),
            ("work/src/one.txt", "1\n"),
            ("work/src/two.txt", "2\n"),
            ("work/src/deep/three.txt", "3\n"),
            ("work/ignored/file", ""),
            ("outside/BUILD.bazel", OUTSIDE),
            ("outside/WORKSPACE", ""),
            ("outside/far.txt", "far\n"),
            ("home/.bazelrc", "# nothing\n"),
            ("hooks/before", ":\n"),
            ("hooks/after", ":\n"),
        ] {
            checkout.write(path, content);
        }
        std::os::unix::fs::symlink("src/one.txt", checkout.path("work/link.txt")).unwrap();
        checkout.install_bazel();
        checkout.git(&["init", "--quiet", "--initial-branch=main"]);
        checkout.commit("first");
        checkout.git(&["checkout", "--quiet", "-b", "other"]);
        checkout.write("work/src/two.txt", "other 2\n");
        checkout.write("work/src/new.txt", "new\n");
        checkout.commit("other");
        checkout.git(&["checkout", "--quiet", "main"]);
        checkout
    }

    /// A Bazel with something happening before and after it.
    fn install_bazel(&self) {
        let hooks = self.path("hooks");
        let script = format!(
            "#!/bin/sh\n. {hooks}/before\n{bazel} \"$@\"\ncode=$?\n. {hooks}/after\nexit $code\n",
            hooks = hooks.display(),
            bazel = real_bazel().display(),
        );
        self.write("bazel", &script);
        make_executable(&self.path("bazel"));
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(below)
    }

    pub fn write(&self, below: &str, content: &str) {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Lets a shell command run before or after the next Bazel.
    pub fn during(&self, moment: &str, command: &str) {
        let hook = format!("(cd {} && {command})\n", self.path("work").display());
        self.write(&format!("hooks/{moment}"), &hook);
    }

    /// Runs a shell command, whose files an earlier one may have taken away.
    pub fn shell(&self, command: &str) {
        self.try_run(Command::new("/bin/sh").args(["-c", command]));
    }

    /// Makes the workspace one that can be built, whatever became of it.
    pub fn repair(&self) {
        self.shell("[ -e link.txt ] || ln -sfn src/one.txt link.txt");
    }

    pub fn touch(&self, below: &str) {
        self.shell(&format!("touch {below}"));
    }

    pub fn git(&self, arguments: &[&str]) {
        let who = [
            "-c",
            "user.name=Tester",
            "-c",
            "user.email=tester@localhost",
        ];
        self.run(Command::new("git").args(who).args(arguments));
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
    }

    fn run(&self, command: &mut Command) -> String {
        let (succeeded, text) = self.try_run(command);
        assert!(succeeded, "{command:?}:\n{text}");
        text
    }

    fn try_run(&self, command: &mut Command) -> (bool, String) {
        let output = command
            .current_dir(self.path("work"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path("home"))
            .env("USER", "tester")
            .env("TERM", "dumb")
            .env("TK_BAZEL_BIN", self.path("bazel"))
            .env("TK_ROOT", self.path("work"))
            .envs(&self.variables)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        (output.status.success(), text)
    }

    /// A build that may fail: something happens to its files meanwhile.
    pub fn build_disturbed(&self) {
        self.try_run(Command::new(tk()).arg("build"));
    }

    /// Runs `tk`, which must succeed, and gives back all that it says.
    pub fn tk(&self, arguments: &[&str]) -> String {
        self.run(Command::new(tk()).args(arguments))
    }

    pub fn build(&self) -> Answer {
        let said = self.tk(&["build"]);
        if said.contains("as they were at") {
            Answer::NothingToDo
        } else {
            Answer::AskedBazel
        }
    }

    /// Builds until there is nothing to do and that is known.
    pub fn settle(&self) {
        for _ in 0..PATIENCE {
            if self.build() == Answer::NothingToDo {
                return;
            }
        }
        panic!(
            "not known in {PATIENCE} builds: {}",
            self.tk(&["build", "-v"])
        );
    }

    /// Fails when Bazel has something to do, or `dist/` is not what it made.
    pub fn ask_bazel(&self, case: &str) {
        let before = self.outputs();
        let events = self.path("events.json");
        let flag = format!("--build_event_json_file={}", events.display());
        self.bazel(&[
            "build",
            "--config=development",
            "--color=no",
            &flag,
            "--",
            "//:site",
        ]);
        let ran = executed(&std::fs::read_to_string(events).unwrap());
        assert!(ran.is_empty(), "wrong, {case}: Bazel ran {ran:?}");
        assert_eq!(before, self.outputs(), "wrong, {case}: other outputs");
        for (own, bazels) in [("page.html", "page.html"), ("linked.txt", "linked.txt")] {
            let own = std::fs::read(self.path(&format!("work/dist/{}/{own}", platform())));
            let bazels = std::fs::read(self.path(&format!("work/bazel-bin/{bazels}")));
            assert_eq!(own.unwrap(), bazels.unwrap(), "wrong, {case}: dist/");
        }
    }

    fn bazel(&self, arguments: &[&str]) {
        self.run(Command::new(real_bazel()).args(arguments));
    }

    /// The outputs' contents, and where Bazel's links lead.
    fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        let file = |name: &str| {
            let path = self.path(&format!("work/{name}"));
            let content = std::fs::read(&path).unwrap_or_default();
            let target = path.parent().and_then(|link| link.read_link().ok());
            let mut all = format!("{target:?} ").into_bytes();
            all.extend(content);
            (name.to_owned(), all)
        };
        [
            "bazel-bin/all.txt",
            "bazel-bin/page.html",
            "bazel-bin/linked.txt",
            "bazel-bin/site.step.json",
            "bazel-out/volatile",
        ]
        .into_iter()
        .map(file)
        .collect()
    }

    /// Removes all of Bazel's outputs, as `bazel clean --expunge` does.
    pub fn remove_outputs(&self) {
        self.bazel(&["clean", "--expunge"]);
    }

    pub fn damage_memory(&self) {
        for entry in self.path("work/.tk").read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("fast.")
            {
                let content = std::fs::read(&path).unwrap();
                std::fs::write(&path, &content[..content.len() / 2]).unwrap();
            }
        }
    }
}

pub fn platform() -> String {
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{}-{cpu}", std::env::consts::OS)
}

/// The runners of actions that a build really ran, from its JSON events.
fn executed(events: &str) -> Vec<String> {
    let metrics = events
        .lines()
        .find(|line| line.starts_with(r#"{"id":{"buildMetrics""#))
        .unwrap();
    let metrics: serde_json::Value = serde_json::from_str(metrics).unwrap();
    let runners = &metrics["buildMetrics"]["actionSummary"]["runnerCount"];
    runners
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|runner| runner["name"].as_str())
        .filter(|name| !["total", "internal"].contains(name))
        .map(str::to_owned)
        .collect()
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = Command::new(real_bazel())
            .arg("shutdown")
            .current_dir(self.path("work"))
            .env("HOME", self.path("home"))
            .stderr(Stdio::null())
            .status();
        unlock(self.dir.path());
    }
}

/// Bazel makes its outputs read-only, folders too.
fn unlock(folder: &Path) {
    let _ = Command::new("chmod")
        .args(["-R", "u+w"])
        .arg(folder)
        .status();
}
