//! What the service must reach, and who reaches it.

use std::path::Path;
use std::sync::Arc;

use service::ports::MachineClock;
use service_http::Access;
use service_store::{PostgresStore, Schema, SqliteStore};
use tokio::net::TcpListener;

use super::Found;
use crate::admin;
use crate::failure::Failure;
use crate::outside::{self, CALLBACK_KEY};
use crate::settings::{Config, Database};

/// The schema of the database; none where SQLite has no file yet.
async fn schema(config: &Config, data: &Path) -> Result<Option<Schema>, Failure> {
    Ok(match &config.database {
        Database::Sqlite(named) => {
            let path = outside::sqlite_file(named, data);
            path.exists()
                .then(|| SqliteStore::schema(&path))
                .transpose()?
        }
        Database::Postgres(address) => Some(PostgresStore::schema(address).await?),
    })
}

/// Whether the database answers, and is for this version.
pub async fn database(config: &Config, data: &Path) -> Found {
    let name = match &config.database {
        Database::Sqlite(named) => outside::sqlite_file(named, data).display().to_string(),
        Database::Postgres(_) => "PostgreSQL".to_owned(),
    };
    match schema(config, data).await {
        Ok(None) => Found::Right(format!("{name} is made at the start")),
        Ok(Some(schema)) if schema.found == schema.known => {
            Found::Right(format!("{name}, schema {}", schema.found))
        }
        Ok(Some(Schema { found: 0, known })) => Found::Right(format!(
            "{name}, without tables: schema {known} is made at the start"
        )),
        Ok(Some(Schema { found, known })) => Found::Right(format!(
            "{name}, schema {found}: it becomes {known} at the start"
        )),
        Err(failure) => Found::wrong(
            failure.text(),
            "set `database` or TACHIKOMA_DATABASE to one that answers this user",
        ),
    }
}

/// Whether the API would be open to more than this machine.
pub async fn access(config: &Config, data: &Path) -> Found {
    let has_token = config.admin_token.reveal().is_some() || has_tokens(config, data).await;
    match Access::of(config.listen, has_token, config.origins.clone()) {
        Ok(Access::Loopback) => {
            Found::Right("everybody on this machine, because there is no token".to_owned())
        }
        Ok(Access::Tokens { .. }) => Found::Right("who has a token".to_owned()),
        Err(open) => Found::wrong(
            open.to_string(),
            "make a token with `tachikoma-serve admin-token`, or set TACHIKOMA_ADMIN_TOKEN",
        ),
    }
}

/// Where the database has not its tables yet, opening it would make them.
async fn has_tokens(config: &Config, data: &Path) -> bool {
    let is_ready =
        matches!(schema(config, data).await, Ok(Some(schema)) if schema.found == schema.known);
    if !is_ready {
        return false;
    }
    match outside::store(config, data).await {
        Ok(store) => admin::has_tokens(&*store).await.unwrap_or(false),
        Err(_) => false,
    }
}

/// Whether the address is free.
pub async fn address(config: &Config) -> Found {
    match TcpListener::bind(config.listen).await {
        Ok(_) => Found::Right(config.listen.to_string()),
        Err(error) => Found::wrong(
            format!("{} cannot be listened on: {error}", config.listen),
            "stop what listens there, or set `listen` to another address",
        ),
    }
}

/// Whether callbacks can be signed and posted.
pub fn callbacks(config: &Config, data: &Path) -> Found {
    let is_made = config.callback_key.reveal().is_none()
        && matches!(config.database, Database::Sqlite(_))
        && !data.join(CALLBACK_KEY).exists();
    if is_made {
        return Found::Right("a key is made at the start".to_owned());
    }
    match outside::deliverer(config, data, Arc::new(MachineClock)) {
        Ok(_) => Found::Right("are signed".to_owned()),
        Err(failure) => Found::failure(&failure),
    }
}
