//! Runs the program.

mod common;

use std::process::Command;

fn run(command: &mut Command) -> String {
    String::from_utf8(command.arg("3").output().unwrap().stdout).unwrap()
}

#[test]
fn prints_the_volume() {
    assert_eq!(
        run(&mut Command::new(env!("CARGO_BIN_EXE_shapes"))),
        common::expected()
    );
}

#[test]
fn runs_from_another_folder() {
    let folder = std::env::temp_dir();
    assert_eq!(
        run(Command::new(env!("CARGO_BIN_EXE_shapes")).current_dir(folder)),
        common::expected()
    );
}

#[test]
fn reads_files_of_its_package() {
    assert_eq!(
        std::fs::read_to_string("assets/expected.txt").unwrap(),
        common::expected()
    );
    assert_eq!(include_str!("../assets/expected.txt"), common::expected());
}

#[test]
fn may_write_beside_its_files() {
    std::fs::write("assets/written.txt", "text").unwrap();
    std::fs::remove_file("assets/written.txt").unwrap();
}

#[test]
fn has_dev_dependencies() {
    assert_eq!(answer_sys::answer(), 42);
}
