#![doc = include_str!("../README.md")]

pub mod native;

/// A square.
#[derive(macros::Named)]
pub struct Square {
    /// The length of a side.
    pub side: u32,
}

impl Square {
    /// What it covers.
    ///
    /// ```
    /// # // Cargo does not give variables to examples.
    /// # if std::env::var("TEST_SRCDIR").is_ok() {
    /// #     assert_eq!(std::env::var("SHAPES_UNDER").as_deref(), Ok("bazel"));
    /// # }
    /// assert_eq!(shapes::Square { side: 3 }.area(), 9);
    /// ```
    pub fn area(&self) -> u32 {
        self.side * self.side
    }

    /// What a cube of it takes.
    ///
    /// ```
    /// assert_eq!(shapes::Square { side: 2 }.volume(), 8);
    /// ```
    #[cfg(feature = "volume")]
    pub fn volume(&self) -> u32 {
        self.area() * self.side
    }
}

/// The names of shapes, from a file of the package.
pub const NAMES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/names.txt"));

/// What the build script says.
pub const UNIT: &str = env!("SHAPES_UNIT");

/// An error that newer versions of Rust have a shorter way to make: clippy must know the oldest one that is supported.
pub fn error() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::Other, "no such shape")
}

#[cfg(not(feature = "std"))]
compile_error!("default features are on");

#[cfg(feature = "unused")]
compile_error!("a feature that nobody asks for is off");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_what_cargo_toml_says() {
        assert_eq!(env!("CARGO_PKG_NAME"), "shapes");
        assert_eq!(env!("CARGO_PKG_VERSION"), "1.2.3");
        assert_eq!(env!("CARGO_PKG_VERSION_MAJOR"), "1");
        assert_eq!(
            env!("CARGO_PKG_AUTHORS"),
            "Ada <ada@example.org>:Grace <grace@example.org>"
        );
        assert_eq!(
            env!("CARGO_PKG_DESCRIPTION"),
            "Shapes, and what they cost: \"$5\""
        );
        assert_eq!(env!("CARGO_PKG_LICENSE"), "MIT");
        assert_eq!(env!("CARGO_PKG_README"), "README.md");
        assert_eq!(env!("CARGO_PKG_REPOSITORY"), "https://example.org/shapes");
        assert_eq!(env!("CARGO_PKG_RUST_VERSION"), "1.71");
    }

    #[test]
    fn has_the_features_of_the_crate() {
        assert_eq!(Square { side: 2 }.volume(), 8);
    }

    #[test]
    fn runs_in_its_package() {
        let here = std::fs::read_to_string("testdata/names.txt").unwrap();
        let there =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/names.txt"))
                .unwrap();
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
        assert_eq!(
            std::path::Path::new(&folder),
            std::env::current_dir().unwrap()
        );
        assert_eq!((here.as_str(), there.as_str()), (NAMES, NAMES));
    }

    #[test]
    fn native_code_and_macros_work() {
        assert_eq!(native::total(), 46);
        assert_eq!(Square { side: 1 }.name(), "Square");
        assert_eq!(UNIT, "degrees");
    }
}
