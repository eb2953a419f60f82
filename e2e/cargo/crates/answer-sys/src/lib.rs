//! Bindings of `answer`.

mod raw {
    extern "C" {
        pub fn answer() -> std::os::raw::c_int;
    }
}

/// What the library of C answers.
pub fn answer() -> i32 {
    // SAFETY: the function takes nothing and only returns a number.
    unsafe { raw::answer() }
}
