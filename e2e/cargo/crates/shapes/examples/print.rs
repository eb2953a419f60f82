//! Prints a name.

fn main() {
    // Bazel says so when it compiles examples, cargo does not.
    if let Some(tool) = option_env!("SHAPES_UNDER") {
        assert_eq!(tool, "bazel");
    }
    println!("{}", shapes::Square { side: 1 }.name());
}
