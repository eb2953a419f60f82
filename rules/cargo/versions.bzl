"""What Cargo.toml's [workspace.package] says; //rules/cargo/tests:workspace_agrees_test compares."""

EDITION = "2024"
VERSION = "0.1.0"
