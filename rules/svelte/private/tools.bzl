"""The programs of these rules, as they stand in the stage: in a folder of the project, where they find its packages."""

load(":npm.bzl", "in_package")

visibility(["//rules/svelte/..."])

# Hidden, so that no pattern of a tsconfig.json or of a test runner selects it.
TOOLS_FOLDER = ".svelte_rules"

_SHARED = [
    Label("//rules/svelte/private:project_modules.mjs"),
    Label("//rules/svelte/private:sveltekit.mjs"),
]

def tool_attrs(program, modules = []):
    """Attributes of a rule that runs one of the programs.

    Args:
        program: the program's name: "check.mjs".
        modules: names of further modules that it imports.
    Returns:
        dict of attributes.
    """
    return {
        "_modules": attr.label_list(
            allow_files = [".mjs"],
            default = _SHARED + [Label("//rules/svelte/private:" + module) for module in modules],
            doc = "What the program imports.",
        ),
        "_program": attr.label(
            allow_single_file = [".mjs"],
            default = Label("//rules/svelte/private:" + program),
            doc = "The program that calls the tool.",
        ),
    }

def tool_entry(ctx):
    """Where the program stands in the stage.

    Args:
        ctx: the context of a rule with tool_attrs.
    Returns:
        path.
    """
    return in_package(ctx, TOOLS_FOLDER + "/" + ctx.file._program.basename)

def tool_places(ctx):
    """Where the program and its modules stand in the stage, as `place` of run_staged.

    Args:
        ctx: the context of a rule with tool_attrs.
    Returns:
        dict of File to path.
    """
    return {
        file: in_package(ctx, TOOLS_FOLDER + "/" + file.basename)
        for file in [ctx.file._program] + ctx.files._modules
    }
