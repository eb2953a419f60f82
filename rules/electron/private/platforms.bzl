"""The platforms that Electron is packaged for."""

visibility(["//rules/electron/..."])

# As Electron names them in its archives; `platforms/` defines Bazel platforms of the same names.
ELECTRON_PLATFORMS = [
    "darwin-arm64",
    "darwin-x64",
    "linux-arm64",
    "linux-x64",
    "win32-arm64",
    "win32-x64",
]

def archive_name(version, platform):
    """The name of an archive in Electron's releases.

    Args:
        version: Electron's version, without "v".
        platform: one of ELECTRON_PLATFORMS.
    Returns:
        such as "electron-v45.4.1-linux-x64.zip".
    """
    return "electron-v{}-{}.zip".format(version, platform)
