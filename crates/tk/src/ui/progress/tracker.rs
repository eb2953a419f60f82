//! The state of a running build, updated event by event: computing it from the whole model for each event
//! would get slower as the build grows.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use bep::wire::{
    ActionCompletedId, ActionExecuted, BuildEvent, Id, Payload, TargetComplete, TestSummary,
};

use super::hits::Hits;
use super::owners::Owners;
use super::test_tracker::{Key, TestTracker, has_failed};
use crate::output::{ActionEnded, Event, StepChange, StepState};
use crate::steps::Definitions;
use bazel::display::{BazelProgress, Line, ProgressReader};

/// A step while the build runs.
#[derive(Clone, Debug)]
pub struct StepNow {
    /// Its name.
    pub name: String,
    /// The names of the steps that it comes after.
    pub after: Vec<String>,
    /// Whether it was asked for.
    pub asked: bool,
    /// Its state so far; `None` before any of its actions ran.
    pub state: Option<StepState>,
    /// How many of its actions have ended.
    pub actions: u32,
}

/// Keeps count.
pub struct Tracker {
    /// The steps, in their order.
    pub steps: Vec<StepNow>,
    /// The tests.
    pub tests: TestTracker,
    /// How many actions failed.
    pub failed_actions: u32,
    /// Whether there may be failures not shown yet.
    pub has_failures: bool,
    reader: ProgressReader,
    owners: Owners,
    /// Which state of the definitions `owners` is of.
    owners_of: Option<usize>,
    /// How many events of actions there were, and which: Bazel can repeat itself.
    action_events: u64,
    seen: HashSet<u64>,
    hits: Hits,
}

impl Tracker {
    /// Starts with the steps of the workspace and the labels to build.
    pub fn new(definitions: &Definitions, targets: &[String]) -> Self {
        let steps = definitions.all().iter().map(|step| StepNow {
            name: step.name.clone(),
            after: step.after.clone(),
            asked: targets.contains(&format!("//:{}", step.name)),
            state: None,
            actions: 0,
        });
        Self {
            steps: steps.collect(),
            tests: TestTracker::default(),
            failed_actions: 0,
            has_failures: false,
            reader: ProgressReader::default(),
            owners: Owners::default(),
            owners_of: None,
            action_events: 0,
            seen: HashSet::new(),
            hits: Hits::default(),
        }
    }

    /// Bazel's last report about running actions.
    pub fn bazel(&self) -> &BazelProgress {
        &self.reader.now
    }

    /// Whether a test was running when Bazel last said what runs.
    pub fn is_testing(&self) -> bool {
        let mut running = self.reader.now.running.iter();
        running.any(|action| action.text.starts_with("Testing "))
    }

    /// Whether Bazel has said anything of the build.
    pub fn has_begun(&self) -> bool {
        self.reader.has_times()
    }

    /// How many actions are done: by Bazel's output or its events, whichever is ahead.
    pub fn done(&self) -> u64 {
        self.reader.now.done.max(self.action_events)
    }

    /// Results that were taken from a cache so far, as far as Bazel tells of it before the end:
    /// actions that it counts as done and that did not run, and tests. Never too many.
    pub fn hits(&self) -> u64 {
        self.hits.so_far
    }

    /// The step of an action that Bazel shows.
    pub fn step_of_text(&self, text: &str) -> Option<&StepNow> {
        self.owners.of_text(text).map(|place| &self.steps[place])
    }

    /// The name of the step that an action of an event belongs to.
    pub fn step_of_action(&self, label: &str, mnemonic: &str) -> Option<&str> {
        let place = self.owners.of_action(label, mnemonic)?;
        Some(&self.steps[place].name)
    }

