//! A workspace with all that the way past Bazel has to look at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::planted::{self, Extension};
use crate::support::{make_executable, real_bazel, unlock};

const WITHOUT_MODULES: &str = "common --noenable_bzlmod --enable_workspace\n";

const RC: &str = "\
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

const FILES: [(&str, &str); 15] = [
    ("work/.bazelignore", "ignored\ndist\n"),
    ("work/.gitignore", "/dist\n/.tk\n/bazel-*\n/user.rc\n"),
    // From Bazel 9 on there is no WORKSPACE, and the flags that ask for it do nothing.
    ("work/MODULE.bazel", MODULE),
    (
        "work/WORKSPACE",
        "local_repository(name = 'outside', path = '../outside')\n",
    ),
    ("work/BUILD.bazel", BUILD),
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
];

pub struct Checkout {
    dir: tempfile::TempDir,
    /// Variables beside the usual ones.
    pub variables: BTreeMap<String, String>,
    /// Makes contents that were not there before.
    pub counter: u32,
    /// Whether builds with nothing to do are remembered.
    pub can_be_known: bool,
}

impl Checkout {
    pub fn new() -> Self {
        Self::of(None)
    }

    /// One with modules, and an extension that reads more than a workspace.
    pub fn with_modules(extension: Extension) -> Self {
        Self::of(Some(extension))
    }

    fn of(extension: Option<Extension>) -> Self {
        let checkout = Self {
            dir: tempfile::tempdir().unwrap(),
            variables: BTreeMap::new(),
            counter: 0,
            can_be_known: extension.is_none_or(Extension::makes_the_same_again),
        };
        checkout.write_workspace(extension);
        checkout.install_bazel();
        checkout.commit_two_branches();
        checkout
    }

    fn write_workspace(&self, extension: Option<Extension>) {
        let output = self.path("output");
        let folder = self.path("");
        let modules = match extension {
            Some(_) => planted::rc(&folder),
            None => WITHOUT_MODULES.to_owned(),
        };
        let rc = format!(
            "{modules}{RC}startup --output_user_root={} --max_idle_secs=60 --host_jvm_args=-Xmx512m\n",
            output.display()
        );
        let rules = include_str!("../fixture/fixture.bzl").replace(
            "        mnemonic = \"Probe\",",
            "        mnemonic = \"Probe\",\n        use_default_shell_env = True,",
        );
        self.write("work/.bazelrc", &rc);
        self.write("work/fixture.bzl", &rules);
        for (path, content) in FILES {
            self.write(path, content);
        }
        if let Some(extension) = extension {
            for (path, content) in planted::files(extension, &folder) {
                self.write(&path, &content);
            }
            std::fs::remove_file(self.path("work/WORKSPACE")).unwrap();
            let said = ["@found", "@local", "@seen"].map(|it| format!("\"{it}//:said.txt\""));
            let sources = format!("[{}]", said.join(", "));
            self.write(
                "work/BUILD.bazel",
                &BUILD.replace("[\"@outside//:texts\"]", &sources),
            );
        }
        std::os::unix::fs::symlink("src/one.txt", self.path("work/link.txt")).unwrap();
    }

    fn commit_two_branches(&self) {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.commit("first");
        self.git(&["checkout", "--quiet", "-b", "other"]);
        self.write("work/src/two.txt", "other 2\n");
        self.write("work/src/new.txt", "new\n");
        self.commit("other");
        self.git(&["checkout", "--quiet", "main"]);
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

    pub(super) fn run(&self, command: &mut Command) -> String {
        let (succeeded, text) = self.try_run(command);
        assert!(succeeded, "{command:?}:\n{text}");
        text
    }

    pub(super) fn try_run(&self, command: &mut Command) -> (bool, String) {
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
