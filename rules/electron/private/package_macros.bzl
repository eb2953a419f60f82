"""The rules that make packages of apps, as BUILD files call them: with `node_modules` as one label."""

load("//rules/js:defs.bzl", "tool_packages")
load(":electron_appimage.bzl", _electron_appimage = "electron_appimage")
load(":electron_dmg.bzl", _electron_dmg = "electron_dmg")
load(":electron_notarize.bzl", _electron_notarize = "electron_notarize")
load(":electron_nsis.bzl", _electron_nsis = "electron_nsis")
load(":electron_sbom.bzl", _electron_sbom = "electron_sbom")
load(":electron_sign.bzl", _electron_sign = "electron_sign")
load(":electron_update_info.bzl", _electron_update_info = "electron_update_info")

visibility(["//rules/electron/..."])

# What reads an app's zip and archive.
_UNPACK = ["@electron/asar", "yauzl"]

# What reads and writes zips.
_ZIP = ["yauzl", "yazl"]

def electron_appimage(name, node_modules = "//:node_modules", **kwargs):
    """An Electron app for Linux as one file that runs.

    Args:
        name: the target's name.
        node_modules: where the npm packages @electron/asar and yauzl are linked; or a list of them.
        **kwargs: the other attributes of the rule: package, runtime, mksquashfs ... docs/electron-packages.md has them
            all; and common attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_appimage", name, node_modules, _UNPACK)
    _electron_appimage(name = name, node_modules = packages, **kwargs)

def electron_dmg(name, node_modules = "//:node_modules", **kwargs):
    """A disk image of an Electron app for macOS.

    Args:
        name: the target's name.
        node_modules: where the npm packages @electron/asar and yauzl are linked; or a list of them.
        **kwargs: the other attributes of the rule: package, xorriso ... docs/electron-packages.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_dmg", name, node_modules, _UNPACK)
    _electron_dmg(name = name, node_modules = packages, **kwargs)

def electron_nsis(name, node_modules = "//:node_modules", **kwargs):
    """An installer of an Electron app for Windows.

    Args:
        name: the target's name.
        node_modules: where the npm packages @electron/asar and yauzl are linked; or a list of them.
        **kwargs: the other attributes of the rule: package, makensis ... docs/electron-packages.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_nsis", name, node_modules, _UNPACK)
    _electron_nsis(name = name, node_modules = packages, **kwargs)

def electron_notarize(name, node_modules = [], **kwargs):
    """What Apple has looked at.

    Args:
        name: the target's name.
        node_modules: where the npm packages yauzl and yazl are linked, or a list of them; a zip needs them.
        **kwargs: the other attributes of the rule: artifact, tool ... docs/electron-packages.md has them all; and common
            attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_notarize", name, node_modules, _ZIP)
    _electron_notarize(name = name, node_modules = packages, **kwargs)

def electron_sbom(name, node_modules = "//:node_modules", pnpm_lock = None, **kwargs):
    """What is inside an Electron app, in CycloneDX.

    Args:
        name: the target's name.
        node_modules: where the npm packages @cyclonedx/cyclonedx-library and @electron/asar are linked, with `pnpm_lock`
            also js-yaml; or a list of them.
        pnpm_lock: the lock file with the checksums of npm packages.
        **kwargs: the other attributes of the rule: package, bundled ... docs/electron-packages.md has them all; and common
            attributes (tags, testonly, visibility, ...).
    """
    needed = ["@cyclonedx/cyclonedx-library", "@electron/asar"] + (["js-yaml"] if pnpm_lock else [])
    _electron_sbom(
        name = name,
        node_modules = tool_packages("electron_sbom", name, node_modules, needed),
        pnpm_lock = pnpm_lock,
        **kwargs
    )

def electron_sign(name, node_modules = [], **kwargs):
    """What is made, signed.

    Args:
        name: the target's name.
        node_modules: where the npm packages yauzl and yazl are linked, or a list of them; a zip needs them.
        **kwargs: the other attributes of the rule: artifact, tool ... docs/electron-packages.md has them all; and common
            attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_sign", name, node_modules, _ZIP)
    _electron_sign(name = name, node_modules = packages, **kwargs)

def electron_update_info(name, node_modules = "//:node_modules", **kwargs):
    """What electron-updater reads.

    Args:
        name: the target's name.
        node_modules: where the npm package @electron/asar is linked; or a list with it.
        **kwargs: the other attributes of the rule: artifacts, channel ... docs/electron-packages.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    packages = tool_packages("electron_update_info", name, node_modules, ["@electron/asar"])
    _electron_update_info(name = name, node_modules = packages, **kwargs)
