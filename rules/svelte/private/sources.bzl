"""The sources of a project where its BUILD file does not list them: those that create-vite and `sv create` lay out."""

visibility(["//rules/svelte/..."])

_PROJECT = [
    "*.config.*",
    "*.html",
    "*.json",
    ".env*",
    "public/**",
    "src/**",
    "static/**",
]

_TESTS = [
    "src/**/*.spec.*",
    "src/**/*.test.*",
]

def project_sources(rule, name, srcs, with_tests):
    """The sources of a target.

    Args:
        rule: the rule's name, for the message.
        name: the target's name, for the message.
        srcs: what the BUILD file gives; None where it leaves that to the layout of the package.
        with_tests: whether tests belong to them.
    Returns:
        list of labels, or a select().
    """
    if srcs != None:
        return srcs
    found = native.glob(
        _PROJECT + (["tests/**"] if with_tests else []),
        allow_empty = True,
        exclude = [] if with_tests else _TESTS,
    )
    problem = missing_sources(found)
    if problem:
        fail("{} {}: {}".format(rule, name, problem))
    return found

def missing_sources(found):
    """What is wrong with the sources that were found.

    Args:
        found: list of paths from the package.
    Returns:
        string; None where nothing is wrong.
    """
    if [path for path in found if path.startswith("src/")]:
        return None
    return "\"srcs\" is not given, and the package has no folder src; list the sources, such as glob([\"app/**\"])"
