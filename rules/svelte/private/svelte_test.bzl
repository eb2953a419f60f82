"""svelte_test: tests of Svelte components and modules in jsdom.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_test")

    svelte_test(
        name = "unit_test",
        srcs = glob(["src/**"]) + ["svelte.config.js", "vite.config.ts"],
    )
"""

load("//rules/js:defs.bzl", "staged_test")
load(":npm.bzl", "npm_packages")

visibility(["//rules/svelte/..."])

_TOOLS = [
    "@sveltejs/vite-plugin-svelte",
    "@testing-library/svelte",
    "jsdom",
    "svelte",
    "vite",
    "vitest",
]

def svelte_test(name, srcs, config = "vitest.config.ts", deps = [], node_modules = "//:node_modules", size = "medium", **kwargs):
    """Runs the tests that vitest finds among the sources.

    Args:
        name: the test's name.
        srcs: the sources and their tests, with the files that the configuration imports.
        config: vitest's configuration: which files are tests, and in which environment they run. Packages lie
            outside the tested workspace, so it needs `server: { fs: { strict: false } }`.
        deps: npm packages that the sources or the tests import, beside svelte and @testing-library/svelte.
        node_modules: where the npm packages svelte, vite, @sveltejs/vite-plugin-svelte, vitest, jsdom and
            @testing-library/svelte are linked.
        size: the test's size.
        **kwargs: common attributes of tests (tags, timeout, visibility, ...).
    """
    tools = native.package_relative_label(node_modules)
    root = tools.package + "/" if tools.package else ""
    staged_test(
        name = name,
        size = size,
        srcs = srcs + [config],
        args = ["run", "--config", config],
        chdir = native.package_name(),
        entry = root + "node_modules/vitest/vitest.mjs",
        node_modules = npm_packages(node_modules, _TOOLS) + deps,
        **kwargs
    )
