//! What PostgreSQL's errors mean to the service.

use service::ports::StoreError;
use tokio_postgres::Error;

/// Classes of SQLSTATE that pass: connection, resources (also a full disk), the operator stops the server, its files,
/// and a transaction that lost against another.
const PASSING: [&str; 5] = ["08", "53", "57", "58", "40"];

/// A server that only reads, because it is a copy of another one.
const READ_ONLY: &str = "25006";

pub(super) fn store_error(what: &'static str, error: Error) -> StoreError {
    let passes = match error.code() {
        Some(state) => {
            PASSING.iter().any(|class| state.code().starts_with(class)) || state.code() == READ_ONLY
        }
        // No answer of the server: the connection is lost, or it was none that could be read.
        None => error.is_closed() || is_of_connection(&error),
    };
    let source = Box::new(error);
    if passes {
        StoreError::Unavailable { what, source }
    } else {
        StoreError::Refused { what, source }
    }
}

fn is_of_connection(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}
