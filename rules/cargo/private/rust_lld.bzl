"""The linker that comes with rustc, as an input of the actions that link.

C compilers look for a program named `ld.lld` in the folders of `-B`. Newer rules_rust have rustc's own such folder,
`gcc-ld`, in their sysroot, which every action of rustc has among its inputs. Older ones take the program alone from
the toolchain's archive: then a folder with it is made.
"""

_TOOLCHAIN = "@rules_rust//rust:toolchain_type"

def find_lld(files, sysroot):
    """Finds the toolchain's linker.

    Args:
        files: list of Files of a Rust toolchain.
        sysroot: string, path of the toolchain's sysroot.

    Returns:
        struct(folder, program): `folder` is the path of the toolchain's own folder with an ld.lld, None where it has
        none; `program` is then the File of rust-lld, None where there is none either.
    """
    in_sysroot = [file for file in files if file.path.startswith(sysroot + "/")]
    for file in in_sysroot:
        if file.path.endswith("/gcc-ld/ld.lld"):
            return struct(folder = file.dirname, program = None)
    for file in in_sysroot + files:
        if file.basename == "rust-lld":
            return struct(folder = None, program = file)
    return struct(folder = None, program = None)

def _rust_lld_impl(ctx):
    toolchain = ctx.toolchains[_TOOLCHAIN]
    lld = find_lld(toolchain.all_files.to_list(), toolchain.sysroot)
    if lld.folder:
        # A generated file here would be compile_data, for which rules_rust 0.73 moves all sources of a crate into
        # the output folder.
        return [DefaultInfo(), platform_common.TemplateVariableInfo({"RUST_LLD_FOLDER": lld.folder})]
    if not lld.program:
        fail("the Rust toolchain of this platform has no rust-lld: build with --{}=system".format(ctx.attr.setting))

    linker = ctx.actions.declare_file(ctx.label.name + "/ld.lld")
    ctx.actions.symlink(
        output = linker,
        target_file = lld.program,
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
