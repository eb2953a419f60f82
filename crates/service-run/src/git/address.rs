//! Where repositories may be.

use service::ports::StepError;
use service::repository::RepositoryPlace;

/// Whether git may be given an address.
pub(super) fn check(address: &str, folders_allowed: bool) -> Result<(), StepError> {
    match RepositoryPlace::of(address) {
        Ok(RepositoryPlace::Folder) if !folders_allowed => {
            Err("is a folder of the service's machine, which its settings do not allow")
        }
        Ok(_) => Ok(()),
        Err(why) => Err(why),
    }
    .map_err(|why| StepError::Final(format!("the repository's address {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_a_setting() {
        assert_eq!(check("/srv/a.git", true), Ok(()));
        assert!(check("/srv/a.git", false).is_err());
        assert!(check("ext::sh", true).is_err());
    }
}
