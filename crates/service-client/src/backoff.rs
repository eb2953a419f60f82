//! Making lost connections again, slower each time.

use std::time::{Duration, Instant};

use crate::error::ClientError;

/// How often in a row events may come in another order.
const DISORDERED: u32 = 10;

/// How lost connections are made again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The wait after the first loss; it doubles with each one, and varies by a fifth.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// How long the service may be away.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_secs(10),
            patience: Duration::from_secs(300),
        }
    }
}

/// A connection that was lost, and is made again.
#[derive(Debug)]
pub struct Lost {
    /// What went wrong.
    pub error: ClientError,
    /// The time until then.
    pub again_in: Duration,
}

/// Counts what was lost in a row.
#[derive(Debug)]
pub(crate) struct Backoff {
    pace: Pace,
    losses: u32,
    /// When the service was there for the last time.
    contact: Instant,
}

impl Backoff {
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            losses: 0,
            contact: Instant::now(),
        }
    }

    /// The service is there.
    pub fn heard(&mut self) {
        self.contact = Instant::now();
    }

    /// The service does what it shall: the next loss is the first one.
    pub fn worked(&mut self) {
        self.heard();
        self.losses = 0;
    }

    /// Says when to try again.
    ///
    /// # Errors
    ///
    /// `error` itself: it does not pass, or the service has been away for too long.
    pub fn lose(&mut self, error: ClientError) -> Result<Lost, ClientError> {
        // A service that leaves events out again and again does so for ever.
        let is_stuck = self.losses >= DISORDERED && matches!(error, ClientError::Disordered { .. });
        if is_stuck || !error.is_passing() || self.contact.elapsed() > self.pace.patience {
            return Err(error);
        }
        let doubled = self.pace.first.saturating_mul(1 << self.losses.min(16));
        self.losses += 1;
        let wait = doubled
            .min(self.pace.longest)
            .mul_f64(0.8 + 0.4 * fastrand::f64());
        let asked = error.wait().unwrap_or_default();
        Ok(Lost {
            error,
            again_in: wait.max(asked.min(self.pace.patience)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disordered() -> ClientError {
        ClientError::Disordered { wanted: 1, got: 2 }
    }

    #[test]
    fn each_wait_is_longer_until_something_works() {
        let mut backoff = Backoff::new(Pace::default());
        let mut waits = |count: usize| -> Vec<f64> {
            (0..count)
                .map(|_| backoff.lose(disordered()).unwrap().again_in.as_secs_f64())
                .collect()
        };
        for (wait, wanted) in waits(8)
            .iter()
            .zip([0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0])
        {
            assert!((wanted * 0.79..wanted * 1.21).contains(wait), "{wait}");
        }
        backoff.worked();
        let again = backoff.lose(disordered()).unwrap().again_in;
        assert!(again < Duration::from_millis(301), "{again:?}");
        let lost = (0..20).take_while(|_| backoff.lose(disordered()).is_ok());
        assert_eq!(lost.count(), 9);
    }

    #[test]
    fn what_does_not_pass_is_no_loss() {
        let mut backoff = Backoff::new(Pace::default());
        assert!(backoff.lose(ClientError::Token).is_err());
        let mut impatient = Backoff::new(Pace {
            patience: Duration::ZERO,
            ..Pace::default()
        });
        std::thread::sleep(Duration::from_millis(2));
        assert!(impatient.lose(disordered()).is_err());
    }
}
