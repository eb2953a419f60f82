"""Every macro of the rules, called once with what is common to all targets. Nothing of it is built."""

load("//rules/browser:defs.bzl", "browser_test", "chromium")
load("//rules/cargo:defs.bzl", "cargo_rules")
load("//rules/electron:defs.bzl", "electron_asar", "electron_deb", "electron_main", "electron_package", "electron_start", "electron_start_test")
load("//rules/generate:defs.bzl", "committed_file", "generated_file")
load("//rules/js:defs.bzl", "staged_test")
load("//rules/napi:defs.bzl", "napi_package", "napi_rules")
load("//rules/svelte:defs.bzl", "svelte_bundle", "svelte_check", "svelte_dev_server", "svelte_package", "svelte_page", "svelte_test")

_CARGO = cargo_rules(edition = "2024")

# What each macro must be given; tests make `testonly` of their own.
_LIBRARIES = {
    "binary": (_CARGO.rust_binary, {"srcs": ["main.rs"]}),
    "bundle": (svelte_bundle, {"srcs": ["main.ts"]}),
    "check": (svelte_check, {"srcs": ["main.ts"]}),
    "chromium": (chromium, {}),
    "committed": (committed_file, {"made": ":made", "src": "committed.txt"}),
    "deb": (electron_deb, {"maintainer": "A <a@example.org>", "package": ":app"}),
    "dev": (svelte_dev_server, {}),
    "electron": (electron_main, {"main": "main.js"}),
    "electron_asar": (electron_asar, {"main": ":electron"}),
    "electron_package": (electron_package, {"app_id": "org.example", "asar": ":electron_asar", "platform": "linux-x64"}),
    "electron_start": (electron_start, {"asar": ":electron_asar"}),
    "generated": (generated_file, {"generator": ":generator", "src": "generated.txt"}),
    "library": (_CARGO.rust_library, {"srcs": ["lib.rs"]}),
    "macros": (_CARGO.rust_proc_macro, {"srcs": ["lib.rs"]}),
    "napi": (napi_rules(_CARGO).napi_module, {"srcs": ["lib.rs"]}),
    "npm": (napi_package, {"module": ":napi"}),
    "package": (svelte_package, {"srcs": ["main.ts"]}),
    "page": (svelte_page, {"bundle": ":bundle", "out": "page.html"}),
    "script": (_CARGO.cargo_build_script, {"srcs": ["build.rs"]}),
    "shared": (_CARGO.rust_shared_library, {"srcs": ["lib.rs"]}),
    "static": (_CARGO.rust_static_library, {"srcs": ["lib.rs"]}),
}
_TESTS = {
    "browser": (browser_test, {"site": ":bundle", "spec": "page.test.mjs"}),
    "rust": (_CARGO.rust_test, {"crate": ":library"}),
    "staged": (staged_test, {"entry": "main.mjs"}),
    "start": (electron_start_test, {"asar": ":electron_asar"}),
    "vitest": (svelte_test, {"srcs": ["main.ts"]}),
}

def declare_all(common):
    """Declares a target by each macro.

    Args:
        common: dict of attribute to value, for each.
    Returns:
        list of the targets' names.
    """
    tests = {attribute: value for attribute, value in common.items() if attribute != "testonly"}
    for name, (macro, attributes) in _LIBRARIES.items():
        macro(name = "of_" + name, **(attributes | common))
    for name, (macro, attributes) in _TESTS.items():
        macro(name = "of_" + name, **(attributes | tests))
    return ["of_" + name for name in _LIBRARIES.keys() + _TESTS.keys()]
