//! The platforms that `platforms/` of a workspace names: `<os>-<cpu>`.

/// The name of the platform on which this program runs, such as `linux-x64`.
pub fn host() -> String {
    format!(
        "{}-{}",
        os_name(std::env::consts::OS),
        cpu_name(std::env::consts::ARCH)
    )
}

fn os_name(os: &str) -> &str {
    match os {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

fn cpu_name(cpu: &str) -> &str {
    match cpu {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Parses a platform name from the command line: it becomes part of paths and labels.
///
/// # Errors
/// When it has other characters than lower-case letters, digits, `-` and `_`.
pub fn parse(name: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(allowed) {
        Ok(name.to_owned())
    } else {
        Err("a platform name looks like linux-x64 or darwin-arm64".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_platforms_package() {
        assert_eq!(os_name("macos"), "darwin");
        assert_eq!(os_name("linux"), "linux");
        assert_eq!(cpu_name("aarch64"), "arm64");
        assert!(parse("win32-arm64").is_ok());
        assert!(parse("../up").is_err());
        assert!(parse("").is_err());
    }
}
