//! Where settings come from, and their precedence.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::database::Database;
use super::error::Error;
use super::file;
use super::given::Given;
use super::keys::{Config, KEYS};
use super::secret::Secret;
use super::variables;

/// The file in the user's folder for settings, which is read if it is there.
const FILE: &str = "tachikoma/serve.toml";

/// A flag that sets a key.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The flag, with its dashes.
    pub flag: &'static str,
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: String,
}

/// Where settings come from.
#[derive(Debug, Default)]
pub struct Sources {
    /// The file that a flag names.
    pub file: Option<PathBuf>,
    /// What other flags set.
    pub flags: Vec<Flag>,
    /// The environment.
    pub variables: Vec<(OsString, OsString)>,
}

impl Sources {
    /// All settings. Warnings are about variables that look as if they were meant.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or something in it, in the environment or in a flag is not understood.
    pub fn read(&self) -> Result<(Config, Vec<String>), Error> {
        let mut config = Config::of_defaults()?;
        if let Some((path, text)) = self.file()? {
            file::apply(&mut config, &text, &path)?;
        }
        let warnings = self.apply_variables(&mut config)?;
        self.apply_flags(&mut config)?;
        take_files(&mut config)?;
        check(&config)?;
        Ok((config, warnings))
    }

    fn variable(&self, name: &str) -> Option<&OsString> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// The user's folder for what programs keep.
    pub fn state_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_STATE_HOME", ".local/state")
            .map(|folder| folder.join("tachikoma"))
    }

    fn folder(&self, variable: &str, below_home: &str) -> Option<PathBuf> {
        let named = self.variable(variable).map(PathBuf::from);
        // The specification says to ignore others.
        let named = named.filter(|path| path.is_absolute());
        let home = || {
            self.variable("HOME")
                .map(|home| Path::new(home).join(below_home))
        };
        named.or_else(home)
    }

    /// The file and its text: one that is named must be there.
    fn file(&self) -> Result<Option<(PathBuf, String)>, Error> {
        let named = self.file.clone();
        let named = named.or_else(|| self.variable(variables::FILE).map(PathBuf::from));
        let usual = || {
            self.folder("XDG_CONFIG_HOME", ".config")
                .map(|it| it.join(FILE))
        };
        let is_named = named.is_some();
        let Some(path) = named.or_else(usual) else {
            return Ok(None);
        };
        // Paths in it are relative to its folder, also where it is named without one.
        let path = std::path::absolute(&path).unwrap_or(path);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some((path, text))),
            Err(error) if error.kind() == ErrorKind::NotFound && !is_named => Ok(None),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    fn apply_variables(&self, config: &mut Config) -> Result<Vec<String>, Error> {
        let mut warnings = Vec::new();
        for (name, value) in &self.variables {
            let Some(name) = name
                .to_str()
                .filter(|name| name.starts_with(variables::PREFIX))
            else {
                continue;
            };
            if name == variables::FILE || value.is_empty() {
                continue;
            }
            let Some(key) = KEYS.iter().find(|key| key.variable() == name) else {
                // All of them begin alike: of what comes behind, it is told what was meant.
                let known: Vec<String> = KEYS.iter().map(|key| key.variable()).collect();
                let ends = known
                    .iter()
                    .filter_map(|known| known.strip_prefix(variables::PREFIX));
                let end = name.strip_prefix(variables::PREFIX).unwrap_or(name);
                if let Some(meant) = file::nearest(end, ends) {
                    warnings.push(format!(
                        "there is no variable {name}; did you mean {}{meant}?",
                        variables::PREFIX
                    ));
                }
                continue;
            };
            let value = value
                .to_str()
                .ok_or_else(|| Error::Wrong(format!("{name} is not UTF-8")))?;
            (key.set)(config, Given::Text(value))
                .map_err(|unfit| Error::value(name, key.wanted, unfit))?;
        }
        Ok(warnings)
    }

    fn apply_flags(&self, config: &mut Config) -> Result<(), Error> {
        for given in &self.flags {
            let Some(key) = KEYS.iter().find(|key| key.name == given.key) else {
                continue;
            };
            (key.set)(config, Given::Text(&given.value))
                .map_err(|unfit| Error::value(given.flag, key.wanted, unfit))?;
            if given.key == "database" && config.database.has_password() {
                return Err(Error::Wrong(
                    "--database has a password in it, which other users of this machine read: set TACHIKOMA_DATABASE, or name a file in TACHIKOMA_DATABASE_FILE"
                        .to_owned(),
                ));
            }
        }
        Ok(())
    }
}

/// Reads what is in files of its own: the environment decides before them.
fn take_files(config: &mut Config) -> Result<(), Error> {
    for (secret, file) in [
        (&mut config.admin_token, &config.admin_token_file),
        (&mut config.callback_key, &config.callback_key_file),
        (
            &mut config.callback_previous_key,
            &config.callback_previous_key_file,
        ),
        (&mut config.git_headers, &config.git_headers_file),
    ] {
        if let (None, Some(path)) = (secret.reveal(), file) {
            *secret = Secret::from(read_secret(path)?);
        }
    }
    if let (Database::Sqlite(None), Some(path)) = (&config.database, &config.database_file) {
        config.database = Database::parse(&read_secret(path)?).ok_or_else(|| {
            Error::Wrong(format!(
                "{} has no address of a database in it",
                path.display()
            ))
        })?;
    }
    Ok(())
}

fn read_secret(path: &Path) -> Result<String, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    if text.trim().is_empty() {
        return Err(Error::Wrong(format!("{} is empty", path.display())));
    }
    Ok(text)
}

/// What is wrong with settings together.
fn check(config: &Config) -> Result<(), Error> {
    let (lease, beat) = (config.lease.get(), config.beat.get());
    if beat.is_zero() || beat * 3 > lease {
        return Err(Error::Wrong(format!(
            "worker.beat ({} ms) must be at most a third of worker.lease ({} ms): two signs of life may get lost",
            beat.as_millis(),
            lease.as_millis()
        )));
    }
    if config.poll.get().is_zero() || config.sweep.get().is_zero() {
        return Err(Error::Wrong(
            "worker.poll and retention.every must not be 0".to_owned(),
        ));
    }
    Ok(())
}
