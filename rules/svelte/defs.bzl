"""Svelte applications: check, bundle, test, and serve them while developing.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_bundle", "svelte_check", "svelte_dev_server", "svelte_page", "svelte_test")

    svelte_check(name = "check", srcs = glob(["src/**"]))
    svelte_bundle(name = "dist", srcs = glob(["src/**"]) + ["index.html"], check = ":check")
    svelte_page(name = "page", bundle = ":dist", out = "page.html")
    svelte_test(name = "unit_test", srcs = glob(["src/**"]))
    svelte_dev_server(name = "dev")

The tools come from npm: svelte, svelte-check, typescript, vite, @sveltejs/vite-plugin-svelte and vitest must be linked
in `node_modules`.
"""

load("//rules/svelte/private:svelte_bundle.bzl", _svelte_bundle = "svelte_bundle")
load("//rules/svelte/private:svelte_check.bzl", _svelte_check = "svelte_check")
load("//rules/svelte/private:svelte_dev_server.bzl", _svelte_dev_server = "svelte_dev_server")
load("//rules/svelte/private:svelte_page.bzl", _svelte_page = "svelte_page")
load("//rules/svelte/private:svelte_test.bzl", _svelte_test = "svelte_test")

svelte_bundle = _svelte_bundle
svelte_check = _svelte_check
svelte_dev_server = _svelte_dev_server
svelte_page = _svelte_page
svelte_test = _svelte_test
