//! Areas, from outside of the crate.

#[test]
fn of_a_square() {
    assert_eq!(shapes::Square { side: 4 }.area(), 16);
    assert_eq!(shapes::error().to_string(), "no such shape");
}
