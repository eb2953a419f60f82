//! Where settings come from, and their precedence.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::environment::{self, Environment};
use crate::error::Result;
use crate::file::FILE_NAME;
use crate::file::{self, ConfigFile};
use crate::keys::{KEYS, Key};
use crate::section::Section;
use crate::value::Value;
use checkout::Mode;
use checkout::env_vars;

/// Settings from all sources: the files and the environment.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files with their names in messages, lowest precedence first.
    files: Vec<(String, ConfigFile)>,
    environment: Environment,
    is_ci: bool,
}

/// A key, what it is set to, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key's name.
    pub name: &'static str,
    /// The value with the highest precedence, or the joined words of all places.
    pub value: Value,
    /// Where it is set: `tk.toml:3 [ci]`, `TK_RETRIES`; several places where a list is joined.
    pub origin: Vec<String>,
}

/// What is set for a build in some mode.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The keys that are set.
    pub settings: Vec<Setting>,
}

impl Config {
    /// The setting of a key.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }
}

impl Sources {
    /// Reads the files and the environment of this process. Outside a workspace there is the
    /// user's file only.
    ///
    /// # Errors
    /// When a file cannot be read, is not TOML, or a value is invalid for its key.
    pub fn from_environment() -> Result<Self> {
        let home = env_vars::value(env_vars::HOME).map(PathBuf::from);
        let named = env_vars::value(env_vars::XDG_CONFIG_HOME).map(PathBuf::from);
        Self::read(
            checkout::find_root().ok().as_deref(),
            user_file(named, home).as_deref(),
            std::env::vars_os(),
        )
    }

    /// Reads the files of a workspace and a user, and the settings among variables.
    ///
    /// # Errors
    /// As [`Sources::from_environment`].
    pub fn read(
        root: Option<&Path>,
        user: Option<&Path>,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self> {
        let variables: Vec<(OsString, OsString)> = variables.collect();
        let is_ci = variables
            .iter()
            .any(|(name, value)| name == env_vars::CI && env_vars::is_on(&value.to_string_lossy()));
        let own = root.map(|root| (root.join(FILE_NAME), FILE_NAME.to_owned()));
        let users = user.map(|path| (path.to_owned(), path.display().to_string()));
        let mut files = Vec::new();
        for (path, name) in users.into_iter().chain(own) {
            if let Some(file) = file::read(&path, &name)? {
                files.push((name, file));
            }
        }
        Ok(Self {
            files,
            environment: environment::read(variables.into_iter())?,
            is_ci,
        })
    }

    /// Warnings about unknown keys and variables.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().flat_map(|(_, file)| &file.warnings);
        files.chain(&self.environment.warnings).map(String::as_str)
    }

    /// The files that were read, lowest precedence first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(_, file)| file.path.as_path())
    }

    /// Whether the section `[ci]` applies.
    pub fn is_ci(&self) -> bool {
        self.is_ci
    }

    /// The mode that the key with this name sets.
    pub fn mode(&self, key: &str) -> Option<Mode> {
        match &self.strongest(&[Section::Always], key)?.value {
            Value::Text(name) => Mode::named(name),
            _ => None,
        }
    }

    /// What is set for a build in a mode.
    pub fn config(&self, mode: Mode) -> Config {
        let sections = [Section::Always, Section::Mode(mode)];
        let settings = KEYS
            .iter()
            .filter_map(|key| self.strongest(&sections, key.name));
        Config {
            settings: settings.collect(),
        }
    }

    /// A key's value from these sections, from `[ci]` if it applies, and from the environment.
    fn strongest(&self, sections: &[Section], name: &str) -> Option<Setting> {
        let mut found: Option<Setting> = None;
        for (file, content) in &self.files {
            let in_force = sections.iter().copied();
            for section in in_force.chain(self.is_ci.then_some(Section::Ci)) {
                for entry in &content.entries {
                    if entry.section == section && entry.key.name == name {
                        let heading = match section {
                            Section::Always => String::new(),
                            other => format!(" [{}]", other.name()),
                        };
                        let origin = format!("{file}:{}{heading}", entry.line);
                        put(&mut found, entry.key, &entry.value, origin);
                    }
                }
            }
        }
        for (key, value) in &self.environment.entries {
            if key.name == name {
                put(&mut found, key, value, key.variable());
            }
        }
        found
    }
}

