//! The steps that make the tables, each in both languages. One that was released does not change any more.

/// One step.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// All of them, in their order.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sqlite: include_str!("../migrations/0001.sqlite.sql"),
    postgres: include_str!("../migrations/0001.postgres.sql"),
}];

/// The newest version.
pub(crate) const CURRENT: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Table to the names of its columns.
    fn tables(sql: &str) -> BTreeMap<&str, Vec<&str>> {
        sql.split("CREATE TABLE ")
            .skip(1)
            .filter_map(|statement| {
                let (name, rest) = statement.split_once(" (\n")?;
                let (body, _) = rest.split_once("\n)")?;
                let columns = body
                    .lines()
                    .filter_map(|line| line.trim().split(' ').next());
                let is_column = |word: &&str| {
                    word.chars()
                        .all(|it| it.is_lowercase() || it.is_ascii_digit() || it == '_')
                };
                Some((name, columns.filter(is_column).collect()))
            })
            .collect()
    }

    #[test]
    fn both_databases_have_the_same_columns() {
        for migration in MIGRATIONS {
            let sqlite = tables(migration.sqlite);
            assert!(
                sqlite["build_audit"].len() > 20,
                "the columns were not read"
            );
            assert_eq!(
                sqlite,
                tables(migration.postgres),
                "version {}",
                migration.version
            );
        }
    }

    #[test]
    fn versions_are_counted() {
        assert!(MIGRATIONS.iter().map(|it| it.version).eq(1..=CURRENT));
    }
}
