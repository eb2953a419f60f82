//! What every command has.

use service::Timestamp;

use super::connection::Connection;
use super::failure::CommandError;
use super::screen::Screen;
use crate::backoff::Lost;
use crate::client::Client;

/// What every command has.
pub(super) struct Context<'a> {
    pub client: Client,
    pub screen: &'a mut Screen,
    pub now: Timestamp,
}

impl<'a> Context<'a> {
    pub fn new(connection: &Connection, screen: &'a mut Screen) -> Result<Self, CommandError> {
        Ok(Self {
            client: connection.client(screen)?,
            now: Timestamp::of_this_machine(),
            screen,
        })
    }
}

/// Tells people that a connection was lost, and when it is made again.
pub(super) fn tell_lost(screen: &mut Screen, lost: &Lost) {
    let seconds = lost.again_in.as_secs_f64();
    screen.say(&format!("{}: trying again in {seconds:.1} s", lost.error));
}
