"""The rustc flags that depend on //platforms:mode.

Optimisation and debug information follow --compilation_mode, which rules_rust knows; this adds
what it leaves out for a product that is shipped.
"""

# Dependencies keep their bitcode (rustc's default), so that the last link can optimise across
# crates. One unit per crate is slower to compile, smaller, and the same on every machine.
PRODUCTION_LINK_FLAGS = [
    "-Ccodegen-units=1",
    "-Clto=thin",
    "-Cstrip=symbols",
]

PRODUCTION_LIBRARY_FLAGS = ["-Ccodegen-units=1"]

def without_foreign_debug_information():
    """Returns a select() of flags for what is linked while developing.

    Our crates have no debug information unless `-c dbg` asks for it; leaving out that of the
    standard library too saves a sixth of a link.
    """
    return select({
        Label("//platforms:is_production"): [],
        Label("//rules/cargo/private:is_debug"): [],
        "//conditions:default": ["-Cstrip=debuginfo"],
    })

def in_production(flags):
    """Returns a select() of flags for production and none for the other modes.

    Args:
        flags: list of strings.
    """
    return select({
        Label("//platforms:is_production"): flags,
        "//conditions:default": [],
    })
