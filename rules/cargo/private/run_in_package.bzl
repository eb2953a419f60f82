"""Programs that run where cargo runs tests and benchmarks: in a copy of their package's folder."""

def _is_binary(target):
    return DefaultInfo in target and target[DefaultInfo].files_to_run.executable

def _run_in_package_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        output = launcher,
        target_file = ctx.file._launcher,
        is_executable = True,
        progress_message = "Linking the launcher of %{label}",
    )
    program = ctx.attr.program[DefaultInfo]
    binaries = {name: binary for binary, name in ctx.attr.binaries.items() if _is_binary(binary)}
    runfiles = ctx.runfiles(files = ctx.files.data + [ctx.executable.program]).merge_all(
        [program.default_runfiles] + [target[DefaultInfo].default_runfiles for target in binaries.values() + ctx.attr.data],
    )
    environment = ctx.attr.env | {
        "CARGO_PROGRAM": ctx.executable.program.short_path,
        "CARGO_PROGRAM_BINARIES": " ".join([
            "{}={}".format(name, binary[DefaultInfo].files_to_run.executable.short_path)
            for name, binary in binaries.items()
        ]),
        "CARGO_PROGRAM_PACKAGE": ctx.label.package,
    }
    return [
        DefaultInfo(executable = launcher, runfiles = runfiles),
        RunEnvironmentInfo(environment = environment, inherited_environment = ctx.attr.env_inherit),
    ]

_ATTRS = {
    "binaries": attr.label_keyed_string_dict(
        cfg = "target",
        doc = "Programs of the package, which the program finds as CARGO_BIN_EXE_<value>.",
    ),
    "data": attr.label_list(
        allow_files = True,
        doc = "Files that the program reads.",
    ),
    "env": attr.string_dict(doc = "Variables of the running program."),
    "env_inherit": attr.string_list(doc = "Variables that the program has from the environment of Bazel."),
    "program": attr.label(
        cfg = "target",
        doc = "What to run.",
        executable = True,
        mandatory = True,
    ),
    "_launcher": attr.label(
        allow_single_file = True,
        default = ":run_in_package.sh",
    ),
}

package_test = rule(
    doc = "Runs a test program as `cargo test` does.",
    implementation = _run_in_package_impl,
    attrs = _ATTRS,
    test = True,
)

package_program = rule(
    doc = "Runs a program as `cargo bench` does: `bazel run`.",
    implementation = _run_in_package_impl,
    attrs = _ATTRS,
    executable = True,
)
