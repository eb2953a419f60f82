//! The JSON Schemas of `--json`, made from the types that are written.

use schemars::JsonSchema;

use super::affected_json::AffectedTargets;
use super::event::Line;

/// The schema of one line of a build, as JSON with a line feed at its end.
pub fn json_schema() -> String {
    schema_of::<Line>()
}

/// The same of what `tk affected --json` prints.
pub fn affected_schema() -> String {
    schema_of::<AffectedTargets>()
}

fn schema_of<T: JsonSchema>() -> String {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>();
    format!("{:#}\n", schema.as_value())
}
