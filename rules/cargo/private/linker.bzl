"""Which linker a Rust program or shared library gets."""

_LINKER = Label("//rules/cargo/private:rust_lld")
_IS_RUST_LLD = Label("//rules/cargo/private:links_with_rust_lld")

def _where_rust_lld(values):
    return select({
        _IS_RUST_LLD: values,
        "//conditions:default": [],
    })

def with_linker(attrs):
    """Returns attributes of rules_rust's rules with the linker that //rules/cargo:linker chooses.

    Args:
        attrs: dict of attributes; `compile_data`, `rustc_flags` and `toolchains` are added to.
    """
    flags = [
        "-Clink-arg=-B$(RUST_LLD_FOLDER)",
        "-Clink-arg=-fuse-ld=lld",
    ]
    return attrs | {
        "compile_data": attrs.get("compile_data", []) + _where_rust_lld([_LINKER]),
        "rustc_flags": attrs.get("rustc_flags", []) + _where_rust_lld(flags),
        "toolchains": attrs.get("toolchains", []) + _where_rust_lld([_LINKER]),
    }
