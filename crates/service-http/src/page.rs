//! Which part of a list is asked for.

use std::str::FromStr;

use service_api::{MOST, Part};

use crate::failure::{Answer, Failure};

const USUAL: u32 = 50;

/// How many are asked for.
pub(crate) fn limit(part: &Part) -> Answer<u32> {
    let limit = part.limit.unwrap_or(USUAL);
    if (1..=MOST).contains(&limit) {
        return Ok(limit);
    }
    Err(Failure::field(
        "limit",
        format!("is {limit}; 1 to {MOST} are taken"),
    ))
}

/// The last one that the caller has.
pub(crate) fn after<T: FromStr>(part: &Part) -> Answer<Option<T>> {
    let parse = |text: &String| {
        text.parse()
            .map_err(|_| Failure::field("after", "is no id: give `next` of a page"))
    };
    part.after.as_ref().map(parse).transpose()
}
