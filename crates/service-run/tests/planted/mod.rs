//! What an agent can plant so that git runs a program, reads another folder or commits what is no file.

#![allow(clippy::unwrap_used, reason = "what cannot be planted fails the test")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

pub struct Planted {
    pub name: &'static str,
    /// Plants it in a workspace: what runs shall run the command.
    pub plant: fn(&Path, &str),
    pub expected: Expected,
}

pub enum Expected {
    /// The changes are committed as if nothing were planted.
    Committed,
    /// With a message that has the word.
    Refused(&'static str),
}

use Expected::{Committed, Refused};

const fn planted(name: &'static str, plant: fn(&Path, &str), expected: Expected) -> Planted {
    Planted {
        name,
        plant,
        expected,
    }
}

#[rustfmt::skip]
pub const VECTORS: &[Planted] = &[
    planted("hook-pre-commit", |tree, run| hook(tree, "pre-commit", run), Committed),
    planted("hook-prepare-commit-msg", |tree, run| hook(tree, "prepare-commit-msg", run), Committed),
    planted("hook-commit-msg", |tree, run| hook(tree, "commit-msg", run), Committed),
    planted("hook-post-commit", |tree, run| hook(tree, "post-commit", run), Committed),
    planted("hook-pre-push", |tree, run| hook(tree, "pre-push", run), Committed),
    planted("hook-post-index-change", |tree, run| hook(tree, "post-index-change", run), Committed),
    planted("hook-reference-transaction", |tree, run| hook(tree, "reference-transaction", run), Committed),
    planted("hook-post-checkout", |tree, run| hook(tree, "post-checkout", run), Committed),
    planted("hook-post-merge", |tree, run| hook(tree, "post-merge", run), Committed),
    planted("hook-pre-auto-gc", |tree, run| { hook(tree, "pre-auto-gc", run); config(tree, "[gc]\nauto = 1\n"); }, Committed),
    planted("hooks-path", |tree, run| { program(&tree.join("own/pre-commit"), run); setting(tree, "core", "hooksPath", "own"); }, Committed),
    planted("fsmonitor", |tree, run| setting(tree, "core", "fsmonitor", run), Committed),
    planted("filter-clean", |tree, run| { all_files(tree, "filter=x"); setting(tree, "filter \"x\"", "clean", &format!("{run}; cat")); }, Committed),
    planted("filter-smudge", |tree, run| { all_files(tree, "filter=x"); setting(tree, "filter \"x\"", "smudge", &format!("{run}; cat")); }, Committed),
    planted("filter-process", |tree, run| { all_files(tree, "filter=x"); setting(tree, "filter \"x\"", "process", run); }, Committed),
    planted("textconv", |tree, run| { all_files(tree, "diff=x"); setting(tree, "diff \"x\"", "textconv", &format!("{run}; cat")); }, Committed),
    planted("diff-command", |tree, run| { all_files(tree, "diff=x"); setting(tree, "diff \"x\"", "command", run); }, Committed),
    planted("diff-external", |tree, run| setting(tree, "diff", "external", run), Committed),
    planted("merge-driver", |tree, run| { all_files(tree, "merge=x"); setting(tree, "merge \"x\"", "driver", run); }, Committed),
    planted("ssh-command", |tree, run| setting(tree, "core", "sshCommand", run), Committed),
    planted("credential-helper", |tree, run| setting(tree, "credential", "helper", &format!("!{run}")), Committed),
    planted("editor", |tree, run| setting(tree, "core", "editor", run), Committed),
    planted("pager", |tree, run| setting(tree, "core", "pager", run), Committed),
    planted("askpass", |tree, run| { program(&tree.join("../askpass"), run); setting(tree, "core", "askPass", "../askpass"); }, Committed),
    planted("gpg-program", |tree, run| { program(&tree.join("../gpg"), run); setting(tree, "gpg", "program", "../gpg"); setting(tree, "commit", "gpgSign", "true"); }, Committed),
    planted("trailer-command", |tree, run| setting(tree, "trailer \"key\"", "cmd", run), Committed),
    planted("trailer-of-every-commit", |tree, run| { setting(tree, "trailer \"Tachikoma-Task\"", "command", run); setting(tree, "trailer", "ifexists", "addIfDifferent"); }, Committed),
    planted("alternate-refs-command", |tree, run| { alternates(tree); setting(tree, "core", "alternateRefsCommand", run); }, Committed),
    planted("receive-pack", |tree, run| config(tree, &format!("[remote \"origin\"]\nurl = /\nreceivepack = {run}\nuploadpack = {run}\n")), Committed),
    planted("alias", |tree, run| setting(tree, "alias", "update-index", &format!("!{run}")), Committed),
    planted("proxy", |tree, run| { setting(tree, "core", "gitProxy", run); setting(tree, "http", "proxy", "http://127.0.0.1:1"); }, Committed),
    planted("ext-address", |tree, run| setting(tree, &format!("url \"ext::sh -c {}% \"", run.replace(' ', "% ")), "insteadOf", "/"), Committed),
    planted("include", |tree, run| { fs::write(tree.join("settings"), format!("[core]\nfsmonitor = {run}\n")).unwrap(); setting(tree, "include", "path", "../settings"); }, Committed),
    planted("nested-repository", |tree, run| nested(tree, "nested", run), Refused("nested/.git")),
    planted("nested-repository-deep", |tree, run| nested(tree, "a/b/c", run), Refused("a/b/c/.git")),
    planted("git-file", |tree, run| { elsewhere(tree, run); fs::write(tree.join(".git"), "gitdir: evil\n").unwrap(); }, Committed),
    planted("git-link", |tree, run| { elsewhere(tree, run); symlink("evil", tree.join(".git")).unwrap(); }, Committed),
    planted("nested-git-file", |tree, _| { fs::create_dir(tree.join("sub")).unwrap(); fs::write(tree.join("sub/.git"), "gitdir: ../.git\n").unwrap(); }, Refused("sub/.git")),
    planted("other-case", |tree, _| { fs::create_dir(tree.join(".GIT")).unwrap(); fs::write(tree.join(".GIT/config"), "").unwrap(); }, Refused(".GIT")),
    planted("other-case-below", |tree, _| { fs::create_dir_all(tree.join("sub/.Git/hooks")).unwrap(); }, Refused("sub/.Git")),
    planted("short-name", |tree, _| fs::write(tree.join("GIT~1"), "").unwrap(), Refused("GIT~1")),
    planted("unseen-character", |tree, _| fs::create_dir(tree.join(".g\u{200c}it")).unwrap(), Refused("it cannot be committed")),
    planted("stream", |tree, _| fs::write(tree.join(".git::$INDEX_ALLOCATION"), "").unwrap(), Refused("INDEX_ALLOCATION")),
    planted("alternates", |tree, _| alternates(tree), Committed),
    planted("worktree-elsewhere", |tree, _| setting(tree, "core", "worktree", "/"), Committed),
    planted("common-folder", |tree, run| { elsewhere(tree, run); fs::create_dir(tree.join(".git")).unwrap(); fs::write(tree.join(".git/commondir"), "../evil\n").unwrap(); }, Committed),
    planted("attributes-of-the-repository", |tree, run| { fs::create_dir_all(tree.join(".git/info")).unwrap(); fs::write(tree.join(".git/info/attributes"), "* filter=x\n").unwrap(); setting(tree, "filter \"x\"", "clean", &format!("{run}; cat")); }, Committed),
    planted("encoding", |tree, _| all_files(tree, "working-tree-encoding=UTF-16 eol=crlf ident"), Committed),
    planted("submodule", |tree, run| fs::write(tree.join(".gitmodules"), format!("[submodule \"x\"]\npath = dir\nurl = ext::{run}\nupdate = !{run}\n")).unwrap(), Refused(".gitmodules")),
    planted("huge-attributes", |tree, _| fs::write(tree.join(".gitattributes"), format!("* {}\n", "x".repeat(5000))).unwrap(), Refused("gitattributesLineLength")),
    planted("modules-link", |tree, _| symlink("README", tree.join(".gitmodules")).unwrap(), Refused(".gitmodules")),
    planted("index", |tree, _| fs::write(tree.join(".git/index"), "DIRC").unwrap(), Committed),
    planted("replaced-objects", |tree, _| replace(tree), Committed),
    planted("linked-root", |tree, _| { fs::rename(tree, tree.join("../moved")).unwrap(); symlink("moved", tree).unwrap(); }, Refused("no folder any more")),
    planted("linked-folder", linked_folder, Committed),
    planted("pipe", |tree, _| shell(tree, "mkfifo pipe"), Refused("is a pipe")),
    planted("socket", |tree, _| { std::os::unix::net::UnixListener::bind(tree.join("s")).unwrap(); }, Refused("is a socket")),
    planted("ignored-repository", |tree, run| nested(tree, "ignored/x", run), Committed),
];

fn hook(tree: &Path, name: &str, run: &str) {
    fs::create_dir_all(tree.join(".git/hooks")).unwrap();
    program(&tree.join(".git/hooks").join(name), run);
}

fn program(path: &Path, run: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{run}\n")).unwrap();
    test_programs::make_executable(path).unwrap();
}

fn config(tree: &Path, text: &str) {
    let path = tree.join(".git/config");
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn setting(tree: &Path, section: &str, name: &str, value: &str) {
    config(tree, &format!("[{section}]\n{name} = \"{value}\"\n"));
}

fn all_files(tree: &Path, attributes: &str) {
    fs::write(tree.join(".gitattributes"), format!("* {attributes}\n")).unwrap();
}

fn shell(tree: &Path, script: &str) {
    let status = Command::new("sh")
        .args(["-ec", script])
        .current_dir(tree)
        .status()
        .unwrap();
    assert!(status.success(), "{script}");
}

fn nested(tree: &Path, folder: &str, run: &str) {
    let folder = tree.join(folder);
    fs::create_dir_all(&folder).unwrap();
    shell(
        &folder,
        "git init -q . && echo x >x && git add x && git -c user.name=a -c user.email=b commit -qm x",
    );
    hook(&folder, "post-index-change", run);
    setting(&folder, "core", "fsmonitor", run);
}

/// The workspace's repository is moved aside, with a program that is asked for changes.
fn elsewhere(tree: &Path, run: &str) {
    setting(tree, "core", "fsmonitor", run);
    fs::rename(tree.join(".git"), tree.join("evil")).unwrap();
    // Inside of it is what a repository has, and no name that git knows.
    fs::write(tree.join(".gitignore"), "evil/\nignored/\n").unwrap();
}

fn another_folder(tree: &Path) -> std::path::PathBuf {
    let other = tree.join("../other");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("file"), "of another folder\n").unwrap();
    fs::canonicalize(other).unwrap()
}

fn alternates(tree: &Path) {
    let other = another_folder(tree);
    shell(
        &other,
        "git init -q --bare objects.git && git --git-dir objects.git hash-object -w file >/dev/null",
    );
    let path = tree.join(".git/objects/info/alternates");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("{}/objects.git/objects\n", other.display())).unwrap();
}

/// Tracked files now stand behind a link to another folder, which has files of the same names.
fn linked_folder(tree: &Path, _: &str) {
    let other = another_folder(tree);
    fs::remove_dir_all(tree.join("dir")).unwrap();
    symlink(other, tree.join("dir")).unwrap();
}

fn replace(tree: &Path) {
    shell(
        tree,
        "blob=$(echo of another folder | git hash-object -w --stdin); git replace $(git rev-parse HEAD:README) $blob",
    );
}
