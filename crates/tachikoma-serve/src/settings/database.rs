//! Which database.

use std::fmt;
use std::path::PathBuf;

use super::given::{Given, Setting, Unfit};

/// Which database. Its `Debug` and what messages show have no password.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// SQLite in this file; without one in the data folder.
    Sqlite(Option<PathBuf>),
    /// PostgreSQL at this address.
    Postgres(String),
}

impl Database {
    /// Reads an address, which may have a password in it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "sqlite" {
            return Some(Self::Sqlite(None));
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            return (!path.is_empty()).then(|| Self::Sqlite(Some(PathBuf::from(path))));
        }
        let is_postgres = text.starts_with("postgres://")
            || text.starts_with("postgresql://")
            // As `psql` takes it.
            || text.starts_with("host=");
        is_postgres.then(|| Self::Postgres(text.to_owned()))
    }

    /// Whether it has a password in it.
    pub fn has_password(&self) -> bool {
        let Self::Postgres(address) = self else {
            return false;
        };
        let authority = address
            .split_once("://")
            .map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or(""));
        let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
        user.contains(':') || address.to_ascii_lowercase().contains("password=")
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres"),
        }
    }
}

impl Setting for Database {
    const WANTED: &'static str =
        "\"sqlite\", \"sqlite:FILE\", or an address such as \"postgres://USER@HOST/NAME\"";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        // What is no address may be one with a typing error, and have a password.
        let unfit = || Unfit::Refused(format!("must be {}", Self::WANTED));
        let found = Self::parse(given.text()?).ok_or_else(unfit)?;
        match given {
            Given::File(..) if found.has_password() => Err(Unfit::Refused(
                "has a password in it, which others read here".to_owned(),
            )),
            Given::File(_, folder) => Ok(match found {
                Self::Sqlite(Some(path)) => Self::Sqlite(Some(folder.join(path))),
                other => other,
            }),
            Given::Text(_) => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_known_by_their_addresses() {
        assert_eq!(Database::parse("sqlite"), Some(Database::Sqlite(None)));
        assert_eq!(
            Database::parse("sqlite:/a/b\n"),
            Some(Database::Sqlite(Some(PathBuf::from("/a/b"))))
        );
        for address in ["postgres://a@b/c", "postgresql:///x", "host=/run dbname=a"] {
            assert_eq!(
                Database::parse(address),
                Some(Database::Postgres(address.to_owned()))
            );
        }
        for wrong in ["", "sqlite:", "mysql://a/b", "service.sqlite"] {
            assert_eq!(Database::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn passwords_are_found_and_not_shown() {
        for with in [
            "postgres://u:hidden@h/d",
            "postgres://u@h/d?password=hidden",
            "host=h user=u password=hidden",
        ] {
            let database = Database::parse(with).unwrap();
            assert!(database.has_password(), "{with}");
            assert!(!format!("{database:?}").contains("hidden"));
        }
        for without in [
            "postgres://u@h:5432/d",
            "host=h user=u",
            "postgres://h:1/d@x:y",
            "sqlite",
        ] {
            assert!(
                !Database::parse(without).unwrap().has_password(),
                "{without}"
            );
        }
    }
}
