"""Names of npm packages as targets and as paths in the stage."""

load("//rules/js:defs.bzl", "npm_packages")

visibility(["//rules/svelte/..."])

def with_npm_packages(node_modules, names, *given):
    """Targets of npm packages beside those that are given, each once.

    Args:
        node_modules: the target that npm_link_all_packages made: "//:node_modules".
        names: list of packages' names.
        *given: lists of labels, or select()s, in which some of them may stand already.
    Returns:
        the list, or select(), of labels.
    """
    packages = {native.package_relative_label(target): target for target in npm_packages(node_modules, names)}
    selected = []
    for deps in given:
        if type(deps) == "list":
            packages |= {native.package_relative_label(dep): dep for dep in deps}
        else:
            selected.append(deps)
    result = packages.values()
    for deps in selected:
        result = result + deps
    return result

def package_relative(ctx, attribute, file):
    """The path of a file from the target's own package, which is a tool's working directory.

    Args:
        ctx: the rule's context.
        attribute: the attribute that names the file, for the message.
        file: the File.
    Returns:
        the path.
    """
    prefix = ctx.label.package + "/" if ctx.label.package else ""
    if not file.short_path.startswith(prefix):
        fail("{}: {} = {} is outside the package {}; move it there, or declare the target next to it".format(
            ctx.label,
            attribute,
            file.short_path,
            ctx.label.package,
        ))
    return file.short_path[len(prefix):]

def in_package(ctx, path):
    """A path of the target's own package, as a path in the stage.

    Args:
        ctx: the rule's context.
        path: the path from the package.
    Returns:
        the path from the workspace.
    """
    return ctx.label.package + "/" + path if ctx.label.package else path
