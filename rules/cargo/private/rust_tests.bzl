"""rust_test and rust_integration_tests of a Cargo workspace."""

load("@rules_rust//rust:defs.bzl", _rust_test = "rust_test")
load(":incremental.bzl", "with_incremental")
load(":linker.bzl", "with_linker")
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

def _test_attrs(attrs):
    return _DEFAULTS | attrs | {
        "env": _INSTA_ENV | attrs.get("env", {}),
        "rustc_env": {"INSTA_WORKSPACE_ROOT": "."} | attrs.get("rustc_env", {}),
        "rustc_flags": without_bitcode() + attrs.get("rustc_flags", []),
    }

def _test_name(source):
    return source.rpartition("/")[2].removesuffix(".rs")

def rust_tests(workspace):
    """The macros of tests, bound to a workspace; see defs.bzl for what they do.

    Args:
        workspace: struct, as factory.bzl makes it.

    Returns:
        A struct of macros: `rust_integration_tests`, `rust_test`.
    """

    def rust_test(name, crate = None, **kwargs):
        # The dependencies of `crate` come with it.
        kinds = ["dev"] if crate else ["normal", "dev"]
        attrs = member_attrs(workspace, with_linker(_test_attrs(kwargs)), kinds)
        _rust_test(name = name, crate = crate, **with_incremental(name, attrs))

    def rust_integration_tests(name, srcs, binaries = [], data = [], rustc_env = {}, shared_srcs = [], tags = [], visibility = None, **kwargs):
        tests = []
        binary_env = {
            "CARGO_BIN_EXE_" + Label(binary).name: "$(rootpath {})".format(binary)
            for binary in binaries
        }
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
