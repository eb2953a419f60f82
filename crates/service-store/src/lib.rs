//! The build service's database: SQLite for one machine, PostgreSQL for more.
//!
//! Both are one [`SqlStore`] over a small set of statements that each database runs in its own way: one statement, a
//! change of a build with its events, asking for a build, and claiming builds. `tests/contract` runs the same suite on
//! both.
//!
//! The schema keeps what the code relies on, whatever writes to it: triggers refuse every change of status that is no
//! arrow of [`service::Status`], every change of a build that has ended, and the deletion of a build.

mod changes;
mod database;
mod dialect;
mod error;
mod migrations;
mod postgres;
mod rows;
mod schema;
mod sql;
mod sqlite;
mod value;

pub use error::OpenError;
pub use postgres::PostgresStore;
pub use schema::Schema;
pub use sql::SqlStore;
pub use sqlite::{BackupError, SqliteStore, back_up};
