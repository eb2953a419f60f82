"""svelte_test: tests of Svelte components and modules with vitest.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_test")

    svelte_test(
        name = "unit_test",
        srcs = glob(["src/**"]) + ["svelte.config.js", "vite.config.ts"],
        deps = ["//:node_modules/@testing-library/svelte", "//:node_modules/jsdom"],
    )
"""

load("//rules/js:defs.bzl", "staged_test")
load(":npm.bzl", "with_npm_packages")
load(":sources.bzl", "project_sources")
load(":tools.bzl", "TOOLS_FOLDER")

visibility(["//rules/svelte/..."])

_PACKAGES = [
    "@sveltejs/vite-plugin-svelte",
    "svelte",
    "vite",
    "vitest",
]

_PROGRAMS = [
    "project_modules.mjs",
    "sveltekit.mjs",
    "test.mjs",
    "vitest.config.mjs",
]

def svelte_test(
        name,
        srcs = None,
        config = "vitest.config.ts",
        deps = [],
        args = [],
        data = [],
        env = {},
        node_modules = "//:node_modules",
        size = "medium",
        **kwargs):
    """Runs the tests that vitest finds among the sources.

    In a SvelteKit project (deps has @sveltejs/kit) `svelte-kit sync` runs before.

    Args:
        name: the test's name.
        srcs: the sources and their tests, with the files that the configuration imports or extends. By default those of
            svelte_bundle, and tests.
        config: vitest's configuration, or Vite's with a section `test`: which files are tests, and in which environment
            they run.
        deps: npm packages that the sources, the tests or the configuration import, beside svelte: jsdom, where the
            environment is that, and @testing-library/svelte.
        args: list of further arguments of vitest: ["--reporter=verbose"].
        data: generated files and directories that the tests read.
        env: dict of environment variables, beside --test_env and .env files in srcs.
        node_modules: where the npm packages svelte, vite, @sveltejs/vite-plugin-svelte and vitest are linked.
        size: the test's size.
        **kwargs: common attributes of tests (tags, timeout, visibility, ...).
    """
    package = native.package_name()
    folder = (package + "/" if package else "") + TOOLS_FOLDER
    staged_test(
        name = name,
        size = size,
        srcs = project_sources("svelte_test", name, srcs, with_tests = True),
        args = [config.removeprefix(":"), "test"] + args,
        chdir = package,
        # Not among srcs, where it may stand already.
        data = [config] + data,
        entry = folder + "/test.mjs",
        env = env,
        node_modules = with_npm_packages(node_modules, _PACKAGES, deps),
        place = {
            Label("//rules/svelte/private:" + program): "{}/{}".format(folder, program)
            for program in _PROGRAMS
        },
        **kwargs
    )
