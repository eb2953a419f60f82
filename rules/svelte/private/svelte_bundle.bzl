"""svelte_bundle: a Svelte or SvelteKit application, built by Vite.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_bundle")

    svelte_bundle(
        name = "dist",
        srcs = glob(["src/**", ".env*"]) + ["index.html", "svelte.config.js"],
        check = ":check",
        deps = ["//:node_modules/superstruct"],
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "run_staged")
load(":npm.bzl", "in_package", "package_relative", "with_npm_packages")
load(":outputs.bzl", "CHECK_ATTRS", "declare_out_dir", "directory_providers")
load(":sources.bzl", "project_sources")
load(":tools.bzl", "TOOLS_FOLDER", "tool_attrs", "tool_entry", "tool_places")

visibility(["//rules/svelte/..."])

_TOOLS = ["@sveltejs/vite-plugin-svelte", "vite"]

# Packages whose modules keep nothing of an earlier build.
_KEEPS = ["@sveltejs/vite-plugin-svelte", "svelte", "vite"]

def _is_bundled(target):
    """Whether a tool's own modules become part of what it makes: SvelteKit's and its adapters' do."""
    name = target.label.name.removeprefix("node_modules/")
    return name == "@sveltejs/kit" or "adapter" in name

def _svelte_bundle_impl(ctx):
    dist = declare_out_dir(ctx, ctx.attr.out_dir or ctx.label.name)
    out = TOOLS_FOLDER + "/out"
    run_staged(
        ctx,
        mnemonic = "SvelteBundle",
        progress_message = "Bundling Svelte application %{label}",
        # Beside the sources, where Node.js finds the application's vite.
        entry = tool_entry(ctx),
        args = [
            package_relative(ctx, "config", ctx.file.config),
            build_mode(ctx),
            out,
        ] + ([ctx.attr.build_dir] if ctx.attr.build_dir else []),
        srcs = depset([ctx.file.config] + ctx.files.srcs),
        place = tool_places(ctx),
        node_modules = [tool for tool in ctx.attr.tools if not _is_bundled(tool)],
        bundled_node_modules = ctx.attr.deps + [tool for tool in ctx.attr.tools if _is_bundled(tool)],
        chdir = ctx.label.package,
        env = ctx.attr.env,
        inherit_env = True,
        keeps = _KEEPS,
        outs = {in_package(ctx, out): dist},
    )
    return directory_providers(ctx, dist)

_svelte_bundle = rule(
    implementation = _svelte_bundle_impl,
    attrs = {
        "build_dir": attr.string(doc = "Where the build writes, from the package; by default what the configuration says."),
        "config": attr.label(
            allow_single_file = [".cjs", ".cts", ".js", ".mjs", ".mts", ".ts"],
            doc = "Vite's configuration.",
            mandatory = True,
        ),
        "deps": attr.label_list(
            cfg = "exec",
            doc = "npm packages whose modules become part of the bundle.",
        ),
        "env": attr.string_dict(doc = "Environment variables of the build."),
        "out_dir": attr.string(doc = "The directory that is made, from the package; by default named like the target."),
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
    } | tool_attrs("bundle.mjs", ["build_error.mjs", "bundle_output.mjs", "sveltekit_version.mjs"]) | CHECK_ATTRS | STAGED_ATTRS,
    doc = "Bundles into a directory, named like the target, with asset-manifest.json: {path: bytes}.",
)

def svelte_bundle(
        name,
        srcs = None,
        config = "vite.config.ts",
        check = None,
        deps = [],
        config_deps = [],
        env = {},
        out_dir = "",
        build_dir = "",
        node_modules = "//:node_modules",
        **kwargs):
    """A Svelte or SvelteKit application, built by Vite into one directory.

    The configuration's own settings hold. Where it says nothing of them, the mode of the build (--config=), which is
    Vite's mode, decides: in production the bundle is minified and has no source maps; in the other modes it is not
    minified and has source maps. In the directory, asset-manifest.json lists the files and their sizes in bytes.

    With SvelteKit (config_deps has @sveltejs/kit and an adapter) the directory is what the adapter writes: static pages
    of @sveltejs/adapter-static, a server of @sveltejs/adapter-node.

    Args:
        name: the target's name.
        srcs: the sources, with index.html, and package.json, svelte.config.js, tsconfig.json and .env files if there are.
            By default src/, public/, static/, and the pages, configurations, .json and .env files beside them, without
            tests.
        config: Vite's configuration.
        check: a svelte_check target that must pass: it runs as a validation (--norun_validations turns it off).
        deps: npm packages whose modules become part of the bundle, beside svelte.
        config_deps: npm packages that the configuration imports or extends, beside vite and
            @sveltejs/vite-plugin-svelte.
        env: dict of environment variables of the build, such as VITE_API_URL, beside --action_env, both before .env
            files in srcs; may be a select() on @tachikoma//platforms:is_production and its like.
        out_dir: the directory that is made below the package in bazel-bin; by default named like the target.
        build_dir: where the build writes, as a path from the package. By default what Vite's configuration says
            (build.outDir), or the folder that SvelteKit's adapter writes its files to.
        node_modules: where the npm packages svelte, vite and @sveltejs/vite-plugin-svelte are linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    _svelte_bundle(
        name = name,
        srcs = project_sources("svelte_bundle", name, srcs, with_tests = False),
        build_dir = build_dir,
        check = check,
        config = config,
        deps = with_npm_packages(node_modules, ["svelte"], deps),
        env = env,
        out_dir = out_dir,
        tools = with_npm_packages(node_modules, _TOOLS, config_deps),
        **kwargs
    )
