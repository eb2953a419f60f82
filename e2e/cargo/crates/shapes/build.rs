//! Compiles C that includes the header of another package.

use std::{env, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=native/twice.c");
    let include = env::var("DEP_ANSWER_INCLUDE").expect("answer-sys says where its header is");
    cc::Build::new()
        .file("native/twice.c")
        .include(include)
        .compile("twice");

    println!(
        "cargo:rustc-env=SHAPES_UNIT={}",
        env::var("DEP_ANSWER_UNIT").unwrap()
    );
    assert_eq!(env::var("CARGO_PKG_NAME").unwrap(), "shapes");
    assert_eq!(env::var("CARGO_PKG_RUST_VERSION").unwrap(), "1.71");
    assert!(env::var("CARGO_FEATURE_STD").is_ok());
    assert!(Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap())
        .join("Cargo.toml")
        .exists());
}
