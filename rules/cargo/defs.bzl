"""Rust targets with what a Cargo workspace decides for all of its members.

A repository has its workspace read, once, in MODULE.bazel:

    cargo = use_extension("@tachikoma//rules/cargo:extensions.bzl", "cargo")
    cargo.workspace(
        crates = "@crates//:defs.bzl",
        manifest = "//:Cargo.toml",
    )
    use_repo(cargo, "cargo")

and the BUILD file beside each Cargo.toml declares all that Cargo finds there:

    load("@cargo//:defs.bzl", "cargo_package")

    cargo_package()

or single targets:

    load("@cargo//:defs.bzl", "rust_library", "rust_test")

    rust_library(name = "bep")

    rust_test(
        name = "unit_test",
        crate = ":bep",
    )

Dependencies, edition, version, features, lints and variables come from the package's Cargo.toml, link-time
optimization and stripping from `@tachikoma//platforms:mode`. docs/rules-cargo.md says more.
"""

load("//rules/cargo/private:build_script.bzl", "build_scripts")
load("//rules/cargo/private:cargo_check.bzl", _cargo_check = "cargo_check")
load("//rules/cargo/private:cargo_package.bzl", "cargo_package_of")
load("//rules/cargo/private:member.bzl", "library_name_of")
load("//rules/cargo/private:rust_package_tests.bzl", "rust_package_tests")
load("//rules/cargo/private:rust_products.bzl", "rust_products")
load("//rules/cargo/private:rust_tests.bzl", "rust_tests")

cargo_check = _cargo_check

def cargo_rules(all_crate_deps = None, aliases = None, edition = None, version = None, lints = None, members = None):
    """Binds the macros to a Cargo workspace.

    `@cargo//:defs.bzl` of the module extension `cargo` does it with what the workspace's Cargo.toml files say. Without
    the extension, `edition`, `version` and `lints` repeat it.

    Args:
        all_crate_deps: the function of that name from the workspace's `@crates//:defs.bzl`; None where no package
            depends on crates of a registry.
        aliases: the function of that name from the workspace's `@crates//:defs.bzl`.
        edition: the Rust edition of all members, for example "2024"; it wins over what Cargo.toml says.
        version: the version of all members: `CARGO_PKG_VERSION`; it wins over what Cargo.toml says.
        lints: dict of lint to level, as in `[workspace.lints]`: `{"clippy::unwrap_used": "warn"}`. Groups of
            lints come before their members. It is for all members, and wins over what Cargo.toml says.
        members: `MEMBERS` of the repository that the module extension makes.

    Returns:
        A struct of the macros `cargo_build_script`, `cargo_package`, `rust_bench`, `rust_binary`, `rust_doc_test`,
        `rust_integration_tests`, `rust_library`, `rust_proc_macro`, `rust_shared_library`, `rust_static_library`
        and `rust_test`, and the rule `cargo_check`; and `library_name`, a function for rules that build on these.
    """
    if members == None and not edition:
        fail("cargo_rules: \"edition\" is {}: load the macros from @cargo//:defs.bzl, which reads it from Cargo.toml, or give it, for example \"2024\"".format(repr(edition)))
    workspace = struct(
        aliases = aliases,
        all_crate_deps = all_crate_deps,
        edition = edition,
        lints = lints,
        members = members,
        version = version,
    )
    products = rust_products(workspace)
    tests = rust_tests(workspace)
    package_tests = rust_package_tests(workspace, tests.rust_test)
    rules = {
        "cargo_build_script": build_scripts(workspace),
        "cargo_check": cargo_check,
        "rust_bench": package_tests.rust_bench,
        "rust_binary": products.rust_binary,
        "rust_doc_test": package_tests.rust_doc_test,
        "rust_integration_tests": tests.rust_integration_tests,
        "rust_library": products.rust_library,
        "rust_proc_macro": products.rust_proc_macro,
        "rust_shared_library": products.rust_shared_library,
        "rust_static_library": products.rust_static_library,
        "rust_test": tests.rust_test,
    }
    return struct(
        cargo_package = cargo_package_of(workspace, struct(**rules)),
        library_name = library_name_of(workspace),
        **rules
    )