/// Applies a value of higher precedence: it replaces the value, or is appended if both are lists.
fn put(found: &mut Option<Setting>, key: &'static Key, value: &Value, origin: String) {
    match (found, value) {
        (
            Some(Setting {
                value: Value::Words(words),
                origin: origins,
                ..
            }),
            Value::Words(more),
        ) => {
            words.extend(more.iter().cloned());
            origins.push(origin);
        }
        (found, value) => {
            *found = Some(Setting {
                name: key.name,
                value: value.clone(),
                origin: vec![origin],
            });
        }
    }
}

/// Where a user's own settings are.
pub fn user_file(config_home: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    // The XDG specification has relative paths ignored.
    let folder = config_home
        .filter(|folder| folder.is_absolute())
        .or_else(|| home.map(|home| home.join(".config")))?;
    Some(folder.join("tachikoma").join(FILE_NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(own: &str, users: &str, variables: &[(&str, &str)]) -> Sources {
        let dir = tempfile::tempdir().unwrap();
        let user = dir.path().join("user.toml");
        std::fs::write(dir.path().join(FILE_NAME), own).unwrap();
        std::fs::write(&user, users).unwrap();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let mut sources = Sources::read(Some(dir.path()), Some(&user), variables).unwrap();
        sources.files[0].0 = "~/tk.toml".to_owned();
        sources
    }

    fn shown(sources: &Sources, mode: Mode) -> String {
        let settings = sources.config(mode).settings.into_iter();
        let lines =
            settings.map(|one| format!("{} = {} ({})", one.name, one.value, one.origin.join(", ")));
        lines.collect::<Vec<_>>().join("\n")
    }

    const OWN: &str = "jobs = 1\nbazel-flags = [\"--a\"]\n[production]\njobs = 2\nbazel-flags = [\"--b\"]\n[ci]\njobs = 3\nverbose = true\n";
    const USERS: &str = "jobs = 11\nretries = 1\nbazel-flags = [\"--u\"]\n[production]\njobs = 12\nplatform = \"linux-arm64\"\n";

    #[test]
    fn the_environment_is_stronger_than_the_repository_and_that_than_the_user() {
        let plain = sources(OWN, USERS, &[]);
        insta::assert_snapshot!(shown(&plain, Mode::Development), @r#"
        jobs = 1 (tk.toml:1)
        bazel-flags = ["--u","--a"] (~/tk.toml:3, tk.toml:2)
        retries = 1 (~/tk.toml:2)
        "#);
        insta::assert_snapshot!(shown(&plain, Mode::Production), @r#"
        platform = "linux-arm64" (~/tk.toml:6 [production])
        jobs = 2 (tk.toml:4 [production])
        bazel-flags = ["--u","--a","--b"] (~/tk.toml:3, tk.toml:2, tk.toml:5 [production])
        retries = 1 (~/tk.toml:2)
        "#);
        let variables = [
            ("CI", "1"),
            ("TK_RETRIES", "0"),
            ("TK_BAZEL_FLAGS", "--c --d"),
        ];
        insta::assert_snapshot!(shown(&sources(OWN, USERS, &variables), Mode::Production), @r#"
        platform = "linux-arm64" (~/tk.toml:6 [production])
        verbose = true (tk.toml:8 [ci])
        jobs = 3 (tk.toml:7 [ci])
        bazel-flags = ["--u","--a","--b","--c","--d"] (~/tk.toml:3, tk.toml:2, tk.toml:5 [production], TK_BAZEL_FLAGS)
        retries = 0 (TK_RETRIES)
        "#);
    }

    #[test]
    fn the_mode_is_decided_before_its_section_counts() {
        let own = "mode = \"test\"\n[ci]\nmode = \"production\"\n";
        assert_eq!(sources(own, "", &[]).mode("mode"), Some(Mode::Test));
        let in_ci = sources(own, "", &[("CI", "true")]);
        assert_eq!(in_ci.mode("mode"), Some(Mode::Production));
        assert_eq!(in_ci.mode("test-mode"), None);
        let asked = sources(own, "", &[("CI", "false"), ("TK_MODE", "development")]);
        assert_eq!(asked.mode("mode"), Some(Mode::Development));
    }

    #[test]
    fn the_users_file_is_where_xdg_says() {
        let home = || Some(PathBuf::from("/home/me"));
        let at = |path: &str| Some(PathBuf::from(path));
        assert_eq!(
            user_file(None, home()),
            at("/home/me/.config/tachikoma/tk.toml")
        );
        assert_eq!(user_file(at("/cfg"), home()), at("/cfg/tachikoma/tk.toml"));
        assert_eq!(
            user_file(at("cfg"), home()),
            at("/home/me/.config/tachikoma/tk.toml")
        );
        assert_eq!(user_file(None, None), None);
    }
}
