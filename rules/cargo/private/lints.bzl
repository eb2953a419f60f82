"""The lints that every crate of the workspace is compiled and checked with.

The same table stands in Cargo.toml as `[workspace.lints]`, for cargo and editors;
`//rules/cargo/tests:workspace_agrees_test` compares the two.
"""

# Groups come before the single lints that they hold: of two flags the later one wins.
LINTS = {
    "clippy::all": "warn",
    "clippy::dbg_macro": "warn",
    "clippy::expect_used": "warn",
    "clippy::print_stderr": "warn",
    "clippy::print_stdout": "warn",
    "clippy::unwrap_used": "warn",
    "missing_docs": "warn",
    "unsafe_code": "deny",
    "unused_must_use": "deny",
}

def lint_flags(lints = LINTS):
    """Returns the flags of rustc and clippy that set lints.

    Args:
        lints: dict of lint to level: "allow", "warn", "deny" or "forbid".

    Returns:
        A list of strings.
    """
    return ["--{}={}".format(level, lint) for lint, level in lints.items()]
