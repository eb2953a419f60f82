"""Makes napi_module for one Cargo workspace; for repositories with crates of their own.

    load("@tachikoma//rules/cargo:factory.bzl", "cargo_rules")
    load("@tachikoma//rules/napi:factory.bzl", "napi_rules")

    napi_module = napi_rules(cargo_rules(...)).napi_module
"""

load("//rules/napi/private:napi_module.bzl", "napi_module_of")

def napi_rules(cargo):
    """Binds the rules to a workspace.

    Args:
        cargo: what cargo_rules of //rules/cargo:factory.bzl returns; of it `rust_library` and
            `rust_shared_library` are used.

    Returns:
        A struct of macros: `napi_module`; see defs.bzl.
    """
    return struct(napi_module = napi_module_of(cargo))
