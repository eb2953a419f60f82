//! What made targets fail that did not fail by themselves.

use std::collections::HashMap;

use crate::model::step_map::StepMap;
use crate::report::Target;

use super::Evidence;

/// What made a target fail.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Blame<'a> {
    /// The label of what failed; can be the target itself.
    cause: &'a str,
    /// The step that the cause belongs to.
    pub(in crate::model) step: Option<&'a str>,
}

impl Blame<'_> {
    /// Names what made each target fail that did not fail by itself.
    pub(in crate::model) fn name(blamed: &HashMap<&str, Self>, targets: &mut [Target]) {
        for target in targets {
            let Some(Self { cause, .. }) = blamed.get(target.label.as_str()) else {
                continue;
            };
            if *cause != target.label {
                target.reason = Some(format!("it needs {cause}, which failed"));
            }
        }
    }
}

impl Evidence<'_> {
    /// The failed targets for which a failed action or another target accounts, by their labels: a target repeats the
    /// message of the action that it failed on, as does an alias of it.
    pub(in crate::model) fn blamed<'m>(&'m self, map: &StepMap<'m>) -> HashMap<&'m str, Blame<'m>> {
        let failed = self.targets.failures(self.names, self.outcome);
        let messages: HashMap<&str, String> = failed
            .into_iter()
            .map(|(label, (message, _))| (label, message))
            .collect();
        let mut actions: HashMap<&str, Blame<'_>> = HashMap::new();
        let failed = self.failed_actions();
        for (action, event) in failed.filter(|(action, _)| !action.label.is_empty()) {
            let blame = Blame {
                cause: action.label,
                step: map.of_action(action.label, action.mnemonic),
            };
            actions.entry(event.message.as_str()).or_insert(blame);
        }
        actions.remove("");
        let roots: HashMap<&str, &str> = self.targets.causes(self.names).collect();
        let of_root = |label: &str| {
            let root = roots.get(label).copied()?;
            messages.contains_key(root).then(|| Blame {
                cause: root,
                step: map.of_target(root, ""),
            })
        };
        let blamed = messages.iter().filter_map(|(label, message)| {
            let of_action = actions.get(message.as_str()).copied();
            Some((*label, of_action.or_else(|| of_root(label))?))
        });
        blamed.collect()
    }
}
