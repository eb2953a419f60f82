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

# For what only tk is made of: every first run in a checkout waits for it, nobody ships it, and it waits for Bazel and
# for files itself. A development tk is no faster. Beside the flags of production, of which the later ones win.
QUICK_TO_COMPILE = select({
    "//platforms:is_production": [
        "-Copt-level=0",
        "-Ccodegen-units=16",
    ],
    "//conditions:default": [],
})

# For a library of shipped programs that is large enough to compile in parts; link-time optimisation joins them.
IN_PARTS = select({
    "//platforms:is_production": ["-Ccodegen-units=4"],
    "//conditions:default": [],
})
