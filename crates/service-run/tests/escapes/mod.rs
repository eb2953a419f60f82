//! What templates, values and workspaces can try to reach files outside of the workspace, or to take for ever.

#![allow(clippy::unwrap_used, reason = "what cannot be made fails the test")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The folders of one try.
pub struct Try<'a> {
    /// A template's folder, with a `template.toml` and an empty `files/`.
    pub template: &'a Path,
    /// The workspace.
    pub workspace: &'a Path,
    /// A folder that nobody may write to.
    pub outside: &'a Path,
}

pub struct Escape {
    pub name: &'static str,
    /// The template's name in the build.
    pub template: &'static str,
    /// The value of the variable `value`.
    pub value: fn() -> String,
    pub make: fn(&Try<'_>),
    pub expected: Expected,
}

pub enum Expected {
    /// With a message that has the word.
    Refused(&'static str),
    /// It makes this file with this content.
    Makes(&'static str, &'static str),
}

use Expected::{Makes, Refused};

const fn by_value(name: &'static str, value: fn() -> String, expected: Expected) -> Escape {
    let make = |folders: &Try<'_>| file(folders, "__value__", "x");
    Escape {
        name,
        template: "own",
        value,
        make,
        expected,
    }
}

const fn by_source(name: &'static str, make: fn(&Try<'_>), expected: Expected) -> Escape {
    Escape {
        name,
        template: "own",
        value: || "v".to_owned(),
        make,
        expected,
    }
}

const fn by_name(name: &'static str, template: &'static str) -> Escape {
    Escape {
        name,
        template,
        value: || "v".to_owned(),
        make: |_| {},
        expected: Refused("there is no template"),
    }
}

#[rustfmt::skip]
pub const ESCAPES: &[Escape] = &[
    // Values that become names.
    by_value("parent", || "..".into(), Refused("leads elsewhere")),
    by_value("itself", || ".".into(), Refused("leads elsewhere")),
    by_value("empty", String::new, Refused("is empty")),
    by_value("path-up", || "../outside/x".into(), Refused("no name may have")),
    by_value("absolute", || "/etc/x".into(), Refused("no name may have")),
    by_value("path-down", || "a/b".into(), Refused("no name may have")),
    by_value("path-around", || "x/../../y".into(), Refused("no name may have")),
    by_value("backslash", || "..\\x".into(), Refused("no name may have")),
    by_value("nul", || "a\0b".into(), Refused("control character")),
    by_value("line", || "a\nb".into(), Refused("control character")),
    by_value("git", || ".git".into(), Refused("git's")),
    by_value("git-case", || ".GiT".into(), Refused("git's")),
    by_value("git-short", || "git~1".into(), Refused("git's")),
    by_value("git-unseen", || ".g\u{200c}it".into(), Refused("git's")),
    by_value("long", || "x".repeat(256), Refused("too long")),
    by_value("huge", || "x".repeat(10 << 20), Refused("more than 1000 letters")),
    by_value("flag", || "-rf".into(), Makes("-rf", "x")),
    by_value("shell", || "$(touch x)".into(), Makes("$(touch x)", "x")),
    by_value("home", || "~".into(), Makes("~", "x")),
    by_value("template-in-name", || "{{ value }}".into(), Makes("{{ value }}", "x")),
    by_value("variable-in-name", || "__value__".into(), Makes("__value__", "x")),
    by_value("percent", || "%2e%2e%2fx".into(), Makes("%2e%2e%2fx", "x")),
    Escape { name: "git-hook", template: "own", value: || ".git".into(), make: |it| file(it, "__value__/hooks/pre-commit", "x"), expected: Refused("git's") },
    Escape { name: "parent-folder", template: "own", value: || "..".into(), make: |it| file(it, "__value__/outside/x", "x"), expected: Refused("leads elsewhere") },
    Escape { name: "template-in-value", template: "own", value: || "{{ 7 * 7 }}{% for a in b %}".into(), make: |it| file(it, "a.jinja", "{{ value }}"), expected: Makes("a", "{{ 7 * 7 }}{% for a in b %}") },
    // Templates that are programs, or too large.
    by_source("loop", |it| file(it, "a.jinja", "{% for a in value %}{% for b in value %}{% endfor %}{% endfor %}"), Refused("no program")),
    by_source("arithmetic", |it| file(it, "a.jinja", "{{ 9 ** 9 ** 9 }}"), Refused("no program")),
    by_source("repetition", |it| file(it, "a.jinja", "{{ 'x' * 1000000000 }}"), Refused("no program")),
    by_source("doubling", |it| file(it, "a.jinja", &"{% set value = value ~ value %}".repeat(40)), Refused("no program")),
    by_source("include", |it| file(it, "a.jinja", "{% include '/etc/passwd' %}"), Refused("no program")),
    by_source("import", |it| file(it, "a.jinja", "{% from '../x' import y %}"), Refused("no program")),
    by_source("attribute", |it| file(it, "a.jinja", "{{ value.__class__ }}"), Refused("no program")),
    by_source("call", |it| file(it, "a.jinja", "{{ range(100000000) }}"), Refused("no program")),
    by_source("macro", |it| file(it, "a.jinja", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"), Refused("no program")),
    by_source("nesting", |it| file(it, "a.jinja", &"{% if value %}".repeat(21)), Refused("within each other")),
    by_source("unclosed", |it| file(it, "a.jinja", &"{{ ".repeat(300_000)), Refused("{{ without }}")),
    by_source("unknown", |it| file(it, "a.jinja", "{{ password }}"), Refused("cannot be rendered")),
    by_source("growth", |it| file(it, "a.jinja", &"{{ value }}".repeat(1_400_000)), Refused("too much to be rendered")),
    by_source("tags", |it| file(it, "a.jinja", &"{{ value }}".repeat(10_001)), Refused("10000 tags")),
    by_source("size", |it| { let large = fs::File::create(it.template.join("files/a")).unwrap(); large.set_len(1 << 40).unwrap(); }, Refused("larger than")),
    by_source("count", |it| (0..2001).for_each(|number| file(it, &number.to_string(), "")), Refused("more than 2000 files")),
    by_source("no-text", |it| fs::write(it.template.join("files/a.jinja"), b"\xff\xfe").unwrap(), Refused("not UTF-8")),
    by_source("two-of-a-name", |it| { file(it, "a", "x"); file(it, "a.jinja", "y"); }, Refused("as another file does")),
    // Links and other things in the template's folder.
    by_source("link-to-file", |it| symlink("/etc/passwd", it.template.join("files/a")).unwrap(), Refused("files/a")),
    by_source("link-to-folder", |it| symlink("/etc", it.template.join("files/a")).unwrap(), Refused("files/a")),
    by_source("link-to-manifest", |it| { fs::remove_file(it.template.join("template.toml")).unwrap(); symlink("/etc/passwd", it.template.join("template.toml")).unwrap(); }, Refused("template.toml")),
    by_source("pipe", |it| assert!(Command::new("mkfifo").arg(it.template.join("files/a")).status().unwrap().success()), Refused("files/a")),
    // Links in the workspace.
    by_source("workspace-folder-link", |it| { symlink(it.outside, it.workspace.join("a")).unwrap(); file(it, "a/x", "x"); }, Refused("cannot be written")),
    by_source("workspace-deep-link", |it| { fs::create_dir(it.workspace.join("a")).unwrap(); symlink("../../outside", it.workspace.join("a/b")).unwrap(); file(it, "a/b/c/x", "x"); }, Refused("cannot be written")),
    by_source("workspace-dangling-link", |it| { symlink(it.outside.join("new"), it.workspace.join("a")).unwrap(); file(it, "a", "x"); file(it, "b", "y"); }, Makes("b", "y")),
    by_source("workspace-link-in-a-circle", |it| { symlink("a", it.workspace.join("a")).unwrap(); file(it, "a/x", "x"); }, Refused("cannot be written")),
    by_source("workspace-file-stays", |it| { fs::write(it.workspace.join("a"), "mine").unwrap(); file(it, "a", "x"); }, Makes("a", "mine")),
    by_source("workspace-is-a-link", |it| { fs::remove_dir(it.workspace).unwrap(); symlink(it.outside, it.workspace).unwrap(); file(it, "x", "x"); }, Refused("cannot be written")),
    // Names of templates.
    by_name("name-up", "../own"),
    by_name("name-absolute", "/etc"),
    by_name("name-itself", "."),
    by_name("name-empty", ""),
    by_name("name-below", "own/files"),
    by_name("name-unknown", "other"),
];

fn file(folders: &Try<'_>, name: &str, content: &str) {
    let path = folders.template.join("files").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}
