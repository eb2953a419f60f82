//! How many requests a token may make.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use service::TokenId;

/// How many requests a token may make.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once, after it has made none for a while.
    pub burst: u32,
    /// In a second, on and on.
    pub per_second: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            burst: 500,
            per_second: 100,
        }
    }
}

/// What each token has left.
pub(crate) struct Rates {
    rate: Rate,
    left: Mutex<HashMap<TokenId, (f64, Instant)>>,
}

impl Rates {
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            left: Mutex::default(),
        }
    }

    /// Whether there is one left, which is then gone. Only tokens that are known come here, so the map stays small.
    pub fn take(&self, token: TokenId) -> bool {
        self.take_at(token, Instant::now())
    }

    fn take_at(&self, token: TokenId, now: Instant) -> bool {
        let burst = f64::from(self.rate.burst);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, at) = left.entry(token).or_insert((burst, now));
        let since: Duration = now.saturating_duration_since(*at);
        *count = (*count + since.as_secs_f64() * f64::from(self.rate.per_second)).min(burst);
        *at = now;
        let has_one = *count >= 1.0;
        if has_one {
            *count -= 1.0;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_asks_too_often_waits_and_others_do_not() {
        let rates = Rates::new(Rate {
            burst: 3,
            per_second: 2,
        });
        let (one, other, began) = (TokenId::new(), TokenId::new(), Instant::now());
        let taken = (0..10).filter(|_| rates.take_at(one, began)).count();
        assert_eq!(taken, 3);
        assert!(rates.take_at(other, began));
        let later = began + Duration::from_secs(1);
        assert_eq!((0..10).filter(|_| rates.take_at(one, later)).count(), 2);
    }
}
