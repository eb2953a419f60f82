"""What Cargo.toml says of all crates, repeated for Bazel; //crates:workspace_agrees_test compares the two."""

# [workspace.package]
EDITION = "2024"
VERSION = "0.1.0"

# [workspace.lints]. Groups come before the single lints that they hold: of two flags the later one wins.
LINTS = {
    "clippy::all": "warn",
    "clippy::dbg_macro": "warn",
    "clippy::expect_used": "warn",
    "clippy::print_stderr": "warn",
    "clippy::print_stdout": "warn",
    "clippy::unwrap_used": "warn",
    "missing_docs": "warn",
    "unsafe_code": "deny",
    "unused_must_use": "deny",
}
