//! Builds of the workspace, and Bazel asked whether there was nothing to do.

use std::collections::BTreeMap;
use std::process::Command;

use crate::checkout::Checkout;
use crate::support::{real_bazel, tk};

/// What `tk build` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    NothingToDo,
    AskedBazel,
}

/// How often a build is asked for before it must be known again.
const PATIENCE: usize = 6;

impl Checkout {
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
        if said.contains("unchanged since") {
            Answer::NothingToDo
        } else {
            Answer::AskedBazel
        }
    }

    /// Builds until there is nothing to do and that is known.
    pub fn settle(&self) {
        if self.is_known_soon() {
            return;
        }
        let said = self.tk(&["build", "-v"]);
        // A running server does not see what changes neither a file's size nor its time.
        let is_of_server = said.contains("changed since Bazel fetched it");
        assert!(is_of_server, "not known in {PATIENCE} builds: {said}");
        self.end_server();
        assert!(self.is_known_soon(), "not known to a new server");
    }

    fn is_known_soon(&self) -> bool {
        (0..PATIENCE).any(|_| self.build() == Answer::NothingToDo)
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

    /// Ends Bazel's server.
    pub fn end_server(&self) {
        self.bazel(&["shutdown"]);
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
