"""The toolchain of Node.js."""

def _node_toolchain_impl(ctx):
    runfiles = ctx.runfiles([ctx.file.node])
    return [
        DefaultInfo(files = depset([ctx.file.node]), runfiles = runfiles),
        platform_common.ToolchainInfo(
            nodeinfo = struct(node = ctx.file.node),
        ),
    ]

node_toolchain = rule(
    implementation = _node_toolchain_impl,
    doc = "A Node.js of one platform. ToolchainInfo has `nodeinfo.node`, the executable as a File.",
    attrs = {
        "node": attr.label(mandatory = True, allow_single_file = True, doc = "The executable."),
    },
)
