"""An aspect that compiles a crate to a native module and collects its type definitions at once.

napi-derive's macros write the types while the compiler expands them, to the folder that an environment variable names.
Cargo would leave them beside the build; a Bazel action must declare them. So the crate's own compile action runs with
a declared folder, in place of the action that rules_rust declared: nobody asks for the output of that one.
"""

NapiCrateInfo = provider(
    doc = "What a crate gives to a native module.",
    fields = {
        "binary": "File: the shared library that Node.js loads; None where the crate is none.",
        "definitions": "depset of structs, of the crate and of the crates that it depends on: `crate`, a crate's name, and `folder`, the directory with napi-derive's intermediate type definitions.",
        "triple": "string: the target that the shared library is for, as rustc calls it; None where the crate is none.",
    },
)

_COMPILE = "Rustc"
_NAME = "--crate-name="
_TARGET = "--target="

# Of a library only the types are wanted: they do not depend on how the code is optimised, and findings are the other
# action's to tell.
_ONLY_TYPES = [
    "-Copt-level=0",
    "-Cdebuginfo=0",
    "--cap-lints=allow",
]

# By default rustc links C's library into what it makes for musl, and then makes no shared libraries.
_MUSL = ["-Ctarget-feature=-crt-static"]

def _expand(ctx, compile, flags, outputs, mnemonic, progress_message):
    """Declares the compile action of a crate once more, with a folder for the types; returns the folder."""
    folder = ctx.actions.declare_directory(ctx.label.name + ".type_definitions")
    ctx.actions.run(
        arguments = compile.args[1:] + flags,
        env = {"NAPI_TYPE_DEF_TMP_FOLDER": folder.path},
        executable = compile.argv[0],
        mnemonic = mnemonic,
        outputs = outputs + [folder],
        progress_message = progress_message,
        shadowed_action = compile,
        toolchain = None,
    )
    return folder

def _dependencies(ctx, attribute):
    found = getattr(ctx.rule.attr, attribute, [])
    return found if type(found) == "list" else []

def _exports_to_node(ctx):
    """Whether the crate uses napi-derive itself."""
    return any([
        dependency.label.name.replace("-", "_").startswith("napi_derive")
        for attribute in ["deps", "proc_macro_deps"]
        for dependency in _dependencies(ctx, attribute)
    ])

def _value(compile, flag):
    for argument in compile.argv:
        if argument.startswith(flag):
            return argument[len(flag):]
    return None

def _module(ctx, compile):
    triple = _value(compile, _TARGET)

    # The name says nothing to Node.js: what the npm package calls the file is for its package.json to say.
    binary = ctx.actions.declare_file(ctx.label.name + ".node")
    folder = _expand(
        ctx,
        compile,
        # The later of two paths for one kind of output wins.
        flags = (_MUSL if "-musl" in (triple or "") else []) + ["--emit=link=" + binary.path],
        # What else is done with Rust's compilations, such as to compile incrementally, is done with this one.
        mnemonic = _COMPILE,
        outputs = [binary],
        progress_message = "Compiling native module %{label}",
    )
    return binary, folder, triple

def _napi_crate_impl(target, ctx):
    compile = [action for action in target.actions if action.mnemonic == _COMPILE]
    binary, triple, folder = None, None, None
    if len(compile) == 1 and "shared_library" in ctx.rule.kind:
        binary, folder, triple = _module(ctx, compile[0])
    elif len(compile) == 1 and _exports_to_node(ctx):
        folder = _expand(
            ctx,
            compile[0],
            flags = _ONLY_TYPES,
            mnemonic = "NapiTypeDefinitions",
            outputs = [],
            progress_message = "Collecting type definitions of %{label}",
        )
    below = [
        dependency[NapiCrateInfo].definitions
        for dependency in _dependencies(ctx, "deps")
        if NapiCrateInfo in dependency
    ]
    return [NapiCrateInfo(
        binary = binary,
        definitions = depset(
            [struct(crate = _value(compile[0], _NAME), folder = folder)] if folder else [],
            transitive = below,
        ),
        triple = triple,
    )]

napi_crate_aspect = aspect(
    implementation = _napi_crate_impl,
    attr_aspects = ["deps"],
    doc = "Compiles a rust_shared_library to a native module, and collects the types of what it and its dependencies export to Node.js.",
    provides = [NapiCrateInfo],
)
