"""The rustc flags that depend on //platforms:mode.

Optimisation and debug information follow --compilation_mode, which rules_rust knows; this adds
what it leaves out for a product that is shipped.
"""

PRODUCTION_LIBRARY_FLAGS = [
    # One unit per crate is slower to compile, smaller, and the same on every machine.
    "-Ccodegen-units=1",
    # The folder of the compilation, which rules_rust's versions call differently in what rustc writes: some nothing,
    # some `.`. What is shipped does not depend on that.
    "--remap-path-prefix=$${pwd}=.",
]

PRODUCTION_LINK_FLAGS = PRODUCTION_LIBRARY_FLAGS + ["-Cstrip=symbols"]

def link_time_optimization():
    """Returns a select() of flags for production programs whose dependencies have bitcode.

    Unless its own setting `//rust/settings:lto` says otherwise, rules_rust compiles libraries without the bitcode
    that rustc needs to optimise across crates, and `-Clto` fails. `manual` leaves all of it to flags like these.
    """
    return select({
        Label("//rules/cargo/private:optimizes_across_crates"): ["-Clto=thin"],
        "//conditions:default": [],
    })

def without_bitcode():
    """Returns a select() of flags for what is compiled while developing.

    rustc puts bitcode into every object unless it is told not to, as cargo does: only link-time optimisation needs
    it. An edit compiles faster without, and writes half as much.
    """
    return select({
        Label("//platforms:is_production"): [],
        "//conditions:default": ["-Cembed-bitcode=no"],
    })

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
