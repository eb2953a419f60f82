"""An aspect that collects the type definitions that napi-derive's macros write.

The macros write them while the compiler expands them, to the folder that an environment variable
names. Cargo would leave them beside the build; a Bazel action must declare them. So the crate's
own compile action is run once more, with a declared folder.
"""

NapiTypeDefinitionsInfo = provider(
    doc = "The type definitions of a crate.",
    fields = {"folder": "File: a directory with napi-derive's intermediate type definitions."},
)

_COMPILE = "Rustc"

# Types do not depend on how the code is optimised, and findings are the other action's to tell.
_FLAGS = [
    "-Copt-level=0",
    "-Cdebuginfo=0",
    "--cap-lints=allow",
]

def _napi_type_definitions_impl(target, ctx):
    compile = [action for action in target.actions if action.mnemonic == _COMPILE]
    if len(compile) != 1:
        fail("{}: type definitions need a target with one {} action, but this one has {}; use a rust_library".format(
            target.label,
            _COMPILE,
            len(compile),
        ))
    folder = ctx.actions.declare_directory(ctx.label.name + ".type_definitions")
    ctx.actions.run(
        arguments = compile[0].args[1:] + _FLAGS,
        env = {"NAPI_TYPE_DEF_TMP_FOLDER": folder.path},
        executable = compile[0].argv[0],
        mnemonic = "NapiTypeDefinitions",
        outputs = [folder],
        progress_message = "Collecting type definitions of %{label}",
        shadowed_action = compile[0],
        toolchain = None,
    )
    return [NapiTypeDefinitionsInfo(folder = folder)]

napi_type_definitions_aspect = aspect(
    implementation = _napi_type_definitions_impl,
    doc = "Compiles a crate once more to collect the types of what it exports to Node.js.",
    provides = [NapiTypeDefinitionsInfo],
)
