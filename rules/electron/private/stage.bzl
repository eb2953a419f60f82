"""What the Electron rules have in common when they run a tool on a stage."""

visibility(["//rules/electron/..."])

def stage_path(file):
    """Where run_staged puts a file that is named in `srcs`.

    Args:
        file: a File.
    Returns:
        its path in the stage.
    """
    return "external/" + file.short_path.removeprefix("../") if file.short_path.startswith("../") else file.short_path

def require_packages(ctx, attribute, names):
    """Fails unless an attribute names these npm packages.

    Args:
        ctx: the rule's context.
        attribute: the name of an attribute that is a list of node_modules targets.
        names: list of npm package names.
    """
    given = [target.label.name.rpartition("node_modules/")[2] for target in getattr(ctx.attr, attribute)]
    missing = [name for name in names if name not in given]
    if missing:
        fail("{}: \"{}\" lacks {}; add {} and the packages to package.json".format(
            ctx.label,
            attribute,
            ", ".join(missing),
            ", ".join(["\"//:node_modules/{}\"".format(name) for name in missing]),
        ))

def display_label(ctx):
    """The target's label as people write it.

    Args:
        ctx: the rule's context.
    Returns:
        string.
    """
    return str(ctx.label).removeprefix("@@") if str(ctx.label).startswith("@@//") else str(ctx.label)

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
