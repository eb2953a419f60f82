//! Prints its version, or writes the greeting that the page shows as TypeScript.

use std::io::{Write as _, stdout};
use std::{env, fs, io};

fn greeting_module() -> String {
    "export const greeting = \"Hello from Rust\";\n".to_owned()
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--version"] => writeln!(stdout(), "hello {}", env!("CARGO_PKG_VERSION")),
        ["--write", path] => fs::write(path, greeting_module()),
        _ => Err(io::Error::other("usage: hello --version | --write FILE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_is_a_typescript_constant() {
        assert!(greeting_module().starts_with("export const greeting = \""));
    }
}
