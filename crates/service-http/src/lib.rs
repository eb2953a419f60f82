//! The build service's API: resources, events as they happen, and who may call it.
//!
//! [`app`] makes a router of what the API works with, so tests call it without a socket; [`serve`] puts it on an address.
//! Every error is a problem of RFC 9457. Events of a build are read from the store, by number: a stream that breaks off is
//! continued behind the last one that the reader has.

mod access;
mod admission;
mod app;
mod artifacts;
mod body;
mod builds;
mod callbacks;
mod create;
mod events;
mod failure;
mod follow;
mod host;
mod metrics;
mod openapi;
mod operation;
mod overview;
mod page;
mod projects;
mod rates;
mod site;
mod state;
mod tokens;
mod typescript;
mod wait;
mod watch;
mod ws;

pub use crate::metrics::Metrics;
pub use access::{Access, OpenToAll};
pub use app::{app, openapi};
pub use host::{Host, serve};
pub use rates::Rate;
pub use site::{Site, SiteError};
pub use state::{Api, StreamPace};
pub use typescript::typescript;
pub use watch::{Watched, watch};
