//! Connecting, and making the tables.

use std::net::IpAddr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};

use crate::error::OpenError;
use crate::migrations::{CURRENT, MIGRATIONS};

/// How long to wait for a connection. A worker's lease is longer.
const WAIT: Duration = Duration::from_secs(5);

/// Serialises the making of the tables. The number means nothing.
const MIGRATION_LOCK: i64 = 0x7461_6368_0001;

pub(crate) fn config(address: &str) -> Result<Config, OpenError> {
    let mut config: Config = address.parse().map_err(OpenError::Address)?;
    if config.get_ssl_mode() != SslMode::Disable
        && let Some(host) = far_host(&config)
    {
        return Err(OpenError::Unencrypted { host });
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(WAIT);
    }
    if config.get_application_name().is_none() {
        config.application_name("tachikoma");
    }
    // A server that is gone without a word is noticed while a lease still holds.
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(10));
    }
    // A client that is stopped in the middle of a transaction does not hold up the others for longer.
    let options = config
        .get_options()
        .map(|options| format!("{options} "))
        .unwrap_or_default();
    config.options(format!(
        "{options}-c idle_in_transaction_session_timeout=5s"
    ));
    Ok(config)
}

/// A host that is not this machine. An address without any is the socket of this machine.
fn far_host(config: &Config) -> Option<String> {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        // They are connected to, whatever the names are.
        let far = addresses.iter().find(|address| !address.is_loopback());
        return far.map(ToString::to_string);
    }
    let name = |host: &Host| match host {
        Host::Tcp(name) => {
            let address: Option<IpAddr> = name.parse().ok();
            let is_here =
                name == "localhost" || address.is_some_and(|address| address.is_loopback());
            (!is_here).then(|| name.clone())
        }
        #[cfg(unix)]
        Host::Unix(_) => None,
    };
    config.get_hosts().iter().find_map(name)
}

pub(super) fn pool(config: &Config, connections: usize) -> Result<Pool, OpenError> {
    let recycling = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(config.clone(), NoTls, recycling);
    let timeouts = Timeouts {
        wait: Some(WAIT),
        create: Some(WAIT),
        recycle: Some(WAIT),
    };
    Pool::builder(manager)
        .max_size(connections.max(1))
        .runtime(Runtime::Tokio1)
        .timeouts(timeouts)
        .build()
        .map_err(OpenError::Pool)
}

/// Makes what is missing. Of processes that start at once, one does it.
pub(super) async fn migrate(pool: &Pool) -> Result<(), OpenError> {
    let mut client = pool.get().await.map_err(OpenError::Connect)?;
    let found = make_tables(&mut client).await.map_err(OpenError::Tables)?;
    if found > CURRENT {
        return Err(OpenError::Newer {
            found,
            known: CURRENT,
        });
    }
    Ok(())
}

async fn make_tables(client: &mut deadpool_postgres::Client) -> Result<i64, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK])
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY)")
        .await?;
    let row = transaction
        .query_one("SELECT coalesce(max(version), 0) FROM schema_version", &[])
        .await?;
    let found: i64 = row.get(0);
    for migration in MIGRATIONS
        .iter()
        .filter(|migration| migration.version > found)
    {
        transaction.batch_execute(migration.postgres).await?;
        transaction
            .execute(
                "INSERT INTO schema_version VALUES ($1)",
                &[&migration.version],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_through_a_network_unencrypted_without_a_word() {
        for near in [
            "host=/run/postgresql",
            "host=localhost",
            "postgres://u:p@127.0.0.1/db",
            "postgres://u@[::1]/db",
        ] {
            assert!(config(near).is_ok(), "{near}");
        }
        for far in [
            "postgres://u:p@db.example.org/db",
            "host=localhost,10.0.0.7",
            "host=10.0.0.7 sslmode=require",
            "host=localhost hostaddr=10.0.0.7",
        ] {
            let error = config(far).unwrap_err();
            assert!(
                matches!(error, OpenError::Unencrypted { .. }),
                "{far}: {error}"
            );
            assert!(!error.to_string().contains("u:p"), "the password is shown");
        }
        assert!(config("host=10.0.0.7 sslmode=disable").is_ok());
    }

    #[test]
    fn a_client_that_is_stopped_does_not_hold_up_others() {
        let options = |address: &str| config(address).unwrap().get_options().unwrap().to_owned();
        assert_eq!(
            options("host=localhost"),
            "-c idle_in_transaction_session_timeout=5s"
        );
        assert!(options("host=localhost options='-c x=y'").starts_with("-c x=y -c idle_"));
    }
}
