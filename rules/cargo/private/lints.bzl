"""The lints of a Cargo workspace as flags."""

_LEVELS = ["allow", "warn", "deny", "forbid"]

def lint_flags(lints):
    """Returns the flags of rustc and clippy that set lints.

    Args:
        lints: dict of lint to level. Of two flags the later one wins.

    Returns:
        A list of strings.
    """
    for lint, level in lints.items():
        if level not in _LEVELS:
            fail("cargo_rules: lints has {} for {}; choose from {}".format(repr(level), lint, ", ".join(_LEVELS)))
    return ["--{}={}".format(level, lint) for lint, level in lints.items()]
