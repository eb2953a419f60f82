"""Native modules for Node.js, written in Rust with napi-rs.

A repository binds napi_module to the rules of its own Cargo workspace, once, in a file of its own:

    load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")
    load("@tachikoma//rules/napi:defs.bzl", "napi_rules")

    napi_module = napi_rules(cargo_rules(...)).napi_module

and a BUILD file declares a module with it, and what a registry gets of it:

    load("@tachikoma//rules/napi:defs.bzl", "napi_package")

    napi_module(name = "native")

    napi_package(
        name = "publish",
        module = ":native",
    )

docs/rules-napi.md has every attribute. napi_module declares

- `native` (native.node), the module; `native_files`, the module under the name that package.json's `napi` gives it,
  with its loader and declarations; `pkg`, the npm package, for JavaScript targets to link to;
- `native_types` (index.d.ts, made from the crate) and `native_types_test`, which fails when the committed index.d.ts
  is stale; `bazel run :native_types_update` updates it. The same with `native_loader` where index.js is committed;
- `native_crate`, the same sources as a Rust library, for cargo_check and unit tests.

The crate is compiled once, for the module and its types.
"""

load("//rules/napi/private:napi_module.bzl", "napi_module_of")
load("//rules/napi/private:napi_package.bzl", _napi_package = "napi_package")

napi_package = _napi_package

def napi_rules(cargo):
    """Binds napi_module to a Cargo workspace.

    Args:
        cargo: what cargo_rules of //rules/cargo:defs.bzl returns; its `rust_library` and
            `rust_shared_library` are used.

    Returns:
        A struct with the macro `napi_module`.
    """
    return struct(napi_module = napi_module_of(cargo))
