"""The rule of a native module's binary."""

load(":napi_crate.bzl", "NapiCrateInfo", "napi_crate_aspect")

NapiBinaryInfo = provider(
    doc = "A native module as the compiler made it.",
    fields = {
        "binary": "File: the module.",
        "definitions": "list of structs, as of NapiCrateInfo.",
        "triple": "string: the target that it was compiled for, such as x86_64-unknown-linux-gnu.",
    },
)

def _napi_binary_impl(ctx):
    crate = ctx.attr.crate[NapiCrateInfo]
    if not crate.binary:
        fail("napi_module {}: {} compiles to no shared library; use a rust_shared_library".format(ctx.label, ctx.attr.crate.label))
    if not crate.triple or crate.triple.endswith(".json"):
        fail("napi_module {}: the Rust toolchain names no target triple, but {}; use one with a built-in target".format(ctx.label, crate.triple))
    binary = ctx.actions.declare_file(ctx.label.name + ".node")
    ctx.actions.symlink(
        output = binary,
        progress_message = "Linking to native module %{label}",
        target_file = crate.binary,
    )
    return [
        DefaultInfo(files = depset([binary]), runfiles = ctx.runfiles([binary])),
        NapiBinaryInfo(
            binary = binary,
            definitions = crate.definitions.to_list(),
            triple = crate.triple,
        ),
    ]

napi_binary = rule(
    doc = "Compiles a rust_shared_library to NAME.node, a module that Node.js loads.",
    implementation = _napi_binary_impl,
    attrs = {
        "crate": attr.label(
            aspects = [napi_crate_aspect],
            doc = "The crate, as a rust_shared_library.",
            mandatory = True,
        ),
    },
    provides = [NapiBinaryInfo],
)
