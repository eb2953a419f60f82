//! Shells that complete a line of `tk`.

use std::path::PathBuf;
use std::process::Command;

use super::{Fixture, Ran, tk};

/// A workspace with steps, packages, and a Bazel that must not be woken.
pub fn fixture() -> Fixture {
    let fixture = Fixture::played("touch bazel-was-run; exit 99\n");
    fixture.write(
        "BUILD.bazel",
        "build_step(\n    name = \"web-build\",\n)\n\nbuild_step(name = \"web-check\")\n",
    );
    fixture.write("crates/bep/BUILD.bazel", "rust_library(name = \"bep\")\n");
    std::os::unix::fs::symlink(tk(), fixture.root().join("tk")).unwrap();
    fixture
}

/// The same, and a package whose names a shell would read otherwise.
pub fn odd_fixture() -> Fixture {
    let fixture = fixture();
    fixture.write(
        "my dir+/BUILD",
        "x(name = \"a b\")\nx(name = \"c/d\")\nx(name = \"it's\")\nx(name = \"gr\u{fc}n\")\nx(name = \"k&l;m$n\")\n",
    );
    fixture
}

/// Runs a shell in a workspace.
pub fn typed_in(fixture: &Fixture, shell: &str, arguments: &[&str]) -> Ran {
    let folders = folders();
    let path = folders.iter().map(|folder| folder.join(shell));
    let Some(path) = path.into_iter().find(|path| path.is_file()) else {
        panic!("{shell} is not in {folders:?}: install it, or name its folder in SHELLS");
    };
    let output = Command::new(path)
        .args(arguments)
        .current_dir(fixture.root())
        .env_clear()
        .env("PATH", std::env::join_paths(&folders).unwrap())
        .env("HOME", fixture.root())
        .env("TERM", "dumb")
        .env("SHELLS", std::env::var_os("SHELLS").unwrap_or_default())
        .output()
        .unwrap();
    Ran::of(&output)
}

/// The system's, behind the one that the environment names.
fn folders() -> Vec<PathBuf> {
    let named = std::env::var_os("SHELLS").filter(|folder| !folder.is_empty());
    let system = ["/usr/bin", "/bin"].map(PathBuf::from);
    named.map(PathBuf::from).into_iter().chain(system).collect()
}
