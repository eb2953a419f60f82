"""svelte_check: the types, the markup and the accessibility of Svelte sources.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_check")

    svelte_check(
        name = "check",
        srcs = glob(["src/**"]) + ["svelte.config.js"],
        deps = ["//:node_modules/vite"],
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "npm_packages", "run_staged")
load(":npm.bzl", "package_relative", "with_npm_packages")
load(":sources.bzl", "project_sources")
load(":tools.bzl", "tool_attrs", "tool_entry", "tool_places")

visibility(["//rules/svelte/..."])

_LEVELS = ["error", "ignore"]

# What the rule itself says, and the attribute that changes it.
_OWN_ARGS = {
    "--compiler-warnings": "compiler_warnings",
    "--fail-on-warnings": "fail_on_warnings",
    "--no-tsconfig": "tsconfig = None",
    "--threshold": "threshold",
    "--tsconfig": "tsconfig",
    "--watch": "`tk dev` or ibazel, which build it again",
}

# Packages whose modules keep nothing of an earlier check; kept_check.mjs sees to svelte-check's and TypeScript's.
_KEEPS = ["@sveltejs/vite-plugin-svelte", "svelte", "svelte-check", "typescript", "vite"]

def _validate(ctx):
    for code, level in ctx.attr.compiler_warnings.items():
        if level not in _LEVELS:
            fail("{}: compiler_warnings = {{{}: {}}}: a warning can be made \"error\" or \"ignore\"".format(ctx.label, repr(code), repr(level)))
    for arg in ctx.attr.check_args:
        option = arg.partition("=")[0]
        if option in _OWN_ARGS:
            fail("{}: args = [{}] is what the rule itself says; use {}".format(ctx.label, repr(arg), _OWN_ARGS[option]))

def svelte_check_args(fail_on_warnings, threshold, compiler_warnings, args):
    """Arguments of svelte-check, without those that say which sources it looks at.

    Args:
        fail_on_warnings: as of svelte_check.
        threshold: as of svelte_check.
        compiler_warnings: as of svelte_check.
        args: as of svelte_check.
    Returns:
        list of strings.
    """
    result = []
    if not [arg for arg in args if arg.partition("=")[0] == "--output"]:
        result += ["--output", "human-verbose"]
    if fail_on_warnings and threshold == "warning":
        result.append("--fail-on-warnings")
    if threshold != "warning":
        result += ["--threshold", threshold]
    if compiler_warnings:
        result += ["--compiler-warnings", ",".join(["{}:{}".format(code, level) for code, level in compiler_warnings.items()])]
    return result + args

def _svelte_check_impl(ctx):
    _validate(ctx)
    log = ctx.actions.declare_file(ctx.label.name + ".log")
    tsconfig = ctx.file.tsconfig
    check_args = svelte_check_args(ctx.attr.fail_on_warnings, ctx.attr.threshold, ctx.attr.compiler_warnings, ctx.attr.check_args)
    run_staged(
        ctx,
        mnemonic = "SvelteCheck",
        progress_message = "Checking Svelte sources of %{label}",
        entry = tool_entry(ctx),
        args = [package_relative(ctx, "tsconfig", tsconfig) if tsconfig else "", build_mode(ctx)] + check_args,
        srcs = depset(([tsconfig] if tsconfig else []) + ctx.files.srcs),
        place = tool_places(ctx),
        node_modules = [ctx.attr.tool] + ctx.attr.deps,
        chdir = ctx.label.package,
        env = ctx.attr.env,
        inherit_env = True,
        keeps = _KEEPS,
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
        "check_args": attr.string_list(doc = "Further arguments of svelte-check."),
        "compiler_warnings": attr.string_dict(doc = "Code of a warning of Svelte's compiler to \"error\" or \"ignore\"."),
        "deps": attr.label_list(
            cfg = "exec",
            doc = "npm packages that the sources import or take types from.",
        ),
        "env": attr.string_dict(doc = "Environment variables that SvelteKit's $env modules have."),
        "fail_on_warnings": attr.bool(default = True, doc = "Whether warnings fail the build."),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The sources, with svelte.config.js if there is one.",
            mandatory = True,
        ),
        "threshold": attr.string(
            default = "warning",
            doc = "The least severity that is shown.",
            values = ["warning", "error"],
        ),
        "tool": attr.label(
            cfg = "exec",
            doc = "The npm package svelte-check.",
            mandatory = True,
        ),
        "tsconfig": attr.label(
            allow_single_file = [".json"],
            doc = "TypeScript's configuration; it and those that it references select the sources to check.",
        ),
    } | tool_attrs("check.mjs", ["kept_check.mjs", "typescript_projects.mjs"]) | STAGED_ATTRS,
    doc = "Runs svelte-check. The output is what it printed.",
)

def svelte_check(
        name,
        srcs = None,
        tsconfig = "tsconfig.json",
        deps = [],
        fail_on_warnings = True,
        threshold = "warning",
        compiler_warnings = {},
        args = [],
        env = {},
        node_modules = "//:node_modules",
        **kwargs):
    """Checks Svelte sources with svelte-check; errors fail the build, and so do warnings unless told otherwise.

    The projects that the tsconfig references are checked, too. It is an error when no source is looked at. In a
    SvelteKit project (deps has @sveltejs/kit) `svelte-kit sync` runs before; it needs no adapter.

    Args:
        name: the target's name.
        srcs: the sources, with svelte.config.js if there is one, and the files that the tsconfig extends or references. By
            default those of svelte_bundle, and tests.
        tsconfig: TypeScript's configuration (tsconfig.json or jsconfig.json): it says which sources are looked at. None:
            there is none, and the .svelte files among srcs are looked at.
        deps: npm packages that the sources and configurations import or take types from, beside svelte; and beside vite
            and @sveltejs/vite-plugin-svelte, where srcs are not given and a configuration of Vite is among them.
        fail_on_warnings: whether warnings (of accessibility, unused styles, ...) fail the build.
        threshold: the least severity that is shown: "warning" or "error". With "error", warnings do not fail the build.
        compiler_warnings: dict of the code of a warning of Svelte's compiler to "ignore" or "error":
            {"a11y_missing_attribute": "ignore"}.
        args: list of further arguments of svelte-check: ["--diagnostic-sources", "js,svelte"].
        env: dict of environment variables that SvelteKit's `$env` modules have, beside --action_env and .env files in
            srcs; may be a select() on @tachikoma//platforms:is_production and its like.
        node_modules: where the npm packages svelte, svelte-check and typescript are linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    sources = project_sources("svelte_check", name, srcs, with_tests = True)
    tools = ["svelte", "typescript"]

    # svelte-check reads it.
    if srcs == None and [file for file in sources if file.startswith("vite.config.")]:
        tools += ["@sveltejs/vite-plugin-svelte", "vite"]
    _svelte_check(
        name = name,
        srcs = sources,
        check_args = args,
        compiler_warnings = compiler_warnings,
        deps = with_npm_packages(node_modules, tools, deps),
        env = env,
        fail_on_warnings = fail_on_warnings,
        threshold = threshold,
        tool = npm_packages(node_modules, ["svelte-check"])[0],
        tsconfig = tsconfig,
        **kwargs
    )
