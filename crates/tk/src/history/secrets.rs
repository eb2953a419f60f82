//! What keeps secrets out of everything that is stored or shown of earlier builds.

use redact::Redactor;

use checkout::env_vars;

/// The words of this process's command line.
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
