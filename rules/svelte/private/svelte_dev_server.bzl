"""svelte_dev_server: a Svelte application served from its sources, with hot updates.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_dev_server")

    svelte_dev_server(
        name = "dev",
        deps = ["//:node_modules/superstruct"],
    )
"""

load("@aspect_rules_js//js:defs.bzl", "js_binary")
load("@bazel_skylib//rules:copy_file.bzl", "copy_file")
load("//rules/js:defs.bzl", "helper_attributes")
load(":npm.bzl", "with_npm_packages")

visibility(["//rules/svelte/..."])

_TOOLS = ["@sveltejs/vite-plugin-svelte", "svelte", "vite"]

# The first is the program, the others are what it imports.
_PROGRAMS = [
    "dev_server.mjs",
    "build_error.mjs",
    "dev_packages.mjs",
    "dev_policy.mjs",
    "dev_tsconfig.mjs",
]

def _copied(name, program, attributes):
    # In the application's package: from there upwards Node.js and Vite find the packages.
    copy = "{}.server/{}".format(name, program)
    copy_file(
        name = copy,
        src = Label("//rules/svelte/private:" + program),
        out = "{}.files/{}".format(name, program),
        visibility = ["//visibility:private"],
        **attributes
    )
    return copy

def svelte_dev_server(
        name,
        config = "vite.config.ts",
        deps = [],
        config_deps = [],
        port = None,
        node_modules = "//:node_modules",
        tags = [],
        testonly = None,
        visibility = None,
        **kwargs):
    """A program that serves a Svelte application from the source tree with Vite and hot module replacement.

    `bazel run` it, or let `tk dev` keep it running (`[dev] serve` in tk.toml). It serves the directory of the package in
    which it is declared, on the loopback address only. The sources are the files in the checkout, not
    copies; Node.js and the npm packages are Bazel's, so the checkout needs no node_modules. The only files written to the
    checkout are Vite's optimized dependencies, in .tk/ where that exists.

    Args:
        name: the target's name.
        config: Vite's configuration, in the package's directory; reloaded when it changes.
        deps: npm packages that the sources import, beside svelte.
        config_deps: npm packages that the configuration imports or that tsconfig.json extends, beside vite and
            @sveltejs/vite-plugin-svelte.
        port: the port; by default that of the configuration, or Vite's own. When it is in use, the next free port is
            used.
        node_modules: where the npm packages svelte, vite and @sveltejs/vite-plugin-svelte are linked.
        tags: tags of the target.
        testonly: whether only tests may depend on the target.
        visibility: visibility of the target.
        **kwargs: common attributes of executables (compatible_with, ...).
    """
    tools = native.package_relative_label(node_modules)
    package = native.package_name()
    helper = helper_attributes(kwargs) | {
        "tags": tags if "manual" in tags else tags + ["manual"],
        "testonly": testonly,
    }
    programs = [_copied(name, program, helper) for program in _PROGRAMS]
    js_binary(
        name = name,
        data = programs + with_npm_packages(node_modules, _TOOLS, deps, config_deps),
        entry_point = programs[0],
        fixed_args = [
            package,
            config.removeprefix(":"),
            (tools.package + "/" if tools.package else "") + tools.name,
        ] + (["--port={}".format(port)] if port else []),
        patch_node_fs = False,
        tags = tags,
        testonly = testonly,
        visibility = visibility,
        **kwargs
    )
