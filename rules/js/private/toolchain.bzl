"""The Node.js that runs tools, as a toolchain: so it need not be the Node.js that the repository's own programs run on."""

load(":declare_toolchain.bzl", "declare_toolchain")

visibility(["//rules/js/..."])

NODE_TOOLCHAIN = Label("//rules/js/toolchain:type")

def _node_toolchain_impl(ctx):
    return [platform_common.ToolchainInfo(node = ctx.executable.node)]

_node_toolchain = rule(
    implementation = _node_toolchain_impl,
    attrs = {
        "node": attr.label(
            allow_single_file = True,
            cfg = "target",
            doc = "The program.",
            executable = True,
            mandatory = True,
        ),
    },
    doc = "Gives a Node.js as a toolchain.",
)

def node_toolchain(name, node, target_compatible_with = [], tags = [], visibility = None):
    """The Node.js that runs the tools of all rules, to be registered in MODULE.bazel: `register_toolchains("//tools:node")`.

    Without one, that is the Node.js of rules_nodejs's toolchain.

    Args:
        name: the toolchain's name; `<name>.program` is a target beside it.
        node: the executable: one file.
        target_compatible_with: list of constraints of the machines on which it runs.
        tags: tags of the targets.
        visibility: visibility of the targets.
    """
    declare_toolchain(
        name = name,
        attributes = {"node": node},
        part = "program",
        rule = _node_toolchain,
        tags = tags,
        target_compatible_with = target_compatible_with,
        toolchain_type = NODE_TOOLCHAIN,
        visibility = visibility,
    )
