"""Makes the rules of one Cargo workspace; for repositories with crates of their own.

    load("@crates//:defs.bzl", "aliases", "all_crate_deps")
    load("@tachikoma//rules/cargo:factory.bzl", "cargo_rules")

    _rules = cargo_rules(
        aliases = aliases,
        all_crate_deps = all_crate_deps,
        edition = "2024",
        version = "1.2.3",
    )
    rust_library = _rules.rust_library
"""

load("//rules/cargo/private:cargo_check.bzl", "cargo_check")
load("//rules/cargo/private:lints.bzl", "LINTS")
load("//rules/cargo/private:rust_products.bzl", "rust_products")
load("//rules/cargo/private:rust_tests.bzl", "rust_tests")

def cargo_rules(all_crate_deps, aliases, edition, version, lints = LINTS):
    """Binds the rules to a workspace.

    Args:
        all_crate_deps: the function of that name of the workspace's `@crates//:defs.bzl`.
        aliases: the function of that name of the workspace's `@crates//:defs.bzl`.
        edition: the Rust edition of all members, for example "2024".
        version: the version of all members; what `CARGO_PKG_VERSION` is.
        lints: dict of lint to level, what `[workspace.lints]` says.

    Returns:
        A struct: the macros `rust_binary`, `rust_integration_tests`, `rust_library`,
        `rust_shared_library` and `rust_test`, and the rule `cargo_check`; see defs.bzl.
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
