"""The repositories that Bazel's own module takes from rules_java; all of them are empty."""

# From the module file of @bazel_tools, Bazel 7.7.1.
_REPOSITORIES = [
    "local_jdk",
    "remote_java_tools",
    "remote_java_tools_darwin_arm64",
    "remote_java_tools_darwin_x86_64",
    "remote_java_tools_linux",
    "remote_java_tools_windows",
]

def _empty_repository_impl(rctx):
    rctx.file("BUILD.bazel", "")

_empty_repository = repository_rule(
    implementation = _empty_repository_impl,
    doc = "A repository without targets.",
)

def _toolchains_impl(module_ctx):
    for name in _REPOSITORIES:
        _empty_repository(name = name)
    return module_ctx.extension_metadata(reproducible = True)

toolchains = module_extension(
    implementation = _toolchains_impl,
    doc = "Declares what @bazel_tools asks for.",
)
