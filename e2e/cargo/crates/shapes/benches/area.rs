//! How fast areas are.

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let total: u32 = (0..1000)
        .map(|side| shapes::Square { side }.area() % 7)
        .sum();
    println!("area: {total} in {:?}", start.elapsed());
}
