//! What everything is measured on.

use std::path::Path;

use anyhow::Result;

use crate::floor::{self, Floor};
use crate::place::{Databases, Kind};
use crate::plan::Plan;

/// One kind of database, and the program.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    pub databases: &'a Databases,
    pub kind: Kind,
    pub plan: &'a Plan,
    /// `tachikoma-serve`.
    pub program: &'a Path,
}

impl Bench<'_> {
    /// What the machine can do at this moment.
    pub async fn floor(&self) -> Result<Floor> {
        floor::measure(self.databases, self.kind, self.plan.floor).await
    }
}
