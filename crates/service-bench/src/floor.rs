//! What the machine can do at most: nothing that is committed one by one is faster.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio_postgres::{Client, NoTls};

use crate::place::{Databases, Kind, postgres};
use crate::spread::{Spread, milliseconds};

/// As much as a commit of one row writes.
const APPEND: [u8; 4096] = [7; 4096];

/// How long the machine takes for one commit.
pub struct Floor {
    /// Half of them take no longer.
    pub commit: Duration,
    /// For the table.
    pub text: String,
}

impl Floor {
    /// How many commits one after the other are possible in a second.
    pub fn per_second(&self) -> f64 {
        1.0 / self.commit.as_secs_f64()
    }
}

/// Measures it.
pub async fn measure(databases: &Databases, kind: Kind, count: usize) -> Result<Floor> {
    match kind {
        Kind::Sqlite => synchronised_appends(databases, count),
        Kind::Postgres => statements(databases, count).await,
    }
}

fn synchronised_appends(databases: &Databases, count: usize) -> Result<Floor> {
    let path = databases.folder()?.join("appended");
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let mut times = Vec::new();
    for _ in 0..count {
        let began = Instant::now();
        file.write_all(&APPEND)?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    let commit = Spread::of(times).percentile(50);
    let text = format!("fdatasync {}", milliseconds(commit));
    Ok(Floor { commit, text })
}

async fn statements(databases: &Databases, count: usize) -> Result<Floor> {
    let place = databases.make(Kind::Postgres).await?;
    let (client, connection) = tokio_postgres::connect(postgres(&place)?, NoTls).await?;
    let connection = tokio::spawn(connection);
    let rows = "CREATE TABLE row_of_floor (n bigint); INSERT INTO row_of_floor VALUES (0)";
    client.batch_execute(rows).await?;
    let select = times_of(&client, "SELECT 1", count).await?;
    let update = times_of(&client, "UPDATE row_of_floor SET n = n + 1", count).await?;
    drop(client);
    connection.await??;
    let commit = update.percentile(50);
    let text = format!(
        "round trip {}, UPDATE of a row {}",
        milliseconds(select.percentile(50)),
        milliseconds(commit)
    );
    Ok(Floor { commit, text })
}

async fn times_of(client: &Client, sql: &str, count: usize) -> Result<Spread> {
    let statement = client.prepare(sql).await?;
    let mut times = Vec::new();
    for _ in 0..count {
        let began = Instant::now();
        client.execute(&statement, &[]).await?;
        times.push(began.elapsed());
    }
    Ok(Spread::of(times))
}
