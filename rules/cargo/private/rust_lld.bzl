"""The linker that comes with rustc, as an input of the actions that link.

rustc would find it by itself in its sysroot, but rules_rust takes the program alone from the
toolchain's archive and leaves out the folder in which C compilers look for it.
"""

_TOOLCHAIN = "@rules_rust//rust:toolchain_type"

def _rust_lld_impl(ctx):
    files = ctx.toolchains[_TOOLCHAIN].all_files.to_list()
    programs = [file for file in files if file.basename == "rust-lld"]
    if not programs:
        fail("the Rust toolchain of this platform has no rust-lld: build with --{}=system".format(ctx.attr.setting))

    linker = ctx.actions.declare_file(ctx.label.name + "/ld.lld")
    ctx.actions.symlink(
        output = linker,
        target_file = programs[0],
        is_executable = True,
        progress_message = "Linking to rust-lld",
    )
    return [
        DefaultInfo(files = depset([linker])),
        platform_common.TemplateVariableInfo({"RUST_LLD_FOLDER": linker.dirname}),
    ]

rust_lld = rule(
    implementation = _rust_lld_impl,
    doc = """The toolchain's rust-lld by the name under which C compilers look for it.

Rules that have it in `toolchains` can give `-B$(RUST_LLD_FOLDER)` to the compiler that links.
""",
    attrs = {
        "setting": attr.string(
            doc = "The setting that chooses another linker, for the error message.",
            mandatory = True,
        ),
    },
    toolchains = [_TOOLCHAIN],
)
