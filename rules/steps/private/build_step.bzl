"""The build_step rule."""

load("//platforms:defs.bzl", "MODES")
load(":artifacts.bzl", "artifact_entries")
load(":providers.bzl", "ReachedLabelsInfo", "StepInfo")
load(":reached_labels.bzl", "reached_labels")

# Version of the definition's JSON; readers refuse one that they do not know.
_FORMAT = 1

_ATTRS = {
    "after": attr.label_list(
        doc = "Steps that come before this one. It sets the order in which steps are shown; a label that several steps need belongs to the first of them. It is not a build dependency: Bazel's graph decides what runs when.",
        providers = [StepInfo],
    ),
    "artifacts": attr.label_keyed_string_dict(
        doc = "What the step adds to `dist/<platform>/`: label to path below that directory. A path that ends with `/` is a directory for the label's files, at their paths below its package.",
        allow_files = True,
    ),
    "deps": attr.label_list(
        doc = "What the step builds.",
        aspects = [reached_labels],
        mandatory = True,
    ),
    "mnemonics": attr.string_list(
        doc = "Mnemonics of the actions that belong to this step, on any of its labels. Empty: all actions of labels that no earlier step owns. Use it for checks that run as aspects on labels that another step builds.",
    ),
    "modes": attr.string_list(
        doc = "The modes in which `tk build` without step names builds this step.",
        default = MODES,
    ),
}

def _validate(ctx):
    for mode in ctx.attr.modes:
        if mode not in MODES:
            fail("build_step {}: modes has \"{}\"; choose from {}".format(ctx.label, mode, ", ".join(MODES)))
    if not ctx.attr.deps:
        fail("build_step {}: deps is empty; list what the step builds".format(ctx.label))

def _build_step_impl(ctx):
    _validate(ctx)
    reached = depset(transitive = [dep[ReachedLabelsInfo].labels for dep in ctx.attr.deps])
    claimed_before = depset(transitive = [step[StepInfo].claimed for step in ctx.attr.after])
    if ctx.attr.mnemonics:
        owned = reached.to_list()
    else:
        earlier = {label: None for label in claimed_before.to_list()}
        owned = [label for label in reached.to_list() if label not in earlier]

    definition = ctx.actions.declare_file(ctx.label.name + ".step.json")
    ctx.actions.write(definition, json.encode_indent({
        "version": _FORMAT,
        "name": ctx.label.name,
        "after": [step[StepInfo].name for step in ctx.attr.after],
        "modes": ctx.attr.modes,
        "tags": ctx.attr.tags,
        "mnemonics": ctx.attr.mnemonics,
        "labels": sorted(owned),
        "artifacts": artifact_entries(ctx.label, ctx.attr.artifacts),
    }) + "\n")

    built = [target[DefaultInfo].files for target in ctx.attr.deps + ctx.attr.artifacts.keys()]
    return [
        DefaultInfo(files = depset([definition], transitive = built)),
        OutputGroupInfo(step_definition = depset([definition])),
        StepInfo(
            name = ctx.label.name,
            claimed = depset([] if ctx.attr.mnemonics else owned, transitive = [claimed_before]),
            definition = definition,
        ),
    ]

build_step = rule(
    implementation = _build_step_impl,
    attrs = _ATTRS,
    doc = """Names a part of a build and records which labels belong to it.

Its files are those of `deps` and `artifacts` and `<name>.step.json`:

```json
{"version": 1, "name": "rust-build", "after": ["rust-check"], "modes": ["production"], "tags": [],
 "mnemonics": [], "labels": ["//crates/tachikoma:tachikoma"],
 "artifacts": [{"path": "tachikoma", "label": "//crates/tachikoma:tachikoma", "files": [
   {"exec_path": "bazel-out/k8-opt/bin/crates/tachikoma/tachikoma", "path": "tachikoma", "tree": false}]}]}
```
""",
)
