"""A rule that runs the examples in a crate's documentation.

It has the features, dev-dependencies, variables and linker of the crate's unit tests, which rules_rust's rule for
documentation tests has not: rustdoc is told what rustc is told to compile those.
"""

_TOOLCHAIN = "@rules_rust//rust:toolchain_type"
_COMPILE = "Rustc"

CompilationInfo = provider(
    doc = "How a target is compiled.",
    fields = {
        "argv": "list of strings: the command line.",
        "env": "dict: its variables.",
        "inputs": "depset of Files: what it reads.",
    },
)

def _compilation_impl(target, _ctx):
    found = [action for action in target.actions if action.mnemonic == _COMPILE]
    if len(found) != 1:
        fail("{}: documentation tests need a target with one {} action, but this one has {}".format(target.label, _COMPILE, len(found)))
    return [CompilationInfo(argv = found[0].argv, env = found[0].env, inputs = found[0].inputs)]

_compilation = aspect(
    doc = "Notes how a target is compiled.",
    implementation = _compilation_impl,
)

# Options of the program around rustc that say where its outputs go, each with a value.
_WRAPPER_OUTPUTS = ["--output-file", "--rustc-output-format", "--rustc-quit-on-rmeta", "--stable-status-file", "--volatile-status-file"]

# Flags of rustc that say what it writes, or that rustdoc does not know.
_COMPILER_ONLY = [
    "--codegen=extra-filename=",
    "--codegen=metadata=",
    "--color",
    "--crate-type=",
    "--emit=",
    "--error-format=",
    "--json=",
    "--out-dir=",
    "--remap-path-prefix=",
    "--test",
    "-Cincremental=",
]

# The code in documentation is not what a package's lints are for.
_LINTS = ["--allow=", "--deny=", "--forbid=", "--warn="]

# What a build script says of linking. The library has been compiled with it: what is static is in it, and what is
# dynamic it names.
_LINK_FLAGS = ".linkflags"

def _for_rustdoc(argument):
    """An argument of rustc as rustdoc knows it: it has no -l, but gives what it is told to the linker."""
    if argument.startswith("-l"):
        return "-Clink-arg=-l" + argument.removeprefix("-l").rpartition("=")[2]
    return argument

def _starts_with(argument, prefixes):
    return bool([prefix for prefix in prefixes if argument.startswith(prefix)])

def split_command(argv):
    """Splits the command line of a compilation.

    Args:
        argv: list of strings: the program around rustc, its options, `--`, rustc, its arguments.

    Returns:
        struct of `wrapper` and `arguments` (lists of strings): what of the two holds for rustdoc.
    """
    if "--" not in argv:
        fail("a compilation is due whose compiler comes after --, as rules_rust's: {}".format(" ".join(argv[:3])))
    middle = argv.index("--")
    options = argv[1:middle]
    wrapper = [argv[0]]
    for index in range(0, len(options), 2):
        if options[index] not in _WRAPPER_OUTPUTS and not options[index + 1].endswith(_LINK_FLAGS):
            wrapper += options[index:index + 2]
    return struct(
        arguments = [_for_rustdoc(argument) for argument in argv[middle + 2:] if not _starts_with(argument, _COMPILER_ONLY + _LINTS)],
        wrapper = wrapper,
    )

def _is_file(file):
    """Whether an input is no stand-in of Bazel's for the runfiles of a tool, which runfiles must not have."""
    return not file.root.path.endswith("/internal") and not file.basename.endswith(".runfiles")

def _library_file(target):
    for ending in [".rlib", ".so", ".dylib", ".dll"]:
        for file in target[DefaultInfo].files.to_list():
            if file.path.endswith(ending):
                return file
    fail("crate has {}, which is no Rust library".format(target.label))

def _command(ctx, compilation, library, rustdoc):
    command = split_command(compilation.argv)
    name = [argument for argument in command.arguments if argument.startswith("--crate-name=")][0].partition("=")[2]
    return command.wrapper + ["--", rustdoc.path, "--test"] + command.arguments + [
        "--cap-lints=allow",
        "--crate-type=" + ctx.attr.crate_type,
        "--extern={}={}".format(name, library.path),
        "-Ldependency=" + library.dirname,
    ]

def _doc_test_impl(ctx):
    compilation = ctx.attr.like[CompilationInfo]
    library = _library_file(ctx.attr.crate)
    rustdoc = ctx.toolchains[_TOOLCHAIN].rust_doc
    command = ctx.actions.declare_file(ctx.label.name + ".command")
    ctx.actions.write(command, "\n".join(_command(ctx, compilation, library, rustdoc)) + "\n")
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        output = launcher,
        target_file = ctx.file._launcher,
        is_executable = True,
        progress_message = "Linking the launcher of %{label}",
    )
    inputs = [file for file in compilation.inputs.to_list() if _is_file(file)] + [command, library, rustdoc]
    roots = {file.root.path: True for file in inputs if file.root.path}
    return [
        DefaultInfo(
            executable = launcher,
            runfiles = ctx.runfiles(files = ctx.files.data + inputs),
        ),
        RunEnvironmentInfo(
            environment = compilation.env | ctx.attr.env | {
                "DOC_TEST_COMMAND": command.short_path,
                "DOC_TEST_ROOTS": " ".join(roots),
            },
            inherited_environment = ctx.attr.env_inherit,
        ),
    ]

doc_test = rule(
    doc = "Compiles and runs the examples in a crate's documentation.",
    implementation = _doc_test_impl,
    attrs = {
        "crate": attr.label(
            doc = "The library.",
            mandatory = True,
        ),
        "crate_type": attr.string(
            default = "lib",
            doc = "What the library is.",
            values = ["lib", "proc-macro"],
        ),
        "data": attr.label_list(
            allow_files = True,
            doc = "Files that the examples read.",
        ),
        "env": attr.string_dict(doc = "Variables of the examples."),
        "env_inherit": attr.string_list(doc = "Variables that the examples have from the environment of Bazel."),
        "like": attr.label(
            aspects = [_compilation],
            doc = "A rust_test of the library, which says how to compile. It is not built.",
            mandatory = True,
        ),
        "_launcher": attr.label(
            allow_single_file = True,
            default = ":run_doc_test.sh",
        ),
    },
    test = True,
    toolchains = [_TOOLCHAIN],
)
