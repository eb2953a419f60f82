//! What `tk` does about builds that do not succeed: it repeats those that their surroundings
//! broke, and remembers what failed.

pub mod failed;
pub mod policy;
pub mod retry;
