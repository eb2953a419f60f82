//! The JSON Schema of `--json`, made from the types that are written.

use super::event::Line;

/// The schema of one line, as JSON with a line feed at its end.
pub fn json_schema() -> String {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Line>();
    format!("{:#}\n", schema.as_value())
}
