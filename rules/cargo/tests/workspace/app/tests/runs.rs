//! Runs the program.

#[test]
fn prints_what_it_knows() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_app"))
        .current_dir("/")
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "app 3.2.1 42\n");
    assert_eq!(std::env::var("ADDED").as_deref(), Ok("by BUILD.bazel"));
    assert!(std::path::Path::new("Cargo.toml").exists());
}
