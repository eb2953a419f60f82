//! The flags that leave out what a change does not reach.

use clap::Args;

/// The flags that leave out what a change does not reach.
#[derive(Args, Clone, Debug, Default)]
pub struct AffectedFlags {
    /// Only what differs from the base: by default, what the main branch had when this one left it
    ///
    /// Uncommitted and untracked files count. `tk affected --why` says what reaches each target.
    #[arg(long)]
    pub affected: bool,

    /// With --affected: compare with this revision of git
    #[arg(long, value_name = "REV", requires = "affected")]
    pub base: Option<String>,
}
