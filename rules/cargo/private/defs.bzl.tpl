"""The Rust rules, bound to a Cargo workspace. Made by the module extension `cargo`."""

{LOAD_CRATES}
load("{RULES}", "cargo_rules")

{NO_CRATES}

# Bazel package -> what its Cargo.toml says.
MEMBERS = {
{MEMBERS}
}

# For rules that are bound to a workspace's, such as napi_rules(CARGO).
CARGO = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    members = MEMBERS,
)

cargo_build_script = CARGO.cargo_build_script
cargo_check = CARGO.cargo_check
cargo_package = CARGO.cargo_package
rust_bench = CARGO.rust_bench
rust_binary = CARGO.rust_binary
rust_doc_test = CARGO.rust_doc_test
rust_integration_tests = CARGO.rust_integration_tests
rust_library = CARGO.rust_library
rust_proc_macro = CARGO.rust_proc_macro
rust_shared_library = CARGO.rust_shared_library
rust_static_library = CARGO.rust_static_library
rust_test = CARGO.rust_test
