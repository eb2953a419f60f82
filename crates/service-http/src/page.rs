//! Lists in pages.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::failure::{Answer, Failure};

const MOST: u32 = 200;
const USUAL: u32 = 50;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is in it.
    pub items: Vec<T>,
    /// `after` of the next page; none where this is the last one.
    pub next: Option<String>,
}

/// Which part of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// `next` of the page before.
    #[param(value_type = Option<uuid::Uuid>)]
    pub after: Option<String>,
    /// How many at most: 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl Part {
    pub fn limit(&self) -> Answer<u32> {
        let limit = self.limit.unwrap_or(USUAL);
        if (1..=MOST).contains(&limit) {
            return Ok(limit);
        }
        Err(Failure::field(
            "limit",
            format!("is {limit}; 1 to {MOST} are taken"),
        ))
    }

    pub fn after<T: std::str::FromStr>(&self) -> Answer<Option<T>> {
        let parse = |text: &String| {
            text.parse()
                .map_err(|_| Failure::field("after", "is no id: give `next` of a page"))
        };
        self.after.as_ref().map(parse).transpose()
    }
}

impl<T> Page<T> {
    /// The page of a list of which one more than `limit` was asked for.
    pub fn of(mut items: Vec<T>, limit: u32, name: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(name);
        Self { items, next }
    }
}
