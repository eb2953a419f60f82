"""The Rust rules, bound to this repository's Cargo workspace.

    load("//crates:defs.bzl", "cargo_check", "rust_library", "rust_test")

//rules/cargo:defs.bzl and //rules/napi:defs.bzl say what the macros do. They are bound here and not in rules/, so
that other repositories can load the rules without our `@crates`.
"""

load("@crates//:defs.bzl", "aliases", "all_crate_deps")
load("//rules/cargo:defs.bzl", "cargo_rules")
load("//rules/napi:defs.bzl", "napi_rules")
load(":workspace.bzl", "EDITION", "LINTS", "VERSION")

_cargo = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    edition = EDITION,
    lints = LINTS,
    version = VERSION,
)

cargo_check = _cargo.cargo_check
rust_binary = _cargo.rust_binary
rust_integration_tests = _cargo.rust_integration_tests
rust_library = _cargo.rust_library
rust_test = _cargo.rust_test

napi_module = napi_rules(_cargo).napi_module
