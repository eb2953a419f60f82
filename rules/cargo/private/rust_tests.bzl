"""rust_test and rust_integration_tests of a Cargo workspace."""

load("@rules_rust//rust:defs.bzl", _rust_test = "rust_test")
load(":incremental.bzl", "with_incremental")
load(":linker.bzl", "with_linker")
load(":member.bzl", "member_of", "package_files")
load(":member_attrs.bzl", "member_attrs")
load(":mode_flags.bzl", "without_bitcode")

# insta asks cargo for the workspace's root unless it is told; nothing is written in a sandbox.
_INSTA_ENV = {
    "INSTA_FORCE_PASS": "0",
    "INSTA_UPDATE": "no",
    "INSTA_WORKSPACE_ROOT": ".",
}

# cargo_check is part of the build and looks at tests too, which a test-only target would forbid.
_DEFAULTS = {
    "size": "small",
    "testonly": False,
}

def test_attrs(attrs):
    """What every test has.

    Args:
        attrs: dict of the attributes that the BUILD file gives.
    """
    return _DEFAULTS | attrs | {
        "env": _INSTA_ENV | attrs.get("env", {}),
        "rustc_env": {"INSTA_WORKSPACE_ROOT": "."} | attrs.get("rustc_env", {}),
        "rustc_flags": without_bitcode() + attrs.get("rustc_flags", []),
    }

def _test_name(source):
    return source.rpartition("/")[2].removesuffix(".rs")

def _features_of(crate):
    """The features that a crate of the same package was declared with, so that its tests are compiled with them too."""
    label = native.package_relative_label(crate)
    if label.package != native.package_name():
        return None
    rule = native.existing_rule(label.name)
    return rule["crate_features"] if rule and "crate_features" in rule else None

def _with_test_defaults(workspace, crate, attrs):
    """Adds what a test sees under Cargo: the features of its crate and the files of its package."""
    features = _features_of(crate) if crate else None
    if features and "crate_features" not in attrs:
        attrs = attrs | {"crate_features": features}
    member = member_of(workspace)
    if not member:
        return attrs
    files = package_files(member, exclude = ["**/*.rs", "benches/**"])
    return {"compile_data": files, "data": package_files(member)} | attrs

def rust_tests(workspace):
    """The macros of tests, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        A struct of macros: `rust_integration_tests`, `rust_test`.
    """

    def rust_test(name, crate = None, deps = [], **kwargs):
        """A test of a crate's own tests, or of sources that make a test crate.

        insta's snapshots work without cargo: none is written, a difference fails the test.

        Args:
            name: the target.
            crate: the crate whose unit tests to run; without it give `srcs`. The test has its features, compile_data,
                edition and dependencies.
            deps: crates of this repository; those of Cargo.toml, dev-dependencies too, are added, unless
                `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rust_test; they win over the workspace's.
        """

        # The dependencies of `crate` come with it.
        kinds = ["dev"] if crate else ["normal", "dev"]
        given = _with_test_defaults(workspace, crate, kwargs | {"deps": deps})
        attrs = member_attrs(workspace, with_linker(test_attrs(given)), kinds)
        _rust_test(name = name, crate = crate, **with_incremental(name, attrs))

    def rust_integration_tests(name, srcs, binaries = [], data = None, rustc_env = {}, shared_srcs = [], tags = [], visibility = None, **kwargs):
        """The integration tests of a crate: one test per file, as cargo does it.

        Args:
            name: the suite; a test is called `<name>_<file without .rs>`.
            srcs: files, each the root of a test crate; give a glob of `tests/*.rs`.
            binaries: labels of programs that the tests run. `CARGO_BIN_EXE_<name>` is the path of one, relative
                to the directory that the test starts in.
            data: files that the tests read at run time; where the workspace's Cargo.toml is read, by default all of
                the package.
            rustc_env: variables for `env!()`.
            shared_srcs: modules that several tests share, such as tests/common/mod.rs.
            tags: tags of all tests and of the suite.
            visibility: visibility of all tests and of the suite.
            **kwargs: further attributes of rust_test, for every test.

        Returns:
            The labels of the tests, for cargo_check.
        """
        tests = []
        binary_env = {
            "CARGO_BIN_EXE_" + Label(binary).name: "$(rootpath {})".format(binary)
            for binary in binaries
        }
        if data == None:
            data = package_files(member_of(workspace))
        for source in srcs:
            test = "{}_{}".format(name, _test_name(source))
            tests.append(test)
            rust_test(
                name = test,
                srcs = [source] + shared_srcs,
                crate_root = source,
                data = binaries + data,
                rustc_env = binary_env | rustc_env,
                tags = tags,
                visibility = visibility,
                **kwargs
            )
        native.test_suite(name = name, tags = tags, tests = tests, visibility = visibility)
        return [":" + test for test in tests]

    return struct(
        rust_integration_tests = rust_integration_tests,
        rust_test = rust_test,
    )
