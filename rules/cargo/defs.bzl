"""Rust targets with what the Cargo workspace decides for all of its members.

    load("//rules/cargo:defs.bzl", "rust_library", "rust_test")

    rust_library(name = "bep")

    rust_test(
        name = "unit_test",
        crate = ":bep",
    )

The dependencies come from the package's Cargo.toml, the edition, version and lints from the
workspace, link-time optimisation and stripping from //platforms:mode. Other repositories bind
the same macros to their own workspace: see factory.bzl.
"""

load("@crates//:defs.bzl", "aliases", "all_crate_deps")
load(":factory.bzl", "cargo_rules")
load(":versions.bzl", "EDITION", "VERSION")

_rules = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    edition = EDITION,
    version = VERSION,
)

cargo_check = _rules.cargo_check

def rust_library(name, srcs = None, deps = [], **kwargs):
    """A library crate.

    Args:
        name: the target, and the crate.
        srcs: sources; by default all of src/ but main.rs and bin/.
        deps: crates of this repository; those of Cargo.toml are added, unless
            `crate_deps = False`.
        **kwargs: further attributes of rules_rust's rust_library; they win over the workspace's.
    """
    _rules.rust_library(name = name, srcs = srcs, deps = deps, **kwargs)

def rust_binary(name, srcs = None, deps = [], **kwargs):
    """A program.

    Args:
        name: the target, and the program.
        srcs: sources; by default src/main.rs, and the rest of src/ where the package has no library.
        deps: crates of this repository; those of Cargo.toml are added, unless
            `crate_deps = False`.
        **kwargs: further attributes of rules_rust's rust_binary; they win over the workspace's.
    """
    _rules.rust_binary(name = name, srcs = srcs, deps = deps, **kwargs)

def rust_shared_library(name, srcs = None, deps = [], **kwargs):
    """A C shared library (cdylib).

    Args:
        name: the target, and the crate.
        srcs: sources; by default all of src/ but main.rs and bin/.
        deps: crates of this repository; those of Cargo.toml are added, unless
            `crate_deps = False`.
        **kwargs: further attributes of rules_rust's rust_shared_library; they win over the
            workspace's.
    """
    _rules.rust_shared_library(name = name, srcs = srcs, deps = deps, **kwargs)

def rust_test(name, crate = None, deps = [], **kwargs):
    """A test of a crate's own tests, or of sources that make a test crate.

    insta's snapshots work without cargo: none is written, a difference fails the test.

    Args:
        name: the target.
        crate: the crate whose unit tests to run; without it give `srcs`.
        deps: crates of this repository; those of Cargo.toml, dev-dependencies too, are added,
            unless `crate_deps = False`.
        **kwargs: further attributes of rules_rust's rust_test; they win over the workspace's.
    """
    _rules.rust_test(name = name, crate = crate, deps = deps, **kwargs)

def rust_integration_tests(name, srcs, binaries = [], shared_srcs = [], deps = [], **kwargs):
    """The integration tests of a crate: one test per file, as cargo does it.

    Args:
        name: the suite; a test is called `<name>_<file without .rs>`.
        srcs: files, each the root of a test crate; give a glob of `tests/*.rs`.
        binaries: labels of programs that the tests run. `CARGO_BIN_EXE_<name>` is the path of
            one, relative to the folder that the test starts in.
        shared_srcs: modules that several tests share, such as tests/common/mod.rs.
        deps: crates of this repository; those of Cargo.toml, dev-dependencies too, are added,
            unless `crate_deps = False`.
        **kwargs: further attributes of rules_rust's rust_test, for every test.

    Returns:
        The labels of the tests, for cargo_check.
    """
    return _rules.rust_integration_tests(
        name = name,
        srcs = srcs,
        binaries = binaries,
        shared_srcs = shared_srcs,
        deps = deps,
        **kwargs
    )
