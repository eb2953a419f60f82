"""An aspect that collects the labels that a target's actions can carry."""

load(":providers.bzl", "ReachedLabelsInfo")

def label_in_events(label):
    """Writes a label as Bazel's events do.

    Args:
        label: a Label.

    Returns:
        `//pkg:name` in the main repository, `@@repo//pkg:name` elsewhere.
    """
    text = str(label)
    return text[2:] if text.startswith("@@//") else text

def _dependencies(attributes):
    """Every configured target among the values of a rule's attributes."""
    targets = []
    for name in dir(attributes):
        value = getattr(attributes, name)
        if type(value) == "Target":
            targets.append(value)
        elif type(value) == "list":
            targets.extend([item for item in value if type(item) == "Target"])
        elif type(value) == "dict":
            targets.extend([key for key in value if type(key) == "Target"])
            targets.extend([item for item in value.values() if type(item) == "Target"])
    return targets

def _reached_labels_impl(target, ctx):
    return [ReachedLabelsInfo(labels = depset(
        [label_in_events(target.label)],
        transitive = [
            dep[ReachedLabelsInfo].labels
            for dep in _dependencies(ctx.rule.attr)
            if ReachedLabelsInfo in dep
        ],
    ))]

reached_labels = aspect(
    implementation = _reached_labels_impl,
    doc = "Collects the labels of everything that a target depends on, tools included.",
    attr_aspects = ["*"],
)
