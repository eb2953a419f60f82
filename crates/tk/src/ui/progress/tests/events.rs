//! Events of a build.

use bep::wire::{
    ActionCompletedId, ActionExecuted, BuildEvent, BuildEventId, Id, Payload, TargetComplete,
    TargetCompletedId, TestSummary, TestSummaryId,
};

pub fn event(id: Id, payload: Payload) -> BuildEvent {
    BuildEvent {
        id: Some(BuildEventId { id: Some(id) }),
        payload: Some(payload),
        ..BuildEvent::default()
    }
}

pub fn action(label: &str, output: &str, success: bool) -> BuildEvent {
    event(
        Id::ActionCompleted(ActionCompletedId {
            primary_output: output.to_owned(),
            label: label.to_owned(),
            ..ActionCompletedId::default()
        }),
        Payload::Action(Box::new(ActionExecuted {
            success,
            r#type: "Probe".to_owned(),
            ..ActionExecuted::default()
        })),
    )
}

pub fn built(label: &str) -> BuildEvent {
    event(
        Id::TargetCompleted(TargetCompletedId {
            label: label.to_owned(),
            ..TargetCompletedId::default()
        }),
        Payload::Completed(Box::new(TargetComplete {
            success: true,
            ..TargetComplete::default()
        })),
    )
}

pub fn test_ended(label: &str, status: i32) -> BuildEvent {
    event(
        Id::TestSummary(TestSummaryId {
            label: label.to_owned(),
            ..TestSummaryId::default()
        }),
        Payload::TestSummary(TestSummary {
            overall_status: status,
            total_run_count: 1,
            ..TestSummary::default()
        }),
    )
}
