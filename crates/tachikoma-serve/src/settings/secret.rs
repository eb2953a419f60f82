//! Secrets: in the environment or in files of their own, and in nothing that is shown.

use std::fmt;

use super::given::{Given, Setting, Unfit};

/// A secret, or none. It is not in its `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Option<String>);

impl Secret {
    /// The text, for who needs it.
    pub fn reveal(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        let text = text.trim();
        Self((!text.is_empty()).then(|| text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "set" } else { "none" })
    }
}

impl Setting for Secret {
    const WANTED: &'static str = "a secret, in the environment";
    const SECRET: bool = true;

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        match given {
            Given::Text(text) => Ok(text.to_owned().into()),
            Given::File(..) => Err(Unfit::Refused(
                "is a secret, which others read here".to_owned(),
            )),
        }
    }
}
