"""Rules for Electron apps: bundle, archive, package, start.

    load("@tachikoma//rules/electron:defs.bzl", "electron_asar", "electron_main", "electron_package", "electron_start")

- electron_main bundles the main process, preload scripts and further entries, and checks their types;
- electron_asar packs them with the page, packages and native modules into app.asar, and starts that with a stub of
  Electron to see that nothing is missing; electron_start_test is that as a test;
- electron_package packages that as an app for linux, darwin or win32, with Electron's release archive, which
  `electron.dist` of extensions.bzl downloads; electron_deb makes a Debian package of one for linux, electron_appimage one file that runs;
- electron_nsis makes an installer for Windows, electron_dmg a disk image for macOS;
- electron_sign signs what is made, electron_notarize has Apple look at it, both with a program of yours;
- electron_sbom lists what is inside, in CycloneDX;
- electron_update_info makes latest.yml and the like, which electron-updater reads;
- electron_start starts the app from its build, without packaging it;
- electron_archive declares a release archive from another source.
"""

load("//rules/electron/private:archive.bzl", _electron_archive = "electron_archive")
load("//rules/electron/private:electron_start.bzl", _electron_start = "electron_start")
load("//rules/electron/private:electron_start_test.bzl", _electron_start_test = "electron_start_test")
load("//rules/electron/private:macros.bzl", _electron_asar = "electron_asar", _electron_deb = "electron_deb", _electron_main = "electron_main", _electron_package = "electron_package")
load("//rules/electron/private:package_macros.bzl", _electron_appimage = "electron_appimage", _electron_dmg = "electron_dmg", _electron_notarize = "electron_notarize", _electron_nsis = "electron_nsis", _electron_sbom = "electron_sbom", _electron_sign = "electron_sign", _electron_update_info = "electron_update_info")
load("//rules/electron/private:platforms.bzl", _ELECTRON_PLATFORMS = "ELECTRON_PLATFORMS")
load(
    "//rules/electron/private:providers.bzl",
    _ElectronArchiveInfo = "ElectronArchiveInfo",
    _ElectronArtifactInfo = "ElectronArtifactInfo",
    _ElectronAsarInfo = "ElectronAsarInfo",
    _ElectronMainInfo = "ElectronMainInfo",
    _ElectronPackageInfo = "ElectronPackageInfo",
)
load("//rules/electron/private:toolchain.bzl", _electron_toolchain = "electron_toolchain")

ELECTRON_PLATFORMS = _ELECTRON_PLATFORMS
ElectronArchiveInfo = _ElectronArchiveInfo
ElectronArtifactInfo = _ElectronArtifactInfo
ElectronAsarInfo = _ElectronAsarInfo
ElectronMainInfo = _ElectronMainInfo
ElectronPackageInfo = _ElectronPackageInfo
electron_archive = _electron_archive
electron_appimage = _electron_appimage
electron_asar = _electron_asar
electron_deb = _electron_deb
electron_dmg = _electron_dmg
electron_main = _electron_main
electron_notarize = _electron_notarize
electron_nsis = _electron_nsis
electron_package = _electron_package
electron_sbom = _electron_sbom
electron_sign = _electron_sign
electron_start = _electron_start
electron_start_test = _electron_start_test
electron_toolchain = _electron_toolchain
electron_update_info = _electron_update_info
