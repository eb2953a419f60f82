//! Prints a name.

fn main() {
    println!("{}", shapes::Square { side: 1 }.name());
}
