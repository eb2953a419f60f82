"""Command lines: of lints, and of documentation tests."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/cargo/private:doc_test.bzl", "split_command")
load("//rules/cargo/private:lints.bzl", "lint_flags")

def _split_command_impl(ctx):
    env = unittest.begin(ctx)
    command = split_command([
        "wrapper",
        "--arg-file",
        "x.flags",
        "--arg-file",
        "x.linkflags",
        "--output-file",
        "out",
        "--subst",
        "pwd=${pwd}",
        "--",
        "rustc",
        "src/lib.rs",
        "--crate-name=x",
        "--crate-type=bin",
        "--emit=link=x",
        "--deny=unsafe_code",
        "--cfg",
        "feature=\"on\"",
        "--codegen=metadata=-1",
        "--codegen=linker=cc",
        "-lstatic=y",
        "--test",
    ])
    asserts.equals(env, ["wrapper", "--arg-file", "x.flags", "--subst", "pwd=${pwd}"], command.wrapper)
    asserts.equals(env, ["src/lib.rs", "--crate-name=x", "--cfg", "feature=\"on\"", "--codegen=linker=cc", "-Clink-arg=-ly"], command.arguments)
    return unittest.end(env)

_split_command_test = unittest.make(_split_command_impl)

def _lints_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, ["--warn=clippy::all", "--deny=x"], lint_flags({"clippy::all": "warn", "x": "deny"}))
    return unittest.end(env)

_lints_test = unittest.make(_lints_impl)

def commands_test_suite(name):
    """Declares the tests.

    Args:
        name: name of their suite.
    """
    unittest.suite(name, _split_command_test, _lints_test)
