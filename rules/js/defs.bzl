"""JavaScript tools as hermetic actions and tests.

    load("@tachikoma//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged", "staged_test")

Rules that run a JavaScript tool add STAGED_ATTRS to their attributes and call run_staged in their implementation;
BUILD files use staged_test. A tool runs on a stage: a private, writable copy of its declared inputs that mirrors the
workspace and always has the same path. So a tool may write next to its sources and follow links, and its output
does not depend on the path of the checkout.

Macros of such rules pass their `node_modules` through tool_packages: so BUILD files give it as one label, below which all
packages are linked, or as a list of single packages.
"""

load("//rules/js/private:declare_toolchain.bzl", _declare_toolchain = "declare_toolchain")
load("//rules/js/private:helper_attributes.bzl", _helper_attributes = "helper_attributes")
load("//rules/js/private:node_modules.bzl", _is_one_label = "is_one_label", _npm_packages = "npm_packages", _tool_packages = "tool_packages")
load("//rules/js/private:run_staged.bzl", _STAGED_ATTRS = "STAGED_ATTRS", _build_mode = "build_mode", _run_staged = "run_staged")
load("//rules/js/private:staged_test.bzl", _staged_test = "staged_test")
load("//rules/js/private:toolchain.bzl", _node_toolchain = "node_toolchain")

STAGED_ATTRS = _STAGED_ATTRS
build_mode = _build_mode
declare_toolchain = _declare_toolchain
helper_attributes = _helper_attributes
is_one_label = _is_one_label
node_toolchain = _node_toolchain
npm_packages = _npm_packages
run_staged = _run_staged
staged_test = _staged_test
tool_packages = _tool_packages
