"""Directories that the rules make, and the checks that they wait for."""

visibility(["//rules/svelte/..."])

def declare_out_dir(ctx, path):
    """Declares a directory below the target's package.

    Args:
        ctx: the context of a rule with an attribute `out_dir`.
        path: the directory.
    Returns:
        File.
    """
    if not path or path.startswith("/") or [part for part in path.split("/") if part in ["", ".", ".."]]:
        fail("{}: out_dir = {} is not a folder below the package; use a path such as \"dist/web\"".format(ctx.label, repr(path)))
    return ctx.actions.declare_directory(path)

def directory_providers(ctx, directory):
    """What a target of one directory provides, with the validation of its attribute `check`.

    Args:
        ctx: the context of a rule with an attribute `check`.
        directory: the directory.
    Returns:
        list of providers.
    """
    validations = [ctx.attr.check[OutputGroupInfo]._validation] if ctx.attr.check else []
    return [
        DefaultInfo(files = depset([directory]), runfiles = ctx.runfiles([directory])),
        OutputGroupInfo(_validation = depset(transitive = validations)),
    ]

CHECK_ATTRS = {
    "check": attr.label(
        doc = "A svelte_check target that must pass: it runs as a validation.",
        providers = [OutputGroupInfo],
    ),
}
