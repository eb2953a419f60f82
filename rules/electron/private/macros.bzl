"""The rules as BUILD files call them: with `node_modules` as one label, and package.json found beside the BUILD file."""

load("//rules/js:defs.bzl", "is_one_label", "tool_packages")
load(":electron_asar.bzl", _electron_asar = "electron_asar")
load(":electron_deb.bzl", _electron_deb = "electron_deb")
load(":electron_main.bzl", _electron_main = "electron_main")
load(":electron_package.bzl", _electron_package = "electron_package")
load(":toolchain.bzl", "CURRENT_ELECTRON")

visibility(["//rules/electron/..."])

_PACKAGE_JSON = "package.json"

def _with_package_json(srcs):
    """The sources, with package.json of this package where there is one."""
    if type(srcs) != "list":
        return srcs
    given = [native.package_relative_label(source) for source in srcs]
    found = native.glob([_PACKAGE_JSON], allow_empty = True)
    return srcs + [file for file in found if native.package_relative_label(file) not in given]

def electron_main(name, srcs = [], node_modules = "//:node_modules", tsconfig = None, types = [], **kwargs):
    """The bundles of an Electron app's main process, preload scripts and further entries, made with esbuild.

    Args:
        name: the target's name, and that of the directory.
        srcs: the sources beside `main` and other entries; package.json of this package is among them anyway.
        node_modules: where the npm packages are linked: esbuild, and with `tsconfig` typescript, electron and all that
            types come from. Or a list of single packages.
        tsconfig: the TypeScript configuration, for check and bundles.
        types: node_modules targets that only types come from, where `node_modules` is a list.
        **kwargs: the other attributes of the rule: main, preload, entries, env ... docs/electron.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    all_types = [node_modules] if tsconfig and is_one_label(node_modules) else []
    tools = ["electron", "esbuild", "typescript"] if tsconfig else ["esbuild"]
    _electron_main(
        name = name,
        srcs = _with_package_json(srcs),
        node_modules = tool_packages("electron_main", name, node_modules, tools),
        tsconfig = tsconfig,
        types = types + all_types,
        **kwargs
    )

def electron_asar(name, node_modules = "//:node_modules", package_json = _PACKAGE_JSON, **kwargs):
    """An Electron app as an archive that is the same for the same inputs, started with a stub of Electron.

    Args:
        name: the target's name.
        node_modules: where the npm package @electron/asar is linked; or a list with it.
        package_json: the app's package.json.
        **kwargs: the other attributes of the rule: main, renderer, files, deps, native ... docs/electron.md has them all;
            and common attributes (tags, testonly, visibility, ...).
    """
    _electron_asar(
        name = name,
        node_modules = tool_packages("electron_asar", name, node_modules, ["@electron/asar"]),
        package_json = package_json,
        **kwargs
    )

def electron_package(name, electron_archive = CURRENT_ELECTRON, node_modules = "//:node_modules", **kwargs):
    """An Electron app with Electron itself, for one platform.

    Args:
        name: the target's name.
        electron_archive: Electron's release archive for the platform; by default that of the registered toolchain.
        node_modules: where the npm packages @electron/asar, @electron/fuses, @electron/packager and yazl are linked; or
            a list of them.
        **kwargs: the other attributes of the rule: asar, platform, app_id ... docs/electron.md has them
            all; and common attributes (tags, testonly, visibility, ...).
    """
    packages = ["@electron/asar", "@electron/fuses", "@electron/packager", "yazl"]
    _electron_package(
        name = name,
        electron_archive = electron_archive,
        node_modules = tool_packages("electron_package", name, node_modules, packages),
        **kwargs
    )

def electron_deb(name, node_modules = "//:node_modules", **kwargs):
    """A Debian package of an Electron app.

    Args:
        name: the target's name.
        node_modules: where the npm packages @electron/asar, tar and yauzl are linked; or a list of them.
        **kwargs: the other attributes of the rule: package, maintainer, icons ... docs/electron.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    _electron_deb(
        name = name,
        node_modules = tool_packages("electron_deb", name, node_modules, ["@electron/asar", "tar", "yauzl"]),
        **kwargs
    )
