"""Whether the targets that a macro declares have the common attributes that it was given."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")

# What a BUILD file may give to every target.
COMMON = {
    "exec_properties": {"Pool": "small"},
    "tags": ["kept", "manual"],
    "target_compatible_with": ["@platforms//cpu:x86_64"],
    "testonly": True,
}

# Declared by rules_rust, beside its own cargo_build_script.
_OF_OTHERS = ["of_script_"]

def _is_kept(attribute, actual, value, kind):
    if attribute == "tags":
        return "kept" in actual
    if attribute == "testonly" and kind.endswith("_test"):
        return True
    if type(value) == "list":
        return [str(one).removeprefix("@@") for one in actual] == [one.removeprefix("@") for one in value]
    return actual == value

def _problems(name, expected):
    problems = []
    for target, attributes in native.existing_rules().items():
        if target in _OF_OTHERS or target != name and not target.startswith((name + "_", name + ".", name + "/")):
            continue
        for attribute, value in expected.items():
            # A filegroup has no actions.
            if attribute not in attributes:
                continue
            actual = attributes[attribute]
            if not _is_kept(attribute, actual, value, attributes["kind"]):
                problems.append("{} ({}) has {} = {}".format(target, attributes["kind"], attribute, actual))
    return problems

def _forwarding_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], ctx.attr.problems)
    return unittest.end(env)

_forwarding_test = unittest.make(
    _forwarding_impl,
    attrs = {"problems": attr.string_list(doc = "Targets that lack something.")},
)

def forwarding_test(name, subjects, common = COMMON):
    """A test that targets which are declared above it have what their macros were given.

    Args:
        name: the test's name.
        subjects: names of the targets that were declared with `common`; those beside them, whose names begin so, count.
        common: dict of attribute to value.
    """
    missing = ["{} is not declared above".format(subject) for subject in subjects if not native.existing_rule(subject)]
    _forwarding_test(
        name = name,
        size = "small",
        problems = missing + [problem for subject in subjects for problem in _problems(subject, common)],
    )
