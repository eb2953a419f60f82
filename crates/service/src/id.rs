//! Names of rows. Ids are UUIDs of version 7, so that they sort by the time at which they were made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: give the UUID that the service answered")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// An id that no other row has.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default would be the same each time")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )+};
}

ids! {
    /// A build.
    TaskId;
    /// A project: a repository and how to build in it.
    ProjectId;
    /// A token that may call the API.
    TokenId;
    /// A run of `POST /project/create-and-build`.
    ProvisionId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_id_sorts_behind_an_earlier_one() {
        let ids: Vec<TaskId> = (0..1000).map(|_| TaskId::new()).collect();
        assert!(ids.is_sorted());
        let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
        assert!(texts.is_sorted(), "the database sorts texts");
    }

    #[test]
    fn the_text_of_an_id_is_read_again() {
        let id = ProjectId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("main".parse::<ProjectId>(), Err(NotAnId));
    }
}
