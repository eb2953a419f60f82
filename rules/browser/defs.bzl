"""Tests of built pages in a real browser: Chromium, headless, from npm, driven by Playwright.

    load("@tachikoma//rules/browser:defs.bzl", "browser_test")

    browser_test(
        name = "browser_test",
        site = ":dist",
        spec = "tests/page.test.ts",
    )

npm packages: playwright-core, and @sparticuz/chromium, from which each package with such tests unpacks a browser. Several
packages share one that `chromium(name = "chromium")` declares, by `chromium = "//tools/browser:chromium"`.

A repository that has chosen its browser once, by browser_toolchain and register_toolchains, names that:
`chromium = "@tachikoma//rules/browser/toolchain:current"`.

The browser is a dependency like any other: a machine needs no installation, and the tests see no network but their
own machine's.
"""

load("//rules/browser/private:browser_test.bzl", _browser_test = "browser_test")
load("//rules/browser/private:chromium.bzl", _chromium = "chromium")
load("//rules/browser/private:toolchain.bzl", _browser_toolchain = "browser_toolchain")

browser_test = _browser_test
browser_toolchain = _browser_toolchain
chromium = _chromium
