//! The kinds of values.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;

use service_callback::Network;

use super::given::{Given, Setting, Unfit};

/// A whole number within limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Number<LEAST, MOST> {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const LEAST: u32, const MOST: u32> Setting for Number<LEAST, MOST> {
    const WANTED: &'static str = "a whole number within its limits";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        let number: Option<u32> = match given {
            Given::Text(text) => text.parse().ok(),
            Given::File(value, _) => value
                .as_integer()
                .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok()),
        };
        match number {
            Some(number) if (LEAST..=MOST).contains(&number) => Ok(Self(number)),
            _ => Err(Unfit::Refused(format!(
                "must be a whole number from {LEAST} to {MOST}, not {}",
                given.described()
            ))),
        }
    }
}

/// The name of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable(String);

impl Deref for Variable {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Setting for PathBuf {
    const WANTED: &'static str = "a path";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        let text = given.text()?;
        if text.is_empty() {
            return Err(given.unfit());
        }
        let folder = match given {
            // Of an absolute path, joining leaves nothing but the path.
            Given::File(_, folder) => folder.to_owned(),
            Given::Text(_) => std::env::current_dir().unwrap_or_default(),
        };
        Ok(folder.join(text))
    }
}

impl Setting for String {
    const WANTED: &'static str = "a text";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        match given.text()? {
            "" => Err(given.unfit()),
            text => Ok(text.to_owned()),
        }
    }
}

impl Setting for bool {
    const WANTED: &'static str = "true or false";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        match given {
            Given::File(value, _) => value.as_bool().ok_or_else(|| given.unfit()),
            Given::Text(text) => match text.to_ascii_lowercase().as_str() {
                "1" | "true" | "yes" | "on" => Ok(true),
                "0" | "false" | "no" | "off" => Ok(false),
                _ => Err(given.unfit()),
            },
        }
    }
}

impl Setting for SocketAddr {
    const WANTED: &'static str =
        "an address and a port, such as \"127.0.0.1:7420\" or \"[::]:7420\"";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        given.text()?.parse().map_err(|_| given.unfit())
    }
}

/// Nothing, where the text is empty.
impl<T: Setting> Setting for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        match given {
            Given::Text("") => Ok(None),
            given => T::of(given).map(Some),
        }
    }
}

/// A word of a list.
trait Word: Sized {
    const WANTED: &'static str;

    fn of_word(word: &str, given: Given<'_>) -> Option<Self>;
}

impl<T: Word> Setting for Vec<T> {
    const WANTED: &'static str = T::WANTED;

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        let words = given.words()?;
        let read = |word: String| {
            T::of_word(&word, given).ok_or_else(|| Unfit::Found(format!("{word:?}")))
        };
        words.into_iter().map(read).collect()
    }
}

impl Word for String {
    const WANTED: &'static str = "a list of texts, such as [\"a\", \"b\"]";

    fn of_word(word: &str, _: Given<'_>) -> Option<Self> {
        (!word.is_empty()).then(|| word.to_owned())
    }
}

impl Word for PathBuf {
    const WANTED: &'static str = "a list of paths, such as [\"/opt/agents\"]";

    fn of_word(word: &str, given: Given<'_>) -> Option<Self> {
        let folder = match given {
            Given::File(_, folder) => folder.to_owned(),
            Given::Text(_) => std::env::current_dir().ok()?,
        };
        (!word.is_empty()).then(|| folder.join(word))
    }
}

impl Word for Variable {
    const WANTED: &'static str = "a list of names of variables, such as [\"OPENAI_API_KEY\"]";

    fn of_word(word: &str, _: Given<'_>) -> Option<Self> {
        // `LD_PRELOAD` and the like would change the sandbox itself.
        let is_name = word
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
            && !word.starts_with("LD_")
            && !word.starts_with(super::variables::PREFIX);
        (is_name && !word.is_empty()).then(|| Self(word.to_owned()))
    }
}

impl Word for u16 {
    const WANTED: &'static str = "a list of ports, such as [443, 8443]";

    fn of_word(word: &str, _: Given<'_>) -> Option<Self> {
        word.parse().ok()
    }
}

impl Word for Network {
    const WANTED: &'static str = "a list of networks, such as [\"10.1.0.0/16\", \"fd00::/8\"]";

    fn of_word(word: &str, _: Given<'_>) -> Option<Self> {
        word.parse().ok()
    }
}

/// One of some words.
macro_rules! choices {
    ($($(#[doc = $doc:literal])+ $name:ident $wanted:literal { $($(#[doc = $item_doc:literal])+ $item:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[doc = $item_doc])+ $item,)+
        }

        impl Setting for $name {
            const WANTED: &'static str = $wanted;

            fn of(given: Given<'_>) -> Result<Self, Unfit> {
                match given.text()? {
                    $($word => Ok(Self::$item),)+
                    _ => Err(given.unfit()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$item => $word,)+ })
            }
        }
    )+};
}

choices! {
    /// What checks workspaces.
    CheckKind "one of tk, bazel, program" {
        /// `tk`.
        Tk = "tk",
        /// Bazel by itself.
        Bazel = "bazel",
        /// Any other program.
        Program = "program",
    }
    /// How a line of the log looks.
    LogFormat "one of text, json" {
        /// For people.
        Text = "text",
        /// For programs.
        Json = "json",
    }
}
