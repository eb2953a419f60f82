"""svelte_package: a library of Svelte components as it is published.

    load("@aspect_rules_js//npm:defs.bzl", "npm_package")
    load("@tachikoma//rules/svelte:defs.bzl", "svelte_package")

    svelte_package(
        name = "dist",
        srcs = glob(["src/lib/**"]) + ["package.json", "svelte.config.js", "tsconfig.json"],
        check = ":check",
    )

    npm_package(
        name = "pkg",
        srcs = ["package.json", ":dist"],
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "run_staged")
load(":npm.bzl", "in_package", "package_relative", "with_npm_packages")
load(":outputs.bzl", "CHECK_ATTRS", "declare_out_dir", "directory_providers")
load(":sources.bzl", "project_sources")
load(":tools.bzl", "TOOLS_FOLDER", "tool_attrs", "tool_entry", "tool_places")

visibility(["//rules/svelte/..."])

_TOOLS = ["@sveltejs/package", "svelte", "typescript"]

def _svelte_package_impl(ctx):
    folder = ctx.attr.out_dir
    dist = declare_out_dir(ctx, folder)
    out = TOOLS_FOLDER + "/out"
    run_staged(
        ctx,
        mnemonic = "SveltePackage",
        progress_message = "Packaging Svelte library %{label}",
        entry = tool_entry(ctx),
        args = [
            ctx.attr.input,
            "types" if ctx.attr.types else "",
            package_relative(ctx, "tsconfig", ctx.file.tsconfig) if ctx.file.tsconfig else "",
            build_mode(ctx),
            out,
            folder,
        ],
        srcs = depset(([ctx.file.tsconfig] if ctx.file.tsconfig else []) + ctx.files.srcs),
        place = tool_places(ctx),
        node_modules = ctx.attr.deps,
        chdir = ctx.label.package,
        inherit_env = True,
        outs = {in_package(ctx, out): dist},
    )
    return directory_providers(ctx, dist)

_svelte_package = rule(
    implementation = _svelte_package_impl,
    attrs = {
        "deps": attr.label_list(
            cfg = "exec",
            doc = "npm packages: svelte-package, and what the sources import or take types from.",
            mandatory = True,
        ),
        "input": attr.string(doc = "The folder of the library's sources, from the package; by default what the configuration says."),
        "out_dir": attr.string(default = "dist", doc = "The directory that is made, from the package."),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The sources, with package.json and a tsconfig.json.",
            mandatory = True,
        ),
        "tsconfig": attr.label(
            allow_single_file = [".json"],
            doc = "TypeScript's configuration; by default the nearest among srcs.",
        ),
        "types": attr.bool(default = True, doc = "Whether there are declarations (.d.ts)."),
    } | tool_attrs("package.mjs", ["package_files.mjs"]) | CHECK_ATTRS | STAGED_ATTRS,
    doc = "Runs svelte-package. The output is the directory that package.json's `exports` name.",
)

def svelte_package(
        name,
        srcs = None,
        input = "",
        out_dir = "dist",
        check = None,
        types = True,
        tsconfig = None,
        deps = [],
        node_modules = "//:node_modules",
        **kwargs):
    """A library of Svelte components as it is published: preprocessed components, JavaScript and declarations.

    svelte-package makes it; in a SvelteKit project (deps has @sveltejs/kit) `svelte-kit sync` runs before. It is an
    error when package.json (exports, main, module, svelte, types, bin) names a file in the directory that was not
    made. svelte-package itself does not report errors of types: that is what `check` is for.

    Args:
        name: the target's name.
        srcs: the sources, with package.json, tsconfig.json, and svelte.config.js if there is one. By default those of
            svelte_bundle, and tests.
        input: the folder of the library's sources, as a path from the package; by default what the configuration says
            (kit.files.lib), or src/lib.
        out_dir: the directory that is made below the package in bazel-bin: the one that package.json names.
        check: a svelte_check target that must pass: it runs as a validation (--norun_validations turns it off).
        types: whether there are declarations (.d.ts), also of components.
        tsconfig: TypeScript's configuration; by default the tsconfig.json or jsconfig.json among srcs.
        deps: npm packages that the sources and configurations import or take types from, beside svelte.
        node_modules: where the npm packages @sveltejs/package, svelte and typescript are linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    _svelte_package(
        name = name,
        srcs = project_sources("svelte_package", name, srcs, with_tests = True),
        check = check,
        deps = with_npm_packages(node_modules, _TOOLS, deps),
        input = input,
        out_dir = out_dir,
        tsconfig = tsconfig,
        types = types,
        **kwargs
    )
