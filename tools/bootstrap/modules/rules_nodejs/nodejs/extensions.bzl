"""Module extension `node`: toolchains of Node.js."""

load("//nodejs/private:node_repository.bzl", "node_repository", "toolchains_repository")
load("//nodejs/private:versions.bzl", "NODE_INTEGRITY")
load("//npm:registries.bzl", "registries_repository")

def _chosen_version(module_ctx):
    # The root module comes first, so its choice wins.
    for module in module_ctx.modules:
        for tag in module.tags.toolchain:
            if tag.node_version not in NODE_INTEGRITY:
                fail("node.toolchain: node_version {} of module {} has no pinned hashes here; there are: {}. Add it to rules_nodejs/nodejs/private/versions.bzl.".format(
                    repr(tag.node_version),
                    module.name,
                    ", ".join(NODE_INTEGRITY),
                ))
            return tag.node_version
    return NODE_INTEGRITY.keys()[-1]

def _node_impl(module_ctx):
    version = _chosen_version(module_ctx)
    registries_repository(name = "nodejs_registries")
    for platform, integrity in NODE_INTEGRITY[version].items():
        node_repository(
            name = "nodejs_" + platform,
            integrity = integrity,
            platform = platform,
            registries = "@nodejs_registries//:registries.json",
            version = version,
        )
    toolchains_repository(
        name = "nodejs_toolchains",
        node_repository_prefix = "nodejs",
        platforms = NODE_INTEGRITY[version].keys(),
    )

node = module_extension(
    implementation = _node_impl,
    doc = "Makes `nodejs_toolchains`, whose `:all` are toolchains of Node.js from npm's node-<platform> packages.",
    tag_classes = {
        "toolchain": tag_class(
            attrs = {"node_version": attr.string(default = "24.21.0", doc = "Version of Node.js, one of versions.bzl.")},
            doc = "Chooses the version of Node.js.",
        ),
    },
)
