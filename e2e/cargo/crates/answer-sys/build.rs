//! Compiles the C library, and tells packages that depend on this one where its header is.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=src/answer.c");
    println!("cargo:rerun-if-changed=include/answer.h");
    cc::Build::new()
        .file("src/answer.c")
        .include("include")
        .compile("answer");

    let include = PathBuf::from(env::var("OUT_DIR").unwrap()).join("include");
    fs::create_dir_all(&include).unwrap();
    fs::copy("include/answer.h", include.join("answer.h")).unwrap();
    println!("cargo:include={}", include.display());
    println!("cargo:unit=degrees");
}
