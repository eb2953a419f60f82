"""What the Electron rules have in common when they run a tool on a stage."""

load(":providers.bzl", "ElectronPackageInfo")

visibility(["//rules/electron/..."])

def stage_path(file):
    """Where run_staged puts a file that is named in `srcs`.

    Args:
        file: a File.
    Returns:
        its path in the stage.
    """
    return "external/" + file.short_path.removeprefix("../") if file.short_path.startswith("../") else file.short_path

def npm_name(label):
    """The npm package that a node_modules target links.

    Args:
        label: a Label.
    Returns:
        its name; "" for the target `node_modules`, which links all; None for a label that is of no such target.
    """
    if label.name == "node_modules":
        return ""
    return label.name.partition("node_modules/")[2] if label.name.startswith("node_modules/") else None

def npm_folder(label):
    """Where in the stage a node_modules target puts its package.

    Args:
        label: the Label of a node_modules target.
    Returns:
        the package's folder.
    """
    return beside(label.package, label.name)

def beside(package, path):
    """A path below a package's folder.

    Args:
        package: a Bazel package, "" for the root.
        path: a path in it.
    Returns:
        the path from the workspace's root.
    """
    return package + "/" + path if package else path

def require_package_for(ctx, system):
    """The packaged app of the attribute "package"; fails unless it is for a system.

    Args:
        ctx: the rule's context.
        system: "darwin", "linux" or "win32".
    Returns:
        ElectronPackageInfo.
    """
    package = ctx.attr.package[ElectronPackageInfo]
    if not package.platform.startswith(system + "-"):
        fail("{}: \"package\" ({}) is for {}; use one for {}".format(ctx.label, ctx.attr.package.label, package.platform, system))
    return package

def require_packages(ctx, attribute, names):
    """Fails unless an attribute names these npm packages.

    Args:
        ctx: the rule's context.
        attribute: the name of an attribute that is a list of node_modules targets.
        names: list of npm package names.
    Returns:
        dict of npm package name to the Bazel package in whose node_modules it lies.
    """
    targets = getattr(ctx.attr, attribute)
    whole = [target.label.package for target in targets if npm_name(target.label) == ""]
    given = {npm_name(target.label): target.label.package for target in targets}
    missing = [name for name in names if name not in given and not whole]
    if missing:
        package = targets[0].label.package if targets else ""
        fail("{}: \"{}\" lacks {}; add {} and the packages to package.json".format(
            ctx.label,
            attribute,
            ", ".join(missing),
            ", ".join(["\"//{}:node_modules/{}\"".format(package, name) for name in missing]),
        ))
    return {name: given[name] if name in given else whole[0] for name in names}

def place_scripts(files, package):
    """Puts the scripts of a tool where Node.js finds the npm packages that they import.

    Args:
        files: list of Files below rules/electron/private.
        package: the Bazel package whose node_modules has the packages.
    Returns:
        (dict of File to stage path, the folder in the stage that stands for rules/electron/private).
    """
    target = beside(package, ".electron")
    return {file: target + "/" + file.short_path.partition("/electron/private/")[2] for file in files}, target

def display_label(ctx):
    """The target's label as people write it.

    Args:
        ctx: the rule's context.
    Returns:
        string.
    """
    return _plain(ctx.label)

def _plain(label):
    return str(label).removeprefix("@@") if str(label).startswith("@@//") else str(label)

def flag_of(target):
    """The flag that sets a build setting.

    Args:
        target: its Target.
    Returns:
        such as "--//rules/electron:release_date".
    """
    return "--" + _plain(target.label)

def write_spec(ctx, suffix, spec):
    """Writes what a tool is to do, so that it can be read and tested.

    Args:
        ctx: the rule's context.
        suffix: the file's name is the target's with this behind it.
        spec: dict.
    Returns:
        File: JSON.
    """
    file = ctx.actions.declare_file(ctx.label.name + suffix)
    ctx.actions.write(file, json.encode_indent(spec, indent = "  ") + "\n")
    return file
