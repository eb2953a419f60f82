//! Claiming builds.

use deadpool_postgres::Client;
use service::timestamp::milliseconds;
use tokio_postgres::Error;

use super::parameters;
use crate::database::ClaimRequest;
use crate::dialect::Dialect;
use crate::rows::claim_columns;
use crate::value::Row;

/// One statement: who is stopped in the middle of it holds nothing up, since the server goes on alone.
pub(super) async fn claim(client: &Client, request: &ClaimRequest) -> Result<Vec<Row>, Error> {
    let claim = client
        .prepare_cached(&Dialect::Postgres.text(&statement(), 0))
        .await?;
    let found = client
        .query(
            &claim,
            &[
                &request.worker,
                &milliseconds(request.lease),
                &i64::from(request.at_most),
            ],
        )
        .await?;
    found.iter().map(parameters::row).collect()
}

/// `claim_builds` is a function of `migrations/0001.postgres.sql`. What it answers is newer than what the rest of the
/// statement sees, so nothing is looked up here.
fn statement() -> String {
    let columns = claim_columns("(c.build)", "(c.project)");
    format!(
        "SELECT {columns} FROM claim_builds($1, $2, $3) WITH ORDINALITY c (build, project, place) ORDER BY place"
    )
}
