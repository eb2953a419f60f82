"""A repository that holds npm's configuration, so that it is asked once and not by every package.

What depends on it is fetched again when the answer changes, not whenever an .npmrc is touched.
"""

load(":configuration.bzl", "npm_configuration", "read_settings")
load(":npmrc.bzl", "credentials_in")

def _registries_repository_impl(rctx):
    configuration = npm_configuration(rctx, rctx.path(rctx.attr.npmrc) if rctx.attr.npmrc else None)

    # Secrets stay where the user keeps them: only the files' names are written down.
    rctx.file("registries.json", json.encode_indent({
        "credentials": [str(file) for file in configuration.files] if configuration.credentials else [],
        "registry": configuration.registry,
        "scopes": configuration.scopes,
    }))
    rctx.file("BUILD.bazel", "")

registries_repository = repository_rule(
    implementation = _registries_repository_impl,
    doc = "`registries.json`: which registries npm's configuration names.",
    attrs = {"npmrc": attr.label(doc = "The project's .npmrc; by default the root workspace's.")},
)

def read_registries(rctx, registries):
    """Reads what a registries_repository found.

    Args:
        rctx: repository_ctx.
        registries: label of its registries.json.

    Returns:
        struct(registry, scopes, credentials), as of npm_configuration.
    """
    found = json.decode(rctx.read(registries))
    return struct(
        credentials = credentials_in(read_settings(rctx, [rctx.path(f) for f in found["credentials"]])),
        registry = found["registry"],
        scopes = found["scopes"],
    )
