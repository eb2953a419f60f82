//! What is written in C.

mod raw {
    extern "C" {
        pub fn twice_the_offset() -> std::os::raw::c_int;
    }
}

/// The sum of what both packages have in C.
#[allow(unsafe_code)]
pub fn total() -> i32 {
    // SAFETY: the function takes nothing and only returns a number.
    sys::answer() + unsafe { raw::twice_the_offset() }
}
