//! A copy of the database, to restore from.

use std::path::Path;

use crate::failure::Failure;
use crate::outside;
use crate::settings::{Config, Database};

/// Copies SQLite's file, also while services use it.
///
/// # Errors
///
/// It is PostgreSQL, which has a program of its own for this; or the file cannot be read, or the copy not be written.
pub fn run(config: &Config, data: &Path, to: &Path) -> Result<(), Failure> {
    let Database::Sqlite(named) = &config.database else {
        return Err(Failure::setting(
            "the database is PostgreSQL: back it up with `pg_dump --format=custom --file=FILE`",
        ));
    };
    Ok(service_store::back_up(
        &outside::sqlite_file(named, data),
        to,
    )?)
}
