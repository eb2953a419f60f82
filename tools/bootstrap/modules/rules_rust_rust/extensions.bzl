"""The module extensions of rules_rust: Debian's, with the names that newer versions give to host tools.

    rust_host_tools = use_extension("@rules_rust//rust:extensions.bzl", "rust_host_tools")
    rust_host_tools.host_tools(
        name = "my_host_tools",
        version = "1.93.0",
    )
    use_repo(rust_host_tools, "my_host_tools")

Nothing in packages mode uses host tools, for crate_universe takes the toolchain's own: here each is a repository
that says so.
"""

load("//rust:debian_extensions.bzl", _rust = "rust")

rust = _rust

_BUILD_FILE = """\
# rust_host_tools of packages mode: there are none, nor does anything need them.
"""

def _no_tools_impl(rctx):
    rctx.file("BUILD.bazel", _BUILD_FILE)

_no_tools = repository_rule(
    implementation = _no_tools_impl,
    doc = "A repository without targets.",
)

def _rust_host_tools_impl(module_ctx):
    # What rules_rust's own MODULE.bazel imports.
    names = {"rust_host_tools": "rules_rust"}
    for module in module_ctx.modules:
        for tag in module.tags.host_tools:
            if tag.name in names:
                fail("rust_host_tools.host_tools: the name '{}' is used by the modules '{}' and '{}': give one of them another name".format(
                    tag.name,
                    names[tag.name],
                    module.name,
                ))
            names[tag.name] = module.name
    for name in names:
        _no_tools(name = name)
    return module_ctx.extension_metadata(reproducible = True)

rust_host_tools = module_extension(
    implementation = _rust_host_tools_impl,
    doc = "Names the Rust that reads Cargo.lock with the public rules_rust.",
    tag_classes = {
        "host_tools": tag_class(
            attrs = {
                "edition": attr.string(doc = "Not used here."),
                "name": attr.string(default = "rust_host_tools", doc = "The name of the repository."),
                "rustfmt_version": attr.string(doc = "Not used here."),
                "sha256s": attr.string_dict(doc = "Not used here."),
                "urls": attr.string_list(doc = "Not used here."),
                "version": attr.string(doc = "Not used here."),
            },
            doc = "A Rust for the machine that Bazel runs on.",
        ),
    },
)
