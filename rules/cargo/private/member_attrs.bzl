"""What all targets of a workspace member have in common."""

load(":lints.bzl", "lint_flags")

def member_attrs(workspace, attrs, kinds):
    """Completes the attributes of a rules_rust target with what the Cargo workspace says.

    Args:
        workspace: struct of `aliases`, `all_crate_deps`, `edition`, `lints`, `version`,
            as cargo_rules makes it.
        attrs: dict of the attributes that the BUILD file gives; `crate_deps = False` keeps the
            dependencies of Cargo.toml out.
        kinds: list of "normal" and "dev", the dependency tables of Cargo.toml that apply.

    Returns:
        A new dict of attributes.
    """
    attrs = dict(attrs)
    deps = attrs.pop("deps", [])
    proc_macro_deps = attrs.pop("proc_macro_deps", [])
    aliases = attrs.pop("aliases", {})
    if attrs.pop("crate_deps", True):
        libraries = {"normal": "normal", "dev": "normal_dev"}
        macros = {"normal": "proc_macro", "dev": "proc_macro_dev"}
        wanted_libraries = {libraries[kind]: True for kind in kinds}
        wanted_macros = {macros[kind]: True for kind in kinds}
        deps = workspace.all_crate_deps(**wanted_libraries) + deps
        proc_macro_deps = workspace.all_crate_deps(**wanted_macros) + proc_macro_deps
        aliases = workspace.aliases(**(wanted_libraries | wanted_macros)) | aliases
    rustc_flags = lint_flags(workspace.lints) + attrs.pop("rustc_flags", [])
    return {"edition": workspace.edition, "version": workspace.version} | attrs | {
        "aliases": aliases,
        "deps": deps,
        "proc_macro_deps": proc_macro_deps,
        "rustc_flags": rustc_flags,
    }
