"""Repositories of Node.js: one per platform, fetched when its toolchain is chosen, and one that lists the toolchains."""

load("//npm:download.bzl", "download_npm_packages")
load("//npm:registries.bzl", "read_registries")
load(":versions.bzl", "NODE_PLATFORMS")

def _node_repository_impl(rctx):
    platform = NODE_PLATFORMS[rctx.attr.platform]
    download_npm_packages(rctx, read_registries(rctx, rctx.attr.registries), {
        "package.tgz": struct(
            integrity = rctx.attr.integrity,
            name = platform.npm_package,
            tarball = "",
            version = rctx.attr.version,
        ),
    })
    rctx.extract("package.tgz", stripPrefix = "package")
    for unused in ["include", "package.tgz", "share"]:
        rctx.delete(unused)
    rctx.template("BUILD.bazel", rctx.attr._build_template, {"{binary}": platform.binary})

node_repository = repository_rule(
    implementation = _node_repository_impl,
    doc = "Node.js of one platform, from its npm package.",
    attrs = {
        "integrity": attr.string(mandatory = True, doc = "Subresource integrity of the npm package."),
        "platform": attr.string(mandatory = True, doc = "A key of NODE_PLATFORMS."),
        "registries": attr.label(mandatory = True, doc = "registries.json of registries_repository."),
        "version": attr.string(mandatory = True, doc = "Version of Node.js."),
        "_build_template": attr.label(
            default = Label("//nodejs/private:node_repository.BUILD.tpl"),
            doc = "The repository's BUILD file.",
        ),
    },
)

def _toolchains_repository_impl(rctx):
    toolchains = {
        platform: (
            "@{}_{}//:toolchain".format(rctx.attr.node_repository_prefix, platform),
            NODE_PLATFORMS[platform].constraints,
        )
        for platform in rctx.attr.platforms
    }
    rctx.template("BUILD.bazel", rctx.attr._build_template, {"{toolchains}": repr(toolchains)})

toolchains_repository = repository_rule(
    implementation = _toolchains_repository_impl,
    doc = "The toolchains of Node.js, one for each platform.",
    attrs = {
        "node_repository_prefix": attr.string(mandatory = True, doc = "Name of the node repositories before the platform."),
        "platforms": attr.string_list(mandatory = True, doc = "Keys of NODE_PLATFORMS."),
        "_build_template": attr.label(
            default = Label("//nodejs/private:toolchains_repository.BUILD.tpl"),
            doc = "The repository's BUILD file.",
        ),
    },
)
