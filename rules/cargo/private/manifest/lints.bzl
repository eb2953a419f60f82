"""What a manifest says of lints, as flags of rustc and clippy."""

_LEVELS = ["allow", "warn", "deny", "forbid"]
_TOOLS = {"clippy": "clippy::", "rust": "", "rustdoc": "rustdoc::"}

def _entries(tool, lints, file):
    """(priority, lint, level, check-cfg) of each lint of a tool."""
    entries = []
    for lint, value in lints.items():
        value = value if type(value) == "dict" else {"level": value}
        if value.get("level") not in _LEVELS:
            fail("{}: lints.{}.{} has the level {}; choose from {}".format(file, tool, lint, repr(value.get("level")), ", ".join(_LEVELS)))
        entries.append((value.get("priority", 0), _TOOLS[tool] + lint, value["level"], value.get("check-cfg", [])))
    return entries

def _lints_of(manifest, workspace):
    lints = manifest.get("lints", {})
    return workspace.get("lints", {}) if lints.get("workspace") == True else lints

def manifest_lints(manifest, workspace, file):
    """Lists the lints of a package.

    Args:
        manifest: dict, the package's Cargo.toml.
        workspace: dict, `[workspace]` of the root.
        file: string, the manifest's name for messages.

    Returns:
        struct of `flags`, in the order in which rustc is to see them, and `cfgs`, the further ones that
        `unexpected_cfgs` is to know.
    """
    entries = []
    for tool, lints in _lints_of(manifest, workspace).items():
        if tool in _TOOLS:
            entries += _entries(tool, lints, file)

    # Of two flags the later one wins: groups have a lower priority than their members.
    entries = sorted(entries)
    return struct(
        cfgs = [cfg for _, _, _, cfgs in entries for cfg in cfgs],
        flags = ["--{}={}".format(level, lint) for _, lint, level, _ in entries],
    )

def check_cfg_flags(cfgs, features):
    """The flags with which rustc knows all cfgs and features of a package, as Cargo gives them.

    Args:
        cfgs: list of strings, `cfg(...)`.
        features: list of strings, the names of all of the package's features.
    """
    values = ", ".join(["\"{}\"".format(feature) for feature in sorted(features)])
    return ["--check-cfg=" + cfg for cfg in ["cfg(docsrs,test)", "cfg(feature, values({}))".format(values)] + cfgs]
