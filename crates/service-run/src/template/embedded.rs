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

const ALL: &[Embedded] =
    &[embedded!("shell": "BUILD.jinja", "__name__.sh.jinja", "__name___test.sh.jinja")];

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
    use super::*;

    #[test]
    fn all_can_be_loaded_and_have_all_of_their_files() {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for name in names() {
            let template = load(&name).unwrap();
            let folder = load::from_folder(&top.join(&name)).unwrap();
            assert!(template.files.keys().eq(folder.files.keys()), "{name}");
        }
    }
}
