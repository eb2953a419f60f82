//! The templates that the service brings along.

use std::path::Path;

use super::load::{self, File, Template, TemplateError};

struct Embedded {
    name: &'static str,
    manifest: &'static str,
    /// Paths below `files/`, and what is there.
    files: &'static [(&'static str, &'static [u8])],
}

/// The files of a template in `templates/`.
macro_rules! embedded {
    ($name:literal: $($file:literal),+ $(,)?) => {
        Embedded {
            name: $name,
            manifest: include_str!(concat!("../../templates/", $name, "/template.toml")),
            files: &[$(($file, include_bytes!(concat!("../../templates/", $name, "/files/", $file)))),+],
        }
    };
}

const ALL: &[Embedded] = &[
    embedded!("desktop":
        "BUILD.bazel.jinja",
        "MODULE.bazel.jinja",
        "README.md.jinja",
        "electron/BUILD.bazel.jinja",
        "electron/package.json.jinja",
        "electron/src/main.ts",
        "electron/src/preload.ts",
        "electron/src/protocol.ts",
        "electron/tests/asar.test.mjs",
        "electron/tests/protocol.test.ts",
        "electron/tsconfig.json",
        "package.json.jinja",
        "pnpm-lock.yaml",
        "tk.toml",
        "web/src/DesktopVersions.svelte",
        "web/src/DesktopVersions.test.ts",
        "web/src/lib/desktop.ts",
        "web/src/main.ts",
    ),
    embedded!("node-toolchain":
        ".bazelignore",
        ".npmrc",
        "node.MODULE.bazel.jinja",
        "pnpm-workspace.yaml",
    ),
    embedded!("rust":
        "BUILD.bazel.jinja",
        "Cargo.lock",
        "Cargo.toml.jinja",
        "MODULE.bazel.jinja",
        "README.md.jinja",
        "crates/cli/BUILD.bazel.jinja",
        "crates/cli/Cargo.toml.jinja",
        "crates/cli/src/main.rs.jinja",
        "crates/cli/tests/cli.rs.jinja",
        "crates/words/BUILD.bazel.jinja",
        "crates/words/Cargo.toml.jinja",
        "crates/words/src/lib.rs",
    ),
    embedded!("rust-toolchain":
        ".bazelignore",
        ".bazelrc",
        "rust.MODULE.bazel.jinja",
        "rust.bazelrc",
    ),
    embedded!("service":
        "BUILD.bazel.jinja",
        "Cargo.lock",
        "Cargo.toml.jinja",
        "MODULE.bazel.jinja",
        "README.md.jinja",
        "crates/api/BUILD.bazel.jinja",
        "crates/api/Cargo.toml.jinja",
        "crates/api/src/lib.rs",
        "crates/api/tests/routes.rs",
        "crates/server/BUILD.bazel.jinja",
        "crates/server/Cargo.toml.jinja",
        "crates/server/src/main.rs.jinja",
        "crates/server/tests/server.rs.jinja",
    ),
    embedded!("shell":
        "BUILD.bazel.jinja",
        "MODULE.bazel.jinja",
        "__name__.sh.jinja",
        "__name___test.sh.jinja",
    ),
    embedded!("svelte":
        "BUILD.bazel.jinja",
        "MODULE.bazel.jinja",
        "README.md.jinja",
        "package.json.jinja",
        "pnpm-lock.yaml",
        "tk.toml",
        "web/BUILD.bazel.jinja",
        "web/index.html.jinja",
        "web/package.json",
        "web/src/App.svelte",
        "web/src/App.test.ts",
        "web/src/app.css",
        "web/src/lib/notes.svelte.ts",
        "web/src/lib/notes.test.ts",
        "web/src/main.ts",
        "web/src/title.ts.jinja",
        "web/svelte.config.js",
        "web/tsconfig.json",
        "web/vite.config.ts",
        "web/vitest.config.ts",
    ),
    embedded!("workspace":
        ".bazelrc",
        ".bazelversion",
        ".gitignore.jinja",
        "tachikoma.MODULE.bazel.jinja",
        "tachikoma.bazelrc",
        "tachikoma.md",
        "tk.toml",
    ),
];

pub(super) fn names() -> Vec<String> {
    ALL.iter()
        .map(|template| template.name.to_owned())
        .collect()
}

pub(super) fn load(name: &str) -> Result<Template, TemplateError> {
    let embedded = ALL
        .iter()
        .find(|template| template.name == name)
        .ok_or_else(|| TemplateError::NoSuch(name.to_owned()))?;
    let files = embedded.files.iter().map(|(path, content)| {
        let file = File {
            content: content.to_vec(),
            is_executable: false,
        };
        ((*path).to_owned(), file)
    });
    load::of(
        Path::new(name),
        embedded.manifest.as_bytes(),
        files.collect(),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    /// `templates/`, with Bazel and with cargo.
    fn top() -> PathBuf {
        let runfiles = std::env::var_os("TEST_SRCDIR").map(PathBuf::from);
        let workspace = std::env::var_os("TEST_WORKSPACE");
        let checkout = runfiles.zip(workspace).map(|(path, name)| path.join(name));
        let here = match checkout {
            Some(checkout) => checkout.join("crates/service-run"),
            None => PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        };
        here.join("templates")
    }

    fn names_in(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries
            .map(|it| it.file_name().into_string().unwrap())
            .collect()
    }

    /// Paths of all files; in Bazel's runfiles they are links.
    fn files_below(folder: &Path, before: &str) -> BTreeSet<String> {
        let paths = names_in(folder).into_iter().flat_map(|name| {
            let path = folder.join(&name);
            match path.is_dir() {
                true => files_below(&path, &format!("{before}{name}/")),
                false => [format!("{before}{name}")].into(),
            }
        });
        paths.collect()
    }

    #[test]
    fn all_can_be_loaded_and_have_all_of_their_files() {
        assert_eq!(names_in(&top()), names().into_iter().collect());
        for name in names() {
            let template = load(&name).unwrap();
            let there = files_below(&top().join(&name).join("files"), "");
            assert!(template.files.keys().eq(&there), "{name}: {there:?}");
        }
    }
}
