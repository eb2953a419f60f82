//! The JSON Schema of `tk.toml`, for editors.

use checkout::Mode;
use serde_json::{Map, Value, json};

use crate::keys::{KEYS, Key, Kind, WordKind};
use crate::section::Section;

/// The schema (draft 2020-12) of the file.
pub fn schema() -> Value {
    let mut properties = keys(|_| true);
    for (section, doc) in Section::HEADED {
        // Where the mode is decided its own section says nothing yet.
        let fits = |key: &Key| section == Section::Ci || key.flag != "mode";
        properties.insert(
            section.name().to_owned(),
            json!({
                "type": "object",
                "description": doc,
                "properties": keys(fits),
                "additionalProperties": false,
            }),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tk.toml",
        "description": "Settings of tk: defaults for its flags, per repository or per user.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn keys(fits: impl Fn(&Key) -> bool) -> Map<String, Value> {
    let fitting = KEYS.iter().filter(|key| fits(key));
    fitting
        .map(|key| (key.name.to_owned(), property(key)))
        .collect()
}

fn property(key: &Key) -> Value {
    let mut property = match key.kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Number(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Mode => json!({ "type": "string", "enum": Mode::ALL.map(Mode::name) }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Platform => json!({ "type": "string", "pattern": "^[a-z0-9_-]+$" }),
        Kind::Path => json!({ "type": "string", "minLength": 1 }),
        Kind::Words(WordKind::Configs) => list("^[^-= ][^= ]*$"),
        Kind::Words(WordKind::Targets) => list("^(//|@).*$"),
        Kind::Words(WordKind::Restarts) => list("^[^=]+=(//|@).*$"),
        Kind::Words(WordKind::Flags) => list("^-(-[^-].*|[^-/@].*)$"),
    };
    property["description"] = key.doc.into();
    property
}

fn list(pattern: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string", "pattern": pattern } })
}
