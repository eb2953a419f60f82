"""The Rust rules, bound to this repository's Cargo workspace."""

load("@crates//:defs.bzl", "aliases", "all_crate_deps")
load("@tachikoma//rules/cargo:factory.bzl", "cargo_rules")
load("@tachikoma//rules/napi:factory.bzl", "napi_rules")

# Edition and version: what Cargo.toml's [workspace.package] says.
_cargo = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    edition = "2024",
    version = "1.2.3",
)

cargo_check = _cargo.cargo_check
rust_binary = _cargo.rust_binary
rust_test = _cargo.rust_test

napi_module = napi_rules(_cargo).napi_module
