"""Svelte and SvelteKit applications and libraries: check, bundle, package, test, and serve them while developing.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_bundle", "svelte_check", "svelte_dev_server", "svelte_test")

    svelte_check(name = "check", srcs = glob(["src/**"]), deps = ["//:node_modules/vite"])
    svelte_bundle(name = "dist", srcs = glob(["src/**"]) + ["index.html"], check = ":check")
    svelte_test(name = "unit_test", srcs = glob(["src/**"]))
    svelte_dev_server(name = "dev")

svelte_page makes one HTML file of a bundle, svelte_package what is published of a library. The tools come from npm, at
the project's own versions: those that a rule names must be linked in `node_modules`. docs/rules-svelte.md has all of it.
"""

load("//rules/svelte/private:svelte_bundle.bzl", _svelte_bundle = "svelte_bundle")
load("//rules/svelte/private:svelte_check.bzl", _svelte_check = "svelte_check")
load("//rules/svelte/private:svelte_dev_server.bzl", _svelte_dev_server = "svelte_dev_server")
load("//rules/svelte/private:svelte_package.bzl", _svelte_package = "svelte_package")
load("//rules/svelte/private:svelte_page.bzl", _svelte_page = "svelte_page")
load("//rules/svelte/private:svelte_test.bzl", _svelte_test = "svelte_test")

svelte_bundle = _svelte_bundle
svelte_check = _svelte_check
svelte_dev_server = _svelte_dev_server
svelte_package = _svelte_package
svelte_page = _svelte_page
svelte_test = _svelte_test