    /// Takes a line of Bazel's output: what it is.
    pub fn output<'a>(
        &mut self,
        line: &'a str,
        definitions: &Definitions,
        now: Instant,
        happened: &mut Vec<Event>,
    ) -> Line<'a> {
        let said = self.reader.take(line);
        if said == Line::Progress {
            self.hits
                .count(now, self.reader.now.done, self.action_events);
            self.know_owners(definitions);
            let begun: Vec<usize> = self
                .reader
                .now
                .running
                .iter()
                .filter(|action| action.seconds.is_some())
                .filter_map(|action| self.owners.of_text(&action.text))
                .collect();
            for place in begun {
                self.begin(place, happened);
            }
        }
        said
    }

    fn know_owners(&mut self, definitions: &Definitions) {
        if self.owners_of != Some(definitions.changes()) {
            self.owners = Owners::new(definitions.all(), |name| definitions.has_labels(name));
            self.owners_of = Some(definitions.changes());
        }
    }

    /// Takes an event in.
    pub fn event(
        &mut self,
        event: &BuildEvent,
        definitions: &Definitions,
        happened: &mut Vec<Event>,
    ) {
        let Some(id) = event.id.as_ref().and_then(|id| id.id.as_ref()) else {
            return;
        };
        match (id, &event.payload) {
            (Id::ActionCompleted(id), Some(Payload::Action(action))) => {
                self.know_owners(definitions);
                self.action(id, action, happened);
            }
            (Id::TargetConfigured(id), Some(Payload::Configured(target)))
                if target.test_size != 0 =>
            {
                self.tests.configured(&id.label);
            }
            (Id::TargetCompleted(id), Some(Payload::Completed(target))) => {
                self.target(
                    &bep::readable_label(&id.label),
                    &id.aspect,
                    target,
                    happened,
                );
            }
            (Id::TestResult(id), Some(Payload::TestResult(result))) => {
                let key = (id.label.clone(), configuration(id.configuration.as_ref()));
                self.tests.result(key, result);
            }
            (Id::TestSummary(id), Some(Payload::TestSummary(summary))) => {
                let key = (id.label.clone(), configuration(id.configuration.as_ref()));
                self.test_summary(key, summary, happened);
            }
            (_, Some(Payload::Aborted(_))) => self.has_failures = true,
            _ => {}
        }
    }

    fn action(
        &mut self,
        id: &ActionCompletedId,
        action: &ActionExecuted,
        happened: &mut Vec<Event>,
    ) {
        if !self.is_new((
            &id.label,
            &id.primary_output,
            configuration(id.configuration.as_ref()),
        )) {
            return;
        }
        self.action_events += 1;
        if id.label.is_empty() && action.success {
            return;
        }
        let label = bep::readable_label(&id.label);
        let place = self.owners.of_action(&label, &action.r#type);
        if let Some(place) = place {
            self.begin(place, happened);
            self.steps[place].actions += 1;
        }
        if !action.success {
            self.failed_actions += 1;
            self.has_failures = true;
        }
        happened.push(Event::Action(ActionEnded {
            label,
            mnemonic: action.r#type.clone(),
            step: place.map(|place| self.steps[place].name.clone()),
            success: action.success,
        }));
        if let Some(place) = place.filter(|_| !action.success) {
            self.turn(place, StepState::Failed, happened);
        }
    }

    fn is_new(&mut self, key: impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    fn begin(&mut self, place: usize, happened: &mut Vec<Event>) {
        if self.steps[place].state.is_none() {
            self.turn(place, StepState::Running, happened);
        }
    }

    /// A step that failed stays so.
    fn turn(&mut self, place: usize, state: StepState, happened: &mut Vec<Event>) {
        let step = &mut self.steps[place];
        if step.state == Some(state) || step.state == Some(StepState::Failed) {
            return;
        }
        step.state = Some(state);
        happened.push(Event::Step(StepChange {
            name: step.name.clone(),
            state,
            actions: step.actions,
            after: step.after.clone(),
        }));
    }

    fn target(
        &mut self,
        label: &str,
        aspect: &str,
        target: &TargetComplete,
        happened: &mut Vec<Event>,
    ) {
        if !target.success {
            self.has_failures = true;
            return;
        }
        let name = label.strip_prefix("//:").filter(|_| aspect.is_empty());
        if let Some(place) = self
            .steps
            .iter()
            .position(|step| Some(step.name.as_str()) == name)
        {
            // One that had nothing to do passed as well; the screen leaves it to the summary.
            self.turn(place, StepState::Passed, happened);
        }
    }

    fn test_summary(&mut self, key: Key, summary: &TestSummary, happened: &mut Vec<Event>) {
        let Some(mut ended) = self.tests.summary(key, summary) else {
            return;
        };
        self.has_failures |= has_failed(ended.status);
        let place = self.owners.of_action(&ended.label, "TestRunner");
        ended.step = place.map(|place| self.steps[place].name.clone());
        happened.push(Event::Test(ended));
    }
}

/// The name of a configuration; empty for none.
fn configuration(id: Option<&bep::wire::ConfigurationId>) -> String {
    id.map(|id| id.id.clone()).unwrap_or_default()
}
