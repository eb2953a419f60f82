"""svelte_check: the types, the markup and the accessibility of Svelte sources.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_check")

    svelte_check(
        name = "check",
        srcs = glob(["src/**"]) + ["svelte.config.js"],
        deps = ["//:node_modules/vite"],
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":npm.bzl", "npm_package_path", "npm_packages", "package_relative")

visibility(["//rules/svelte/..."])

# Followed by the path of the tsconfig.
SVELTE_CHECK_ARGS = [
    "--fail-on-warnings",
    "--output",
    "human-verbose",
    "--tsconfig",
]

def _svelte_check_impl(ctx):
    log = ctx.actions.declare_file(ctx.label.name + ".log")
    run_staged(
        ctx,
        mnemonic = "SvelteCheck",
        progress_message = "Checking Svelte sources of %{label}",
        entry = npm_package_path(ctx.attr.tool) + "/bin/svelte-check",
        args = SVELTE_CHECK_ARGS + [package_relative(ctx, "tsconfig", ctx.file.tsconfig)],
        srcs = depset([ctx.file.tsconfig] + ctx.files.srcs),
        node_modules = [ctx.attr.tool] + ctx.attr.deps,
        chdir = ctx.label.package,
        outs = {},
        stdout = log,
    )
    return [
        DefaultInfo(files = depset([log])),
        OutputGroupInfo(_validation = depset([log])),
    ]

_svelte_check = rule(
    implementation = _svelte_check_impl,
    attrs = {
        "deps": attr.label_list(
            cfg = "exec",
            doc = "npm packages that the sources import or take types from.",
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The sources, with svelte.config.js if there is one.",
            mandatory = True,
        ),
        "tool": attr.label(
            cfg = "exec",
            doc = "The npm package svelte-check.",
            mandatory = True,
        ),
        "tsconfig": attr.label(
            allow_single_file = [".json"],
            doc = "TypeScript's configuration; it selects the sources to check.",
            mandatory = True,
        ),
    } | STAGED_ATTRS,
    doc = "Runs svelte-check; errors and warnings fail the build. The output is what it printed.",
)

def svelte_check(name, srcs, tsconfig = "tsconfig.json", deps = [], node_modules = "//:node_modules", **kwargs):
    """Checks Svelte sources with svelte-check; errors and warnings fail the build.

    Args:
        name: the target's name.
        srcs: the sources, with svelte.config.js if there is one.
        tsconfig: TypeScript's configuration; it says which sources are looked at.
        deps: npm packages that the sources import or take types from, beside svelte.
        node_modules: where the npm packages svelte, svelte-check and typescript are linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    _svelte_check(
        name = name,
        srcs = srcs,
        deps = npm_packages(node_modules, ["svelte", "typescript"]) + deps,
        tool = npm_packages(node_modules, ["svelte-check"])[0],
        tsconfig = tsconfig,
        **kwargs
    )
