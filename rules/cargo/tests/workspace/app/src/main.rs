//! Prints what it knows.

fn main() {
    println!(
        "{} {} {}",
        env!("CARGO_BIN_NAME"),
        env!("CARGO_PKG_VERSION"),
        app::answer()
    );
}
