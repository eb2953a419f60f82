"""rust_library, rust_binary and the other things that are built from the crates of a Cargo workspace."""

load("@rules_rust//rust:defs.bzl", _rust_binary = "rust_binary", _rust_library = "rust_library", _rust_proc_macro = "rust_proc_macro", _rust_shared_library = "rust_shared_library", _rust_static_library = "rust_static_library")
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

def _with_flags(attrs, flags):
    return attrs | {"rustc_flags": flags + attrs.get("rustc_flags", [])}

def _with_library_flags(attrs):
    return _with_flags(attrs, in_production(PRODUCTION_LIBRARY_FLAGS) + without_bitcode())

def _with_link_flags(attrs):
    flags = in_production(PRODUCTION_LINK_FLAGS) + link_time_optimization() + without_bitcode() + without_foreign_debug_information()
    return with_linker(_with_flags(attrs, flags))

# The compiler loads it while it compiles: what only shipped programs need is nothing for it.
def _with_macro_flags(attrs):
    return with_linker(_with_flags(attrs, without_bitcode()))

def _declare(rule, workspace, name, srcs, attrs):
    attrs = dict(attrs)
    kinds = ["normal", "dev"] if attrs.pop("dev_deps", False) else ["normal"]
    rule(name = name, srcs = srcs, **with_incremental(name, member_attrs(workspace, attrs, kinds)))

def _library_macro(workspace, rule, complete):
    """A macro for what is compiled from the sources of a library.

    Args:
        workspace: struct, as cargo_rules makes it.
        rule: rules_rust's rule.
        complete: function that adds to its attributes.

    Returns:
        A macro.
    """

    def library(name, srcs = None, deps = [], **kwargs):
        """A crate that is compiled as a library.

        Args:
            name: the target, and the crate.
            srcs: sources; by default all of src/ but main.rs and bin/.
            deps: crates of this repository; those of Cargo.toml are added, unless `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rule of that name; they win over the workspace's.
        """
        if srcs == None:
            srcs = native.glob(_LIBRARY_SOURCES, exclude = _BINARY_ONLY)
        _declare(rule, workspace, name, srcs, complete(kwargs | {"deps": deps}))

    return library

def rust_products(workspace):
    """The macros of libraries and programs, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        A struct of macros: `rust_binary`, `rust_library`, `rust_proc_macro`, `rust_shared_library` (a cdylib),
        `rust_static_library` (a staticlib).
    """

    def rust_binary(name, srcs = None, deps = [], **kwargs):
        """A program.

        Args:
            name: the target, and the program.
            srcs: sources; by default src/main.rs, and the rest of src/ where the package has no library.
            deps: crates of this repository; those of Cargo.toml are added, unless `crate_deps = False`.
            **kwargs: further attributes of rules_rust's rust_binary; they win over the workspace's. `dev_deps = True`
                adds the dev-dependencies of Cargo.toml, for an example.
        """
        if srcs == None:
            srcs = _binary_sources()
        _declare(_rust_binary, workspace, name, srcs, _with_link_flags(kwargs | {"deps": deps}))

    return struct(
        rust_binary = rust_binary,
        rust_library = _library_macro(workspace, _rust_library, _with_library_flags),
        rust_proc_macro = _library_macro(workspace, _rust_proc_macro, _with_macro_flags),
        rust_shared_library = _library_macro(workspace, _rust_shared_library, _with_link_flags),
        rust_static_library = _library_macro(workspace, _rust_static_library, _with_library_flags),
    )
