"""rust_library, rust_binary and rust_shared_library of a Cargo workspace."""

load("@rules_rust//rust:defs.bzl", _rust_binary = "rust_binary", _rust_library = "rust_library", _rust_shared_library = "rust_shared_library")
load(":incremental.bzl", "with_incremental")
load(":linker.bzl", "with_linker")
load(":member_attrs.bzl", "member_attrs")
load(":mode_flags.bzl", "PRODUCTION_LIBRARY_FLAGS", "PRODUCTION_LINK_FLAGS", "in_production", "link_time_optimization", "without_bitcode", "without_foreign_debug_information")

_LIBRARY_SOURCES = ["src/**/*.rs"]
_BINARY_ONLY = [
    "src/bin/**",
    "src/main.rs",
]

def _binary_sources():
    """As Cargo has it: where there is a library, src/main.rs stands alone; else it has modules."""
    if native.glob(["src/lib.rs"], allow_empty = True):
        return ["src/main.rs"]
    return native.glob(_LIBRARY_SOURCES, exclude = ["src/bin/**"])

def rust_products(workspace):
    """The macros of libraries and programs, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        A struct of macros: `rust_binary`, `rust_library`, `rust_shared_library`.
    """

    def with_flags(attrs, flags):
        return attrs | {"rustc_flags": flags + attrs.get("rustc_flags", [])}

    def with_link_flags(attrs):
        return with_linker(with_flags(attrs, in_production(PRODUCTION_LINK_FLAGS) + link_time_optimization() + without_bitcode() + without_foreign_debug_information()))

    def rust_library(name, srcs = None, deps = [], **kwargs):
        """A library crate.

        Args:
            name: the target, and the crate.
            srcs: sources; by default all of src/ but main.rs and bin/.
            deps: crates of this repository; those of Cargo.toml are added, unless `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rust_library; they win over the workspace's.
        """
        if srcs == None:
            srcs = native.glob(_LIBRARY_SOURCES, exclude = _BINARY_ONLY)
        attrs = member_attrs(workspace, with_flags(kwargs | {"deps": deps}, in_production(PRODUCTION_LIBRARY_FLAGS) + without_bitcode()), ["normal"])
        _rust_library(name = name, srcs = srcs, **with_incremental(name, attrs))

    def rust_binary(name, srcs = None, deps = [], **kwargs):
        """A program.

        Args:
            name: the target, and the program.
            srcs: sources; by default src/main.rs, and the rest of src/ where the package has no library.
            deps: crates of this repository; those of Cargo.toml are added, unless `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rust_binary; they win over the workspace's.
        """
        if srcs == None:
            srcs = _binary_sources()
        attrs = member_attrs(workspace, with_link_flags(kwargs | {"deps": deps}), ["normal"])
        _rust_binary(name = name, srcs = srcs, **with_incremental(name, attrs))

    def rust_shared_library(name, srcs = None, deps = [], **kwargs):
        """A C shared library (cdylib).

        Args:
            name: the target, and the crate.
            srcs: sources; by default all of src/ but main.rs and bin/.
            deps: crates of this repository; those of Cargo.toml are added, unless `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rust_shared_library; they win over the workspace's.
        """
        if srcs == None:
            srcs = native.glob(_LIBRARY_SOURCES, exclude = _BINARY_ONLY)
        attrs = member_attrs(workspace, with_link_flags(kwargs | {"deps": deps}), ["normal"])
        _rust_shared_library(name = name, srcs = srcs, **with_incremental(name, attrs))

    return struct(
        rust_binary = rust_binary,
        rust_library = rust_library,
        rust_shared_library = rust_shared_library,
    )
