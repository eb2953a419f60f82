"""Names of npm packages as targets and as paths in the stage."""

visibility(["//rules/svelte/..."])

def npm_packages(node_modules, names):
    """Targets of npm packages.

    Args:
        node_modules: the target that npm_link_all_packages made: "//:node_modules".
        names: list of packages' names.
    Returns:
        list of labels as strings.
    """
    return ["{}/{}".format(node_modules, name) for name in names]

def npm_package_path(target):
    """Where a package lies in the stage.

    Args:
        target: a `//PACKAGE:node_modules/NAME` target.
    Returns:
        "PACKAGE/node_modules/NAME".
    """
    label = target.label
    if not label.name.startswith("node_modules/"):
        fail("{} is not an npm package; use a target such as //:node_modules/svelte".format(label))
    return label.package + "/" + label.name if label.package else label.name

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
