"""A Cargo workspace of the tests' own, whose members depend on nothing: the rules need no `@crates`."""

load("//rules/cargo:defs.bzl", "cargo_rules")

LINTS = {
    "clippy::all": "warn",
    "clippy::print_stdout": "warn",
    "clippy::unwrap_used": "warn",
    "missing_docs": "warn",
    "unsafe_code": "deny",
}

RULES = cargo_rules(
    aliases = lambda **_kinds: {},
    all_crate_deps = lambda **_kinds: [],
    edition = "2024",
    lints = LINTS,
    version = "1.2.3",
)

cargo_check = RULES.cargo_check
rust_binary = RULES.rust_binary
rust_integration_tests = RULES.rust_integration_tests
rust_library = RULES.rust_library
rust_shared_library = RULES.rust_shared_library
rust_test = RULES.rust_test
