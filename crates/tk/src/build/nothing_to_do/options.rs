//! What the flags in effect mean for the fast path: Bazel reports all of them, including those of rc
//! files.

use std::path::{Path, PathBuf};

use bazel::flags;

use super::unproven::Unproven;

/// Flags with a value that give a build side effects.
const WITH_EFFECT: [(&str, &str); 12] = [
    ("--bes_backend", "reports every build to a server"),
    ("--build_event_json_file", "writes a file in every build"),
    ("--build_event_text_file", "writes a file in every build"),
    ("--explain", "writes a file in every build"),
    (
        "--execution_log_binary_file",
        "writes a file in every build",
    ),
    (
        "--execution_log_compact_file",
        "writes a file in every build",
    ),
    ("--execution_log_json_file", "writes a file in every build"),
    (
        "--experimental_workspace_rules_log_file",
        "writes a file in every build",
    ),
    ("--memory_profile", "writes a file in every build"),
    ("--profile", "writes a file in every build"),
    ("--package_path", "looks for packages elsewhere"),
    (
        "--workspace_status_command",
        "runs a command in every build",
    ),
];

/// Such flags without a value.
const SWITCHES: [(&str, &str); 5] = [
    ("--watchfs", "can delay noticing changes"),
    ("--nobuild", "builds nothing"),
    ("--noanalyze", "builds nothing"),
    ("--check_up_to_date", "needs Bazel's answer"),
    (
        "--noexperimental_check_output_files",
        "can hide changed outputs from Bazel",
    ),
];

/// Flags that name caches, which Bazel fills itself and which change no build.
const CACHES: [&str; 8] = [
    "--disk_cache",
    "--distdir",
    "--experimental_distdir",
    "--output_user_root",
    "--profile",
    "--build_event_binary_file",
    "--repository_cache",
    "--sandbox_base",
];

/// The flags of a finished build.
pub struct Options<'a>(pub &'a [String]);

impl Options<'_> {
    /// The effective value of a flag: the last one.
    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find_map(|flag| {
            let (found, value) = flag.split_once('=')?;
            (found == name).then_some(value)
        })
    }

    /// The last of a flag's forms: `--x`, `--x=1`, `--nox`.
    fn is_on(&self, switch: &str) -> bool {
        let name = switch.trim_start_matches("--");
        let name = name.strip_prefix("no").unwrap_or(name);
        let flags = self.0.iter().rev();
        let last = flags.filter_map(|flag| flags::switch(flag, name)).next();
        last.is_some_and(|on| on != switch.starts_with("--no"))
    }

    /// Looks for a flag that rules out the fast path.
    ///
    /// # Errors
    /// When there is one.
    pub fn check(&self) -> Result<(), Unproven> {
        let with_effect = WITH_EFFECT
            .iter()
            .find(|(name, _)| self.value(name).is_some_and(|value| !value.is_empty()));
        let found = with_effect.or_else(|| SWITCHES.iter().find(|(name, _)| self.is_on(name)));
        match found {
            None => Ok(()),
            Some((name, reason)) => Err(Unproven::Flag {
                flag: (*name).to_owned(),
                reason,
            }),
        }
    }

    /// Whether a running Bazel checks files of repositories for changes.
    pub fn looks_at_repositories(&self) -> bool {
        !self.is_on("--noexperimental_check_external_repository_files")
    }

    /// Whether Bazel takes what module extensions made from MODULE.bazel.lock.
    pub fn has_lock(&self) -> bool {
        self.value("--lockfile_mode") != Some("off")
    }

    /// How long Bazel believes that outputs which it left in a cache are still there, in
    /// milliseconds; `None` when every output is on the disk.
    ///
    /// # Errors
    /// When a flag sets another time.
    pub fn trusted_ms(&self) -> Result<Option<i64>, Unproven> {
        const DEFAULT: i64 = 3 * 60 * 60 * 1000;
        let has = |name| self.value(name).is_some_and(|value| !value.is_empty());
        let cached = has("--disk_cache") || has("--remote_cache") || has("--remote_executor");
        let all = self.value("--remote_download_outputs") == Some("all");
        if !cached || all {
            return Ok(None);
        }
        let ttl = "--experimental_remote_cache_ttl";
        match self.value(ttl) {
            None | Some("3h") => Ok(Some(DEFAULT)),
            Some(_) => Err(Unproven::Flag {
                flag: ttl.to_owned(),
                reason: "is not the default",
            }),
        }
    }

    /// Files and folders outside the workspace that flags name.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.0
            .iter()
            .filter_map(|flag| {
                let (name, value) = flag.split_once('=')?;
                if CACHES.contains(&name) || name.ends_with("_env") {
                    return None;
                }
                let value = value.strip_prefix("file://").unwrap_or(value);
                let path = value
                    .split_once("=/")
                    .map_or(value, |(_, rest)| &value[value.len() - rest.len() - 1..]);
                Some(Path::new(path)).filter(|path| path.is_absolute() && path.exists())
            })
            .map(Path::to_owned)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn refusal(text: &str) -> Option<String> {
        Options(&flags(text))
            .check()
            .err()
            .map(|why| why.to_string())
    }

    #[test]
    fn flags_that_do_more_are_found() {
        assert_eq!(refusal("--config=x --jobs=1"), None);
        assert_eq!(
            refusal("--explain=/tmp/x").as_deref(),
            Some("the flag --explain writes a file in every build")
        );
        assert!(refusal("--profile=/tmp/x").is_some());
        assert_eq!(refusal("--bes_backend=x --bes_backend="), None);
        assert!(refusal("--watchfs").is_some());
        assert!(refusal("--watchfs=1").is_some());
        assert_eq!(refusal("--watchfs --nowatchfs"), None);
        assert_eq!(refusal("--build"), None);
        assert!(refusal("--build=0").is_some());
        let looks = |text: &str| Options(&flags(text)).looks_at_repositories();
        assert!(looks("--jobs=1"));
        assert!(!looks("--experimental_check_external_repository_files=0"));
        assert!(refusal("--nobuild").is_some_and(|why| why.contains("--nobuild")));
    }

    #[test]
    fn outputs_that_are_only_in_a_cache_hold_for_a_time() {
        let trusted = |text: &str| Options(&flags(text)).trusted_ms().ok();
        assert_eq!(trusted("--jobs=1"), Some(None));
        assert_eq!(trusted("--disk_cache=/x"), Some(Some(10_800_000)));
        assert_eq!(trusted("--disk_cache=/x --disk_cache="), Some(None));
        assert_eq!(
            trusted("--disk_cache=/x --remote_download_outputs=all"),
            Some(None)
        );
        assert_eq!(
            trusted("--remote_cache=x --experimental_remote_cache_ttl=1h"),
            None
        );
    }

    #[test]
    fn paths_in_flags_are_found() {
        let found = Options(&flags(
            "--override_module=a=/usr --target_pattern_file=/etc/passwd --disk_cache=/usr --registry=file:///bin --x=/none --action_env=A=/usr",
        ))
        .paths();
        let expected = ["/usr", "/etc/passwd", "/bin"].map(PathBuf::from);
        assert_eq!(found, expected);
    }
}
