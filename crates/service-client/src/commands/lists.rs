//! Lists over several pages.

use clap::Args;
use service_api::{MOST, Page, Part};

use crate::error::ClientError;

/// Which part of a list.
#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Only what comes behind this id
    #[arg(long, value_name = "ID")]
    after: Option<String>,
}

impl ListArgs {
    /// As many as were asked for, from as many pages as it takes.
    pub async fn fetch<T>(
        &self,
        page: impl AsyncFn(Part) -> Result<Page<T>, ClientError>,
    ) -> Result<Page<T>, ClientError> {
        let mut all = Page {
            items: Vec::new(),
            next: self.after.clone(),
        };
        loop {
            let count = u32::try_from(all.items.len()).unwrap_or(u32::MAX);
            let part = Part {
                after: all.next.take(),
                limit: Some(self.limit.saturating_sub(count).min(MOST)),
            };
            let further = page(part).await?;
            all.items.extend(further.items);
            all.next = further.next;
            let is_full = all.items.len() >= usize::try_from(self.limit).unwrap_or(usize::MAX);
            if is_full || all.next.is_none() {
                return Ok(all);
            }
        }
    }
}
