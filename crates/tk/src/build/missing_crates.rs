//! Crates that the compiler did not find. It advises `cargo add`, which is only a part of what is to be done here.

use std::collections::BTreeSet;

use bep::Failure;

const ADVICE: &str = "use `cargo add ";

/// The names of crates that failed compilations miss, each with the folder of the package that asks for it.
pub fn missing_crates(failures: &[Failure]) -> BTreeSet<(String, String)> {
    failures
        .iter()
        .filter_map(|failure| {
            let log = failure.log.as_deref().unwrap_or(&failure.message);
            let name = log.split_once(ADVICE)?.1.split('`').next()?;
            let package = failure.label.trim_start_matches('@');
            let folder = package.strip_prefix("//")?.split(':').next()?;
            Some((name.to_owned(), folder.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "error[E0432]: unresolved import `serde_json`\n  = help: if you wanted to use a crate named \
                       `serde_json`, use `cargo add serde_json` to add it to your `Cargo.toml`\n";

    fn failure(label: &str, message: &str, log: Option<&str>) -> Failure {
        Failure {
            label: label.to_owned(),
            mnemonic: Some("Rustc".to_owned()),
            step: None,
            message: message.to_owned(),
            exit_code: Some(1),
            log: log.map(str::to_owned),
            location: None,
        }
    }

    #[test]
    fn a_crate_that_several_targets_of_a_package_miss_is_told_of_once() {
        let failures = [
            failure("//crates/app:app", "failed", Some(LOG)),
            failure("@@//crates/app:unit_test", LOG, None),
            failure("//crates/app:other", "failed", Some("error: another")),
        ];
        let wanted = ("serde_json".to_owned(), "crates/app".to_owned());
        assert_eq!(missing_crates(&failures), BTreeSet::from([wanted]));
    }

    #[test]
    fn crates_of_other_repositories_are_not_ours_to_repair() {
        let failures = [failure("@@crates__x-1//:x", LOG, None)];
        assert!(missing_crates(&failures).is_empty());
    }
}
