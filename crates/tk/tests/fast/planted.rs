//! Workspaces with a module extension and repository rules that read all over the machine.

use std::path::Path;

/// What the extension does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Nothing but to declare repositories.
    Declares,
    /// It reads a file of the workspace and variables, and promises to make the same of the same.
    Promises,
    /// It reads a file outside the workspace, which Bazel does not watch for an extension.
    Reads,
    /// It asks for a variable in a way that no running server repeats.
    Asks,
    /// It runs a program that reads a file, which nobody records.
    Runs,
}

pub const EXTENSIONS: [Extension; 5] = [
    Extension::Declares,
    Extension::Promises,
    Extension::Reads,
    Extension::Asks,
    Extension::Runs,
];

impl Extension {
    /// Whether a new server that runs it again makes the same.
    pub fn makes_the_same_again(self) -> bool {
        matches!(self, Self::Declares | Self::Promises)
    }
}

/// The modules that Bazel 7.7.1 itself wants; without a network there are others of the same names.
const MODULES: [&str; 10] = [
    "apple_support",
    "buildozer",
    "platforms",
    "protobuf",
    "rules_cc",
    "rules_java",
    "rules_license",
    "rules_proto",
    "rules_python",
    "zlib",
];

/// The files that an extension or repository rule reads, below the folder of the checkout. A running server sees a
/// change of each, but of the one that extensions read or run for.
pub const READ: [&str; 4] = [
    "work/listed.txt",
    "work/ignored/named.txt",
    "outside/seen.txt",
    "outside/local.txt",
];

pub const UNSEEN: &str = "outside/run.txt";

const MODULE: &str = r#"
module(name = "planted")
ext = use_extension("//:ext.bzl", "ext")
use_repo(ext, "found", "local", "seen")
"#;

const EXTENSION: &str = r#"
load("//:rules.bzl", "found", "others")

def _ext(mctx):
    text = TEXT
    found(name = "found", text = text)
    others.local(name = "local", path = "OUTSIDE/local.txt")
    others.seen(name = "seen", path = "OUTSIDE/seen.txt")
    return mctx.extension_metadata(METADATA)

ext = module_extension(_ext)
"#;

const PROMISED: &str =
    r#"mctx.read(Label("//:listed.txt")) + mctx.getenv("FLAVOR", "") + mctx.getenv("TERM", "")"#;

const RULES: &str = r#"
def _found(rctx):
    rctx.file("BUILD.bazel", "exports_files(['said.txt'])")
    named = rctx.read(Label("//:ignored/named.txt"))
    rctx.file("said.txt", named + (rctx.attr.text or rctx.read(rctx.attr.path)))

_ATTRS = {"text": attr.string(), "path": attr.string()}

found = repository_rule(_found, attrs = _ATTRS)
local = repository_rule(_found, attrs = _ATTRS, local = True)
others = struct(local = local, seen = found)
"#;

/// The rc file's first lines.
pub fn rc(folder: &Path) -> String {
    let overridden = MODULES.map(|module| {
        let folder = folder.join("modules").join(module);
        format!("common --override_module={module}={}\n", folder.display())
    });
    format!(
        "common --enable_bzlmod --noenable_workspace --lockfile_mode=off\n{}",
        overridden.concat()
    )
}

/// The files, by path below the folder of the checkout.
pub fn files(extension: Extension, folder: &Path) -> Vec<(String, String)> {
    let outside = folder.join("outside").display().to_string();
    let (text, metadata) = match extension {
        Extension::Declares => (r#""declared""#, ""),
        Extension::Promises => (PROMISED, "reproducible = True"),
        Extension::Reads => (r#"mctx.read("OUTSIDE/run.txt")"#, ""),
        Extension::Asks => (r#"mctx.os.environ.get("TERM", "no terminal")"#, ""),
        Extension::Runs => (
            r#"mctx.execute(["cat", "OUTSIDE/run.txt"]).stdout"#,
            "reproducible = True",
        ),
    };
    let text = EXTENSION
        .replace("TEXT", text)
        .replace("METADATA", metadata)
        .replace("OUTSIDE", &outside);
    let mut files = vec![
        ("work/MODULE.bazel".to_owned(), MODULE.to_owned()),
        ("work/ext.bzl".to_owned(), text),
        ("work/rules.bzl".to_owned(), RULES.to_owned()),
    ];
    for path in READ.iter().chain(&[UNSEEN]) {
        files.push(((*path).to_owned(), format!("{path}\n")));
    }
    for module in MODULES {
        let module_file = format!("module(name = \"{module}\")\n");
        files.push((format!("modules/{module}/MODULE.bazel"), module_file));
        files.push((format!("modules/{module}/BUILD.bazel"), String::new()));
    }
    let host =
        "package(default_visibility = [\"//visibility:public\"])\nplatform(name = \"host\")\n";
    files.push((
        "modules/platforms/host/BUILD.bazel".to_owned(),
        host.to_owned(),
    ));
    files
}
