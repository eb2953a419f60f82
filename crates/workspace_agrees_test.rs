//! What crates/workspace.bzl and MODULE.bazel repeat of Cargo.toml is what Cargo.toml says.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read fails the test"
)]

use std::collections::BTreeMap;
use std::fs;

/// Reads `[section]` of a manifest: key to value, a table's `level` for its value.
fn section(manifest: &str, name: &str) -> BTreeMap<String, String> {
    let header = format!("[{name}]");
    manifest
        .lines()
        .skip_while(|line| *line != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| {
            let value = match value.split_once("level = ") {
                Some((_, level)) => level.split(',').next().unwrap_or(level),
                None => value,
            };
            (key.to_owned(), value.trim_matches('"').to_owned())
        })
        .collect()
}

fn manifest() -> String {
    fs::read_to_string(env!("CARGO_TOML")).unwrap()
}

fn lines_of(path: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn lints_are_those_of_the_workspace() {
    let manifest = manifest();
    let mut expected = section(&manifest, "workspace.lints.rust");
    for (lint, level) in section(&manifest, "workspace.lints.clippy") {
        expected.insert(format!("clippy::{lint}"), level);
    }
    assert!(expected.len() > 3, "Cargo.toml's lints were not read");
    assert_eq!(
        lines_of(env!("LINTS")),
        expected,
        "make LINTS of crates/workspace.bzl and [workspace.lints] of Cargo.toml the same"
    );
}

#[test]
fn version_and_edition_are_those_of_the_workspace() {
    let package = section(&manifest(), "workspace.package");
    let bazel = lines_of(env!("PACKAGE"));
    for key in ["edition", "version"] {
        assert_eq!(
            bazel[key], package[key],
            "make crates/workspace.bzl and [workspace.package] of Cargo.toml the same"
        );
    }
}

#[test]
fn module_names_every_triple_for_toolchains_and_crates() {
    let module = fs::read_to_string(env!("MODULE_BAZEL")).unwrap();
    for (platform, triple) in lines_of(env!("TRIPLES")) {
        let entry = format!("        \"{triple}\",");
        let count = module.lines().filter(|line| *line == entry).count();
        assert_eq!(
            count, 2,
            "MODULE.bazel must list {triple} ({platform}) in extra_target_triples and in supported_platform_triples"
        );
    }
}
