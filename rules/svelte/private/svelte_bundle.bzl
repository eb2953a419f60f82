"""svelte_bundle: a Svelte application as a folder of static files.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_bundle")

    svelte_bundle(
        name = "dist",
        srcs = glob(["src/**"]) + ["index.html", "svelte.config.js"],
        check = ":check",
        deps = ["//:node_modules/superstruct"],
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "run_staged")
load(":npm.bzl", "npm_packages", "package_relative")

visibility(["//rules/svelte/..."])

_TOOLS = ["@sveltejs/vite-plugin-svelte", "vite"]

def _svelte_bundle_impl(ctx):
    dist = ctx.actions.declare_directory(ctx.label.name)
    prefix = ctx.label.package + "/" if ctx.label.package else ""

    # Beside the sources, where Node.js finds the application's vite.
    script = prefix + "svelte_bundle.mjs"
    run_staged(
        ctx,
        mnemonic = "SvelteBundle",
        progress_message = "Bundling Svelte application %{label}",
        entry = script,
        args = [package_relative(ctx, "config", ctx.file.config), ctx.label.name, build_mode(ctx)],
        srcs = depset([ctx.file.config] + ctx.files.srcs),
        place = {ctx.file._script: script},
        node_modules = ctx.attr.tools,
        bundled_node_modules = ctx.attr.deps,
        chdir = ctx.label.package,
        outs = {prefix + ctx.label.name: dist},
    )
    validations = [ctx.attr.check[OutputGroupInfo]._validation] if ctx.attr.check else []
    return [
        DefaultInfo(files = depset([dist]), runfiles = ctx.runfiles([dist])),
        OutputGroupInfo(_validation = depset(transitive = validations)),
    ]

_svelte_bundle = rule(
    implementation = _svelte_bundle_impl,
    attrs = {
        "check": attr.label(
            doc = "A svelte_check target that must pass: it runs as a validation.",
            providers = [OutputGroupInfo],
        ),
        "config": attr.label(
            allow_single_file = [".js", ".mjs", ".mts", ".ts"],
            doc = "Vite's configuration.",
            mandatory = True,
        ),
        "deps": attr.label_list(
            cfg = "exec",
            doc = "npm packages whose modules become part of the bundle.",
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The sources, with index.html, and svelte.config.js if there is one.",
            mandatory = True,
        ),
        "tools": attr.label_list(
            cfg = "exec",
            doc = "npm packages for bundling: vite and what its configuration imports.",
            mandatory = True,
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//rules/svelte/private:bundle.mjs",
            doc = "The program that calls Vite.",
        ),
    } | STAGED_ATTRS,
    doc = "Bundles into a directory of static files, named like the target, with asset-manifest.json: {path: bytes}.",
)

def svelte_bundle(
        name,
        srcs,
        config = "vite.config.ts",
        check = None,
        deps = [],
        config_deps = [],
        node_modules = "//:node_modules",
        **kwargs):
    """A Svelte application as a folder of static files, made by Vite.

    The mode of the build (--config=) is Vite's mode. In production the bundle is minified and has no source maps; in
    the other modes it is not minified and has source maps. The folder is named like the target; in it, asset-manifest.json lists
    the files and their sizes in bytes.

    Args:
        name: the target's name, and the folder's.
        srcs: the sources, with index.html, and svelte.config.js if there is one.
        config: Vite's configuration.
        check: a svelte_check target that must pass: it runs as a validation (--norun_validations turns it off).
        deps: npm packages whose modules become part of the bundle, beside svelte.
        config_deps: npm packages that the configuration imports, beside vite and @sveltejs/vite-plugin-svelte.
        node_modules: where the npm packages svelte, vite and @sveltejs/vite-plugin-svelte are linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    _svelte_bundle(
        name = name,
        srcs = srcs,
        check = check,
        config = config,
        deps = npm_packages(node_modules, ["svelte"]) + deps,
        tools = npm_packages(node_modules, _TOOLS) + config_deps,
        **kwargs
    )
