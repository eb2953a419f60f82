//! Where the SQL of the two databases differs. Statements are written once, with `$1` for parameters, `{now}` for the time
//! of the database, and [`Dialect::records`] for a table that a parameter holds as JSON.

use std::borrow::Cow;

/// A database's SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A table from a parameter that is a JSON array of objects. `columns` are names and types of PostgreSQL.
    pub(crate) fn records(self, parameter: &str, name: &str, columns: &[(&str, &str)]) -> String {
        match self {
            Self::Sqlite => {
                let columns: Vec<String> = columns
                    .iter()
                    .map(|(column, _)| format!("value ->> '{column}' AS {column}"))
                    .collect();
                format!(
                    "(SELECT {} FROM json_each({parameter})) AS {name}",
                    columns.join(", ")
                )
            }
            Self::Postgres => {
                let columns: Vec<String> = columns
                    .iter()
                    .map(|(column, kind)| format!("{column} {kind}"))
                    .collect();
                format!(
                    "json_to_recordset({parameter}::text::json) AS {name} ({})",
                    columns.join(", ")
                )
            }
        }
    }

    /// The statement as the database takes it. SQLite has no clock that tests can trust to be the service's, so its time
    /// is written into the statement.
    pub(crate) fn text(self, sql: &str, now: i64) -> Cow<'_, str> {
        match self {
            Self::Sqlite => Cow::Owned(sql.replace('$', "?").replace("{now}", &now.to_string())),
            Self::Postgres if sql.contains("{now}") => {
                Cow::Owned(sql.replace("{now}", "(SELECT now_ms())"))
            }
            Self::Postgres => Cow::Borrowed(sql),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_time() {
        let sql = "UPDATE t SET at = {now} + $1 WHERE id = $2";
        assert_eq!(
            Dialect::Sqlite.text(sql, 7),
            "UPDATE t SET at = 7 + ?1 WHERE id = ?2"
        );
        assert_eq!(
            Dialect::Postgres.text(sql, 7),
            "UPDATE t SET at = (SELECT now_ms()) + $1 WHERE id = $2"
        );
    }
}
