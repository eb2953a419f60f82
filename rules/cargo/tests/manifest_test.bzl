"""What Cargo.toml files say, as Cargo reads them."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules/cargo/private/manifest:workspace.bzl", "read_workspace")

def _files(texts):
    """A reader of files that are given as dict of path to text."""
    below = lambda path: [file.removeprefix(path + "/") if path else file for file in texts if not path or file.startswith(path + "/")]
    return struct(
        exists = lambda path: path in texts or bool(path and below(path)),
        folders = lambda path: sorted({file.partition("/")[0]: True for file in below(path) if "/" in file}),
        list = lambda path: sorted({file.partition("/")[0]: True for file in below(path)}),
        read = lambda path: texts[path],
    )

_ROOT = """\
[workspace]
members = ["crates/*", "tool"]
exclude = ["crates/old"]
[workspace.package]
version = "1.2.3"
edition = "2024"
rust-version = "1.80"
authors = ["A", "B"]
[workspace.dependencies]
base = { path = "crates/base", features = ["one"] }
[workspace.lints.rust]
unused = { level = "deny", priority = -1 }
unused_mut = "allow"
unexpected_cfgs = { level = "warn", check-cfg = ["cfg(loom)"] }
[workspace.lints.clippy]
all = { level = "warn", priority = -2 }
"""

_BASE = """\
[package]
name = "the-base"
version.workspace = true
edition = { workspace = true }
rust-version.workspace = true
authors.workspace = true
links = "base"
[lib]
name = "base_lib"
[features]
default = ["std"]
std = []
one = []
two = ["dep:helper"]
three = []
[dependencies]
helper = { path = "../helper", optional = true }
[lints]
workspace = true
"""

_TOOL = """\
[package]
name = "tool"
version = "0.1.0"
autoexamples = false
[[bin]]
name = "other"
path = "src/other_main.rs"
required-features = ["gui"]
[[test]]
name = "renamed"
path = "tests/first.rs"
harness = false
[features]
gui = ["base?/three", "base/two"]
default = ["gui"]
[dependencies]
base = { workspace = true, features = ["std"] }
[target.'cfg(unix)'.dev-dependencies]
alias-of-helper = { package = "helper", path = "../crates/helper" }
[build-dependencies]
serde = "1"
"""

_HELPER = "[package]\nname = \"helper\"\nversion = \"0.0.1\"\nedition = \"2018\"\ndescription = \"costs $5\"\nbuild = \"make.rs\"\n[lints.rust]\nunsafe_code = \"forbid\"\n"

_WORKSPACE = {
    "Cargo.toml": _ROOT,
    "crates/base/Cargo.toml": _BASE,
    "crates/base/README.md": "",
    "crates/base/src/lib.rs": "",
    "crates/helper/Cargo.toml": _HELPER,
    "crates/helper/make.rs": "",
    "crates/helper/src/lib.rs": "",
    "crates/notes/notes.txt": "",
    "crates/old/Cargo.toml": "[package]\nname = \"old\"\n",
    "tool/Cargo.toml": _TOOL,
    "tool/examples/hidden.rs": "",
    "tool/src/bin/extra.rs": "",
    "tool/src/bin/folder/main.rs": "",
    "tool/src/bin/folder/module.rs": "",
    "tool/src/main.rs": "",
    "tool/src/other_main.rs": "",
    "tool/target/x": "",
    "tool/tests/common/mod.rs": "",
    "tool/tests/first.rs": "",
    "tool/tests/second.rs": "",
}

def _members_impl(ctx):
    env = unittest.begin(ctx)
    members = read_workspace(_files(_WORKSPACE), "rust")
    asserts.equals(env, ["rust/crates/base", "rust/crates/helper", "rust/tool"], sorted(members))
    base = members["rust/crates/base"]
    asserts.equals(env, ("the-base", "1.2.3", "2024", "base"), (base["name"], base["version"], base["edition"], base["links"]))
    asserts.equals(env, "2015", members["rust/tool"]["edition"], "Cargo's default")
    asserts.equals(env, "A:B", base["variables"]["CARGO_PKG_AUTHORS"])
    asserts.equals(env, "1.80", base["variables"]["CARGO_PKG_RUST_VERSION"])
    asserts.equals(env, "README.md", base["variables"]["CARGO_PKG_README"])
    asserts.equals(env, "costs $5", members["rust/crates/helper"]["variables"]["CARGO_PKG_DESCRIPTION"])
    asserts.equals(env, ["examples", "src", "tests"], members["rust/tool"]["folders"], "without target/")
    return unittest.end(env)

_members_test = unittest.make(_members_impl)

def _features_impl(ctx):
    env = unittest.begin(ctx)
    members = read_workspace(_files(_WORKSPACE))
    asserts.equals(env, ["default", "gui"], members["tool"]["features"])
    asserts.equals(env, ["default", "one", "std", "three", "two"], members["crates/base"]["features"])
    alone = read_workspace(_files(_WORKSPACE | {"tool/Cargo.toml": "[package]\nname = \"tool\"\n"}))
    asserts.equals(env, ["default", "std"], alone["crates/base"]["features"])
    asserts.equals(env, [], alone["crates/base"]["siblings"]["normal"], "an optional dependency that is off")
    return unittest.end(env)

_features_test = unittest.make(_features_impl)

def _siblings_impl(ctx):
    env = unittest.begin(ctx)
    members = read_workspace(_files(_WORKSPACE), "rust")
    helper = {"alias": None, "label": "//rust/crates/helper:helper", "links": False, "proc_macro": False}
    asserts.equals(env, [helper], members["rust/crates/base"]["siblings"]["normal"])
    asserts.equals(env, [helper | {"alias": "alias_of_helper"}], members["rust/tool"]["siblings"]["dev"])
    asserts.equals(env, [helper | {"label": "//rust/crates/base:base_lib", "links": True}], members["rust/tool"]["siblings"]["normal"])
    asserts.equals(env, [False, True], [members["rust/" + package]["has_registry_deps"] for package in ["crates/base", "tool"]])
    return unittest.end(env)

_siblings_test = unittest.make(_siblings_impl)

def _lints_impl(ctx):
    env = unittest.begin(ctx)
    members = read_workspace(_files(_WORKSPACE))
    asserts.equals(env, [
        "--warn=clippy::all",
        "--deny=unused",
        "--warn=unexpected_cfgs",
        "--allow=unused_mut",
        "--check-cfg=cfg(docsrs,test)",
        "--check-cfg=cfg(feature, values(\"default\", \"one\", \"std\", \"three\", \"two\"))",
        "--check-cfg=cfg(loom)",
    ], members["crates/base"]["lints"])
    asserts.equals(env, ["--forbid=unsafe_code"], members["crates/helper"]["lints"], "its own; what its build script adds is unknown")
    asserts.equals(env, [], [flag for flag in members["tool"]["lints"] if "check-cfg" not in flag], "the workspace's hold only where they are asked for")
    return unittest.end(env)

_lints_test = unittest.make(_lints_impl)

def _paths(targets):
    return {target["name"]: target["path"] for target in targets}

def _targets_impl(ctx):
    env = unittest.begin(ctx)
    members = read_workspace(_files(_WORKSPACE))
    tool = members["tool"]["targets"]
    asserts.equals(env, {
        "extra": "src/bin/extra.rs",
        "folder": "src/bin/folder/main.rs",
        "other": "src/other_main.rs",
        "tool": "src/main.rs",
    }, _paths(tool["binaries"]))
    asserts.equals(env, {"renamed": "tests/first.rs", "second": "tests/second.rs"}, _paths(tool["tests"]))
    asserts.equals(env, [False, True], [target["harness"] for target in tool["tests"]])
    asserts.equals(env, [["gui"]], [target["features"] for target in tool["binaries"] if target["name"] == "other"])
    asserts.equals(env, ({}, None, None), (_paths(tool["examples"]), tool["library"], tool["build_script"]))
    asserts.equals(env, "make.rs", members["crates/helper"]["targets"]["build_script"])
    asserts.equals(env, "base_lib", members["crates/base"]["targets"]["library"]["name"])
    return unittest.end(env)

_targets_test = unittest.make(_targets_impl)

# A rule, so that a failure is one of the analysis, which a test can look at.
_probe = rule(
    implementation = lambda ctx: [DefaultInfo()] if read_workspace(_files(ctx.attr.files)) else [],
    attrs = {"files": attr.string_dict(doc = "Path to text.")},
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"message": attr.string(doc = "What is said.")},
    expect_failure = True,
)

_REFUSED = {
    "inherited": (
        {"Cargo.toml": "[package]\nname = \"a\"\n[dependencies]\nx.workspace = true"},
        "Cargo.toml: the dependency \"x\" says `workspace = true`, but [workspace.dependencies] does not have it",
    ),
    "level": (
        {"Cargo.toml": "[package]\nname = \"a\"\n[lints.rust]\nx = \"error\""},
        "Cargo.toml: lints.rust.x has the level \"error\"; choose from allow, warn, deny, forbid",
    ),
    "missing_member": (
        {"Cargo.toml": "[workspace]\nmembers = [\"a\"]"},
        "[workspace] members has \"a\", where there is no Cargo.toml: create it, or take the member out",
    ),
    "missing_source": (
        {"Cargo.toml": "[package]\nname = \"a\"\n[[bin]]\nname = \"b\""},
        "Cargo.toml: [[bin]] \"b\" has no source: create the file, or say where it is with `path`",
    ),
    "neither": ({"Cargo.toml": "[dependencies]"}, "Cargo.toml has neither [workspace] nor [package]"),
    "outside": (
        {"Cargo.toml": "[package]\nname = \"a\"\n[dependencies]\nx.path = \"../x\""},
        "Cargo.toml: the dependency \"x\" is in \"../x\", which is no member of the workspace: add it to [workspace] members",
    ),
    "pattern": (
        {"Cargo.toml": "[workspace]\nmembers = [\"**/a\"]"},
        "[workspace] members has \"**/a\": of patterns only * is supported; name the folders",
    ),
    "toml": ({"Cargo.toml": "[package]\nname = \"a"}, "Cargo.toml:2: a text without its closing \""),
    "virtual_member": (
        {"Cargo.toml": "[workspace]\nmembers = [\"a\"]", "a/Cargo.toml": ""},
        "a/Cargo.toml has no [package], but is a member of the workspace",
    ),
}

def manifest_test_suite(name):
    """Declares the tests.

    Args:
        name: prefix of the tests and name of their suite.
    """
    unittest.suite(name + "_read", _members_test, _features_test, _siblings_test, _lints_test, _targets_test)
    for case, (files, message) in _REFUSED.items():
        _probe(
            name = "{}_{}".format(name, case),
            files = files,
            tags = ["manual"],
        )
        _refused_test(
            name = "{}_{}_test".format(name, case),
            size = "small",
            message = message,
            target_under_test = ":{}_{}".format(name, case),
        )
    native.test_suite(
        name = name,
        tests = [":{}_read".format(name)] + [":{}_{}_test".format(name, case) for case in _REFUSED],
    )
