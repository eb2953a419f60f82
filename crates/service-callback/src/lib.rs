//! Posts the results of builds: signed, to public addresses only, and again for days until the receiver has them.
//!
//! [`Deliverer`] implements the port [`service::ports::Callbacks`]: it judges an address, signs and posts once.
//! [`Deliveries`] takes what is due from the store's outbox, has it posted, and writes how that went.
//!
//! Callers of the API choose where a callback goes, so the service must not be a way into its own network. An address
//! is judged three times: its text when a build is asked for, its text again at each delivery, and what its name
//! resolves to at each connection, by the resolver that the connection itself uses. There is no moment between the
//! judgement and the connection in which a name could change.

mod address;
mod answer;
mod deliver;
mod deliveries;
mod key;
mod names;
mod network;
mod settings;
mod sign;

pub use address::{Ports, Rules};
pub use deliver::Deliverer;
pub use deliveries::{Deliveries, Pace};
pub use key::{Key, Keys, NotAKey};
pub use names::{Names, SystemNames};
pub use network::{Network, NotANetwork, is_public};
pub use settings::{Settings, SetupError};
