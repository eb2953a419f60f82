//! Values as PostgreSQL takes and gives them. Every number of these tables is a bigint, every text a text.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::value::{Row, Value};

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Number(number) => checked(number, kind, out),
            Self::Text(text) => checked(text, kind, out),
            Self::Bytes(bytes) => checked(bytes, kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // It depends on the value: see `checked`.
        true
    }

    to_sql_checked!();
}

fn checked<T: ToSql>(
    value: &T,
    kind: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    if T::accepts(kind) {
        value.to_sql(kind, out)
    } else {
        Err(format!("a statement takes {kind} where it is given {value:?}").into())
    }
}

pub(super) fn row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    let value = |(index, column): (usize, &tokio_postgres::Column)| {
        Ok(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.into(),
            Type::BYTEA => row
                .try_get::<_, Option<Vec<u8>>>(index)?
                .map_or(Value::Null, Value::Bytes),
            _ => row.try_get::<_, Option<String>>(index)?.into(),
        })
    };
    row.columns()
        .iter()
        .enumerate()
        .map(value)
        .collect::<Result<_, _>>()
        .map(Row)
}
