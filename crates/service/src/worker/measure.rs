//! What a worker counts. Names are those of Prometheus; the process says where the numbers are shown.

use tokio::time::Instant;

use crate::build::Phase;
use crate::ports::store::Claim;
use crate::status::Status;
use crate::timestamp::Timestamp;

const PHASE: &str = "tachikoma_phase_seconds";
const BUILD: &str = "tachikoma_build_seconds";

/// Times that may be as long as an agent works. All others are short.
pub const LONG_METRICS: [&str; 2] = [PHASE, BUILD];

/// A build was asked for.
pub(crate) fn queued() {
    metrics::counter!("tachikoma_builds_queued_total").increment(1);
}

/// A build has ended in this process.
pub(crate) fn ended(status: Status) {
    metrics::counter!("tachikoma_builds_ended_total", "status" => status.as_str()).increment(1);
}

/// How long a whole build took, from its first claim.
pub(super) fn took(milliseconds: u64) {
    let seconds = std::time::Duration::from_millis(milliseconds).as_secs_f64();
    metrics::histogram!(BUILD).record(seconds);
}

/// A build is claimed. How long it could have been claimed before counts once: a later attempt may be one whose worker was
/// lost, and did not wait.
pub(super) fn claimed(claim: &Claim, now: Timestamp) {
    metrics::counter!("tachikoma_builds_claimed_total").increment(1);
    if claim.build.attempt == 1 {
        let waited = now.since(claim.build.run_at).as_secs_f64();
        metrics::histogram!("tachikoma_claim_seconds").record(waited);
    }
}

/// An attempt has ended, and the build waits for another one.
pub(super) fn given_back() {
    metrics::counter!("tachikoma_builds_given_back_total").increment(1);
}

/// An attempt has lost its build.
pub(super) fn lost() {
    metrics::counter!("tachikoma_leases_lost_total").increment(1);
}

/// The phase that an attempt is in. Its time counts when the next one begins, or the attempt ends.
#[derive(Default)]
pub(super) struct PhaseTime(Option<(Phase, Instant)>);

impl PhaseTime {
    pub(super) fn enter(&mut self, phase: Phase) {
        self.end();
        self.0 = Some((phase, Instant::now()));
    }

    fn end(&mut self) {
        if let Some((phase, began)) = self.0.take() {
            let seconds = began.elapsed().as_secs_f64();
            metrics::histogram!(PHASE, "phase" => phase.as_str()).record(seconds);
        }
    }
}

impl Drop for PhaseTime {
    fn drop(&mut self) {
        self.end();
    }
}
