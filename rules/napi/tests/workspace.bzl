"""napi_module of a Cargo workspace of the tests' own."""

load("//rules/cargo/tests:workspace.bzl", "RULES")
load("//rules/napi:defs.bzl", "napi_rules")

cargo_check = RULES.cargo_check
napi_module = napi_rules(RULES).napi_module
