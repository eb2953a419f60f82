//! Tests that do not always end alike: how they are run again, and what comes of it.

pub mod busy_ports;
mod load;
pub mod outcome;
pub mod recorded;
pub mod variation;
