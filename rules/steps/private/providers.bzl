"""What steps tell each other."""

StepInfo = provider(
    doc = "A named part of a build and the labels that belong to it.",
    fields = {
        "claimed": "depset of label strings that no later step may own: those of this step, where it owns all their actions, and of the steps before it.",
        "definition": "File: the step's JSON definition.",
        "name": "string: the step's name, as people type it.",
    },
)

ReachedLabelsInfo = provider(
    doc = "The labels that a target depends on.",
    fields = {
        "labels": "depset of label strings, the target's own included, as the Build Event Protocol writes them.",
    },
)
