//! `tachikoma-serve settings`: all settings as a table of Markdown, which the README has.

use crate::settings::{FILE_VARIABLE, KEYS, Key};

/// The table.
pub fn text() -> String {
    let mut text = String::from("| key | default | what for |\n|---|---|---|\n");
    for key in KEYS {
        text.push_str(&row(key));
    }
    text.push_str(&format!(
        "\nThe variable of a key is TACHIKOMA_ and its name in capitals, with _ for a dot: `{}` for `{}`. `{FILE_VARIABLE}` names the file.\n",
        variable_of("git.author_name"),
        "git.author_name",
    ));
    text
}

fn variable_of(name: &str) -> String {
    KEYS.iter()
        .find(|key| key.name == name)
        .map(Key::variable)
        .unwrap_or_default()
}

fn row(key: &Key) -> String {
    let default = match key.default {
        "" => String::new(),
        default => format!("`{default}`"),
    };
    let place = if key.secret {
        format!(" Only in the environment: `{}`.", key.variable())
    } else {
        String::new()
    };
    format!("| `{}` | {default} |{}{place} |\n", key.name, key.doc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_all_settings() {
        let readme = include_str!("../README.md");
        assert!(
            readme.contains(&text()),
            "put the output of `tachikoma-serve settings` into the README:\n{}",
            text()
        );
    }
}
