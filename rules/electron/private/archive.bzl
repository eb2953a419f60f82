"""electron_archive: Electron's release archive for one platform, or the reason why it is unavailable."""

load(":platforms.bzl", "ELECTRON_PLATFORMS", "archive_name")
load(":providers.bzl", "ElectronArchiveInfo")

_DOC = """Names a release archive of Electron.

The targets that `electron.dist` makes are of this kind. Use it for an archive that comes from elsewhere:

```starlark
electron_archive(
    name = "electron_linux",
    archive = "third_party/electron-v45.4.1-linux-x64.zip",
    platform = "linux-x64",
    sha256 = "...",
    version = "45.4.1",
)
```
"""

def _electron_archive_impl(ctx):
    if bool(ctx.file.archive) == bool(ctx.attr.reason):
        fail("{}: set either \"archive\" or \"reason\", which says why there is no archive".format(ctx.label))
    return [
        DefaultInfo(files = depset([ctx.file.archive] if ctx.file.archive else [])),
        ElectronArchiveInfo(
            file = ctx.file.archive,
            file_name = archive_name(ctx.attr.version, ctx.attr.platform),
            platform = ctx.attr.platform,
            reason = ctx.attr.reason,
            sha256 = ctx.attr.sha256,
            version = ctx.attr.version,
        ),
    ]

electron_archive = rule(
    implementation = _electron_archive_impl,
    attrs = {
        "archive": attr.label(
            allow_single_file = [".zip"],
            doc = "The zip as Electron publishes it.",
        ),
        "platform": attr.string(
            doc = "The platform that it is for.",
            mandatory = True,
            values = ELECTRON_PLATFORMS,
        ),
        "reason": attr.string(
            doc = "When there is no archive: why, and what to do. Targets that need the archive fail with this message.",
        ),
        "sha256": attr.string(
            doc = "The zip's SHA-256 in hex; checked whenever it is used. Not checked where empty.",
        ),
        "version": attr.string(
            doc = "Electron's version, without \"v\".",
            mandatory = True,
        ),
    },
    doc = _DOC,
    provides = [ElectronArchiveInfo],
)
