//! What keeps secrets out of everything that is shown or stored: those of this process's environment and command line.

use checkout::env_vars;
use redact::Redactor;
use serde_json::Value;

/// The words of this process's command line, without the program.
pub fn own_words() -> Vec<String> {
    std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// What takes the secrets of this process's environment and of a command line out of text.
pub fn redactor(words: &[String]) -> Redactor {
    Redactor::for_command(words, env_vars::all().collect())
}

/// JSON without the secrets of its texts; as it is where they have none.
pub fn redacted_json(json: &str, redactor: &Redactor) -> String {
    let Ok(value) = serde_json::from_str::<Value>(json) else {
        return redactor.text(json);
    };
    let mut redacted = value.clone();
    redactor.json(&mut redacted);
    if redacted == value {
        json.to_owned()
    } else if json.contains('\n') {
        format!("{redacted:#}")
    } else {
        redacted.to_string()
    }
}
