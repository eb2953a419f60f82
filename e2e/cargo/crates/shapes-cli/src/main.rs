//! Prints the volume of a cube.

mod arguments;

fn main() {
    let side = arguments::side();
    println!(
        "{} {}",
        env!("CARGO_PKG_VERSION"),
        shapes::Square { side }.volume()
    );
}
