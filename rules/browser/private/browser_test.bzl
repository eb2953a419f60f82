"""browser_test: a spec that runs against a built page in Chromium."""

load("//rules/js:defs.bzl", "staged_test")
load(":chromium.bzl", _unpack_chromium = "chromium")

visibility(["//rules/browser/..."])

_OWN_CHROMIUM = "browser_test.chromium"

def _own_chromium(node_modules):
    """The browser of a package's tests that name none: one for all of them."""
    if not native.existing_rule(_OWN_CHROMIUM):
        _unpack_chromium(
            name = _OWN_CHROMIUM,
            testonly = True,
            node_modules = node_modules,
            tags = ["manual"],
            visibility = ["//visibility:private"],
        )
    return ":" + _OWN_CHROMIUM

def browser_test(
        name,
        spec,
        site,
        chromium = None,
        srcs = [],
        deps = [],
        link = {},
        headers = {},
        node_modules = "//:node_modules",
        size = "medium",
        env = {},
        **kwargs):
    """Runs a spec against a folder of static files, served on the loopback address, in a real Chromium.

    The spec is a module whose tests use node:test; it launches the browser with playwright-core:

        const browser = await chromium.launch(JSON.parse(process.env.CHROMIUM_LAUNCH));
        await page.goto(process.env.SITE_URL);

    Args:
        name: the test's name.
        spec: the spec: JavaScript, or TypeScript whose types can be stripped.
        site: the folder to serve: a target of one directory, such as a svelte_bundle.
        chromium: a chromium target, whose browser runs the spec. Where there is none, the package gets one, from the
            npm package @sparticuz/chromium of `node_modules`; several packages had better share one.
        srcs: files that the spec reads or imports.
        deps: npm packages that the spec imports, beside playwright-core.
        link: dict of label (of one file or directory) to a path from the package, for large files that the spec reads
            or starts.
        headers: dict of HTTP headers of every answer, such as a Content-Security-Policy.
        node_modules: where playwright-core is linked, and @sparticuz/chromium where `chromium` is not given.
        size: the test's size.
        env: dict of further environment variables.
        **kwargs: common attributes of tests (tags, timeout, visibility, ...).
    """
    chromium = chromium or _own_chromium(node_modules)
    package = native.package_name()
    prefix = package + "/" if package else ""
    staged_test(
        name = name,
        size = size,
        srcs = srcs if spec in srcs else [spec] + srcs,
        args = [spec, ".site", ".chromium"],
        chdir = package,
        entry = prefix + ".browser/run_spec.mjs",
        env = {"SITE_HEADERS": json.encode(headers)} | env,
        link = {
            chromium: prefix + ".chromium",
            site: prefix + ".site",
        } | {label: prefix + path for label, path in link.items()},
        node_modules = [node_modules + "/playwright-core"] + deps,
        place = {
            Label("//rules/browser/private:run_spec.mjs"): prefix + ".browser/run_spec.mjs",
            Label("//rules/browser/private:serve.mjs"): prefix + ".browser/serve.mjs",
        },
        **kwargs
    )
