"""An aspect that finds the Rust crates of which native code is made."""

visibility(["//rules/electron/..."])

CratesInfo = provider(
    doc = "Rust crates that are in a target.",
    fields = {
        "crates": "depset of structs: `name` and `version`; `license`, \"\" where no rule says it; `registry`, whether it comes from one.",
    },
)

# Where a program, a library or a package names what becomes part of it. Build scripts and tools are in other attributes.
_PARTS = ["actual", "binary", "crate", "data", "deps", "module", "src", "srcs"]

# Compiled into nothing: these run while others are compiled.
_BUILD_TIME = ["_build_script_run", "cargo_build_script", "rust_proc_macro"]

def _tagged_name(ctx):
    """The name that crate_universe gives its crates as a tag."""
    for tag in getattr(ctx.rule.attr, "tags", []):
        if tag.startswith("crate-name="):
            return tag.removeprefix("crate-name=")
    return ""

def _is_crate(ctx):
    return ctx.rule.kind.startswith("rust_") and hasattr(ctx.rule.attr, "crate_name") and hasattr(ctx.rule.attr, "version")

def _crate(ctx):
    tagged = _tagged_name(ctx)
    return struct(
        name = tagged or getattr(ctx.rule.attr, "crate_name", "") or ctx.label.name,
        version = ctx.rule.attr.version,
        license = getattr(ctx.rule.attr, "rustc_env", {}).get("CARGO_PKG_LICENSE", ""),
        registry = bool(tagged),
    )

def _crates_aspect_impl(_target, ctx):
    if ctx.rule.kind in _BUILD_TIME:
        return [CratesInfo(crates = depset())]
    below = []
    for attribute in _PARTS:
        value = getattr(ctx.rule.attr, attribute, None)
        for part in value if type(value) == "list" else [value]:
            if type(part) == "Target" and CratesInfo in part:
                below.append(part[CratesInfo].crates)
    return [CratesInfo(crates = depset([_crate(ctx)] if _is_crate(ctx) else [], transitive = below))]

crates_aspect = aspect(
    implementation = _crates_aspect_impl,
    attr_aspects = _PARTS,
    doc = "Collects the Rust crates that a target is made of.",
    provides = [CratesInfo],
)

def crates_of(targets):
    """The crates of targets whose attribute has crates_aspect.

    Args:
        targets: list of Targets.
    Returns:
        depset of structs, as of CratesInfo.
    """
    return depset(transitive = [target[CratesInfo].crates for target in targets if CratesInfo in target])
