//! What all events together say.

use std::collections::BTreeSet;

use crate::report::{Outcome, Problem, REPORT_VERSION, Report, Step, Test};

use super::cache::Counts;
use super::step_map::StepMap;
use super::test_runs::{Around, TEST_MNEMONIC, Targets};
use super::{Model, ReportOptions, actions, critical_path, failures, progress, redacted, steps};

impl Model {
    /// The steps, as far as they are known.
    pub fn steps(&self, options: &ReportOptions) -> Vec<Step> {
        self.report(options).steps
    }

    /// What the invocation did, as far as it is known.
    pub fn report(&self, options: &ReportOptions) -> Report {
        let map = StepMap::new(&options.steps);
        let (names, counts) = (&self.names, self.counts.as_ref());
        let actions = self
            .actions
            .joined(names, counts, self.invocation.start_ms());
        let invocation = self.invocation.report(options, self.last_ms(&actions));
        let outcome = invocation.outcome;
        let mut targets = self.targets.report(names, outcome, &map);
        let tests = self.test_results(&actions, outcome, options, &map);
        let text = self.progress.text();
        let problems = progress::problems(&text);
        let evidence = self.evidence(&actions, &tests, (outcome, options), (&text, &problems));
        let failures = evidence.failures(&map);
        let blamed = evidence.blamed(&map);
        failures::Blame::name(&blamed, &mut targets);
        let seen = steps::Seen {
            blamed: &blamed,
            actions: &actions,
            targets: &targets,
            failures: &failures,
            outcome,
            counts,
            all_actions: self.actions.are_all(),
        };
        let profile = self.actions.of_profile();
        let path_of =
            |profile| critical_path::report(profile, &actions, &map, invocation.duration_ms);
        let mut report = Report {
            version: REPORT_VERSION,
            critical_path: profile.and_then(path_of),
            steps: steps::report(&map, &seen),
            actions: actions::report(&actions, &map, options.slowest()),
            cache: counts.map(Counts::report).unwrap_or_default(),
            invocation,
            targets,
            tests,
            failures,
            problems,
            earlier: self.earlier.clone(),
        };
        let redactor = options.redactor.joined(self.invocation.secrets());
        redacted::redact(&mut report, &redactor);
        report
    }

    fn test_results(
        &self,
        actions: &[actions::Joined<'_>],
        outcome: Outcome,
        options: &ReportOptions,
        map: &StepMap<'_>,
    ) -> Vec<Test> {
        let around = Around {
            outcome,
            still_runs: options.still_runs,
            has_ended: self.invocation.exit_code().is_some(),
            announces: self.announces,
            has_summaries: self.tests.has_summaries(),
        };
        let runs_tests = self.invocation.runs_tests() || !self.tests.is_empty();
        let tests = self.targets.tests(&self.names, outcome);
        let failed = actions.iter().filter(|action| !action.success);
        let targets = Targets {
            asked: tests.filter(|_| runs_tests).collect(),
            failed_actions: failed
                .filter(|action| action.mnemonic == TEST_MNEMONIC)
                .map(|action| action.label)
                .collect::<BTreeSet<_>>(),
        };
        self.tests.report(&targets, around, map)
    }

    fn evidence<'a>(
        &'a self,
        actions: &'a [actions::Joined<'a>],
        tests: &'a [Test],
        (outcome, options): (Outcome, &ReportOptions),
        (progress, problems): (&'a str, &'a [Problem]),
    ) -> failures::Evidence<'a> {
        failures::Evidence {
            actions,
            names: &self.names,
            targets: &self.targets,
            tests,
            test_log: &self.tests,
            invocation: &self.invocation,
            outcome,
            progress,
            errors: failures::errors(progress),
            problems,
            read_logs: options.read_logs,
            still_runs: options.still_runs,
        }
    }

    /// The last time that anything mentions, in milliseconds since 1970-01-01 UTC.
    fn last_ms(&self, actions: &[actions::Joined<'_>]) -> Option<f64> {
        let start = self.invocation.start_ms();
        let ends = actions.iter().filter_map(|action| action.time);
        let of_actions = ends.map(|time| start.unwrap_or(0.0) + time.start_ms + time.duration_ms);
        of_actions.chain(self.tests.last_ms()).reduce(f64::max)
    }
}
