"""Rust targets with what a Cargo workspace decides for all of its members.

A repository binds the macros to its own workspace, once, in a file of its own:

    load("@crates//:defs.bzl", "aliases", "all_crate_deps")
    load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")

    _rules = cargo_rules(
        aliases = aliases,
        all_crate_deps = all_crate_deps,
        edition = "2024",
        version = "1.2.3",
    )
    rust_library = _rules.rust_library
    rust_test = _rules.rust_test

and its BUILD files load them from there:

    rust_library(name = "bep")

    rust_test(
        name = "unit_test",
        crate = ":bep",
    )

The dependencies come from the package's Cargo.toml, edition, version and lints from the workspace, link-time
optimization and stripping from `@tachikoma//platforms:mode`.
"""

load("//rules/cargo/private:cargo_check.bzl", _cargo_check = "cargo_check")
load("//rules/cargo/private:rust_products.bzl", "rust_products")
load("//rules/cargo/private:rust_tests.bzl", "rust_tests")

cargo_check = _cargo_check

def cargo_rules(all_crate_deps, aliases, edition, version, lints = {}):
    """Binds the macros to a Cargo workspace.

    Args:
        all_crate_deps: the function of that name from the workspace's `@crates//:defs.bzl`.
        aliases: the function of that name from the workspace's `@crates//:defs.bzl`.
        edition: the Rust edition of all members, for example "2024".
        version: the version of all members: `CARGO_PKG_VERSION`.
        lints: dict of lint to level, as in `[workspace.lints]`: `{"clippy::unwrap_used": "warn"}`. Groups of
            lints come before their members.

    Returns:
        A struct of the macros `rust_binary`, `rust_integration_tests`, `rust_library`, `rust_shared_library`
        and `rust_test`, and the rule `cargo_check`.
    """
    workspace = struct(
        aliases = aliases,
        all_crate_deps = all_crate_deps,
        edition = edition,
        lints = lints,
        version = version,
    )
    products = rust_products(workspace)
    tests = rust_tests(workspace)
    return struct(
        cargo_check = cargo_check,
        rust_binary = products.rust_binary,
        rust_integration_tests = tests.rust_integration_tests,
        rust_library = products.rust_library,
        rust_shared_library = products.rust_shared_library,
        rust_test = tests.rust_test,
    )
