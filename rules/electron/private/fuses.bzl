"""Electron's fuses: the defaults of electron_package, and those that differ."""

visibility(["//rules/electron/..."])

# Electron's switches that are burnt into the executable, as @electron/fuses names them. These are for an app that
# is its archive and nothing else: no `ELECTRON_RUN_AS_NODE`, no --inspect, no loading beside the archive, file:// is
# an address like any other.
_DEFAULT_FUSES = {
    "EnableCookieEncryption": "on",
    "EnableEmbeddedAsarIntegrityValidation": "on",
    "EnableNodeCliInspectArguments": "off",
    "EnableNodeOptionsEnvironmentVariable": "off",
    "GrantFileProtocolExtraPrivileges": "off",
    "LoadBrowserProcessSpecificV8Snapshot": "off",
    "OnlyLoadAppFromAsar": "on",
    "RunAsNode": "off",
    "WasmTrapHandlers": "on",
}

def fuses_of(ctx):
    """Electron's fuses, as electron_package has them.

    Args:
        ctx: the rule's context.
    Returns:
        dict of name to whether it is on.
    """
    for fuse, value in ctx.attr.fuses.items():
        if fuse not in _DEFAULT_FUSES:
            fail("{}: \"fuses\" has \"{}\", which is not a fuse; choose from {}".format(ctx.label, fuse, ", ".join(_DEFAULT_FUSES)))
        if value not in ["on", "off"]:
            fail("{}: \"fuses\" sets \"{}\" to \"{}\"; use \"on\" or \"off\"".format(ctx.label, fuse, value))
    return {fuse: value == "on" for fuse, value in (_DEFAULT_FUSES | ctx.attr.fuses).items()}
