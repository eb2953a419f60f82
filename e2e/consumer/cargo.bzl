"""The Rust rules, bound to this repository's Cargo workspace."""

load("@crates//:defs.bzl", "aliases", "all_crate_deps")
load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")
load("@tachikoma//rules/napi:defs.bzl", "napi_rules")

# Edition, version and lints: what Cargo.toml says in [workspace.package] and [workspace.lints].
_cargo = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    edition = "2024",
    lints = {"unused_must_use": "deny"},
    version = "1.2.3",
)

cargo_check = _cargo.cargo_check
rust_binary = _cargo.rust_binary
rust_test = _cargo.rust_test

napi_module = napi_rules(_cargo).napi_module
