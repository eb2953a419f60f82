"""The staging driver as a tool: the script, and the Node.js of the machine that runs it."""

load(":toolchain.bzl", "NODE_TOOLCHAIN")

visibility(["//rules/js/..."])

StageDriverInfo = provider(
    doc = "What runs a staged tool.",
    fields = {
        "modules": "depset of Files that the script imports: they lie beside it.",
        "node": "File: the Node.js executable.",
        "script": "File: stage.mjs.",
    },
)

_NODE = "@rules_nodejs//nodejs:toolchain_type"

def _stage_driver_impl(ctx):
    chosen = ctx.toolchains[NODE_TOOLCHAIN]
    return [StageDriverInfo(
        modules = depset(ctx.files.modules),
        node = chosen.node if chosen else ctx.toolchains[_NODE].nodeinfo.node,
        script = ctx.file.script,
    )]

stage_driver = rule(
    implementation = _stage_driver_impl,
    attrs = {
        "modules": attr.label_list(
            doc = "What the driver imports, from its own folder.",
            allow_files = [".mjs"],
        ),
        "script": attr.label(
            doc = "The driver.",
            allow_single_file = [".mjs"],
            mandatory = True,
        ),
    },
    doc = "Gives the driver with the Node.js toolchain; to be depended on in the exec configuration.",
    provides = [StageDriverInfo],
    toolchains = [
        _NODE,
        config_common.toolchain_type(NODE_TOOLCHAIN, mandatory = False),
    ],
)
