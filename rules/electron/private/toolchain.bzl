"""Electron as a toolchain: so a repository chooses it once, in MODULE.bazel."""

load("//rules/js:defs.bzl", "declare_toolchain")
load(":providers.bzl", "ElectronArchiveInfo")

# The repositories of electron.dist load it.
visibility("public")

CURRENT_ELECTRON = Label("//rules/electron/toolchain:current")

_TYPE = Label("//rules/electron/toolchain:type")

def _electron_toolchain_impl(ctx):
    return [platform_common.ToolchainInfo(
        archive = ctx.attr.archive[ElectronArchiveInfo],
        files = ctx.attr.archive[DefaultInfo].files,
    )]

_electron_toolchain = rule(
    implementation = _electron_toolchain_impl,
    attrs = {
        "archive": attr.label(
            doc = "Electron's release archive.",
            mandatory = True,
            providers = [ElectronArchiveInfo],
        ),
    },
    doc = "Gives Electron as a toolchain.",
)

def electron_toolchain(name, archive, target_compatible_with = [], tags = [], visibility = None):
    """Electron for the platforms with some constraints, to be registered in MODULE.bazel.

    `electron.dist` makes one for each platform: `register_toolchains("@electron_dist//:all")`. electron_package and
    electron_start take what is registered where they are given no `electron_archive`.

    Args:
        name: the toolchain's name; `<name>.archive` is a target beside it.
        archive: an electron_archive, or a target of `electron.dist`.
        target_compatible_with: list of constraints of the platform that the archive is for.
        tags: tags of the targets.
        visibility: visibility of the targets.
    """
    declare_toolchain(
        name = name,
        attributes = {"archive": archive},
        part = "archive",
        rule = _electron_toolchain,
        tags = tags,
        target_compatible_with = target_compatible_with,
        toolchain_type = _TYPE,
        visibility = visibility,
    )

def _current_electron_impl(ctx):
    toolchain = ctx.toolchains[_TYPE]
    if not toolchain:
        fail("{}: no Electron is registered for this platform; add register_toolchains(\"@electron_dist//:all\") to MODULE.bazel, or name its archive as \"electron_archive\"".format(ctx.label))
    return [DefaultInfo(files = toolchain.files), toolchain.archive]

current_electron = rule(
    implementation = _current_electron_impl,
    doc = "The archive of the registered toolchain, as an electron_archive has it.",
    provides = [ElectronArchiveInfo],
    toolchains = [config_common.toolchain_type(_TYPE, mandatory = False)],
)
