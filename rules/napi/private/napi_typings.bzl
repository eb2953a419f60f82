"""The rule that writes index.d.ts and the loader of a native module."""

load("//platforms:platform_name.bzl", "PlatformNameInfo")
load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":type_definitions.bzl", "NapiTypeDefinitionsInfo", "napi_type_definitions_aspect")

def _platforms_package(label):
    """The package of the platforms as a command line names it: the user's repository may not be this one."""
    return str(label).removesuffix(":" + label.name).removeprefix("@@" if not label.workspace_name else "")

def _napi_typings_impl(ctx):
    definitions = ctx.attr.crate[NapiTypeDefinitionsInfo].folder
    declarations = ctx.actions.declare_file("index.d.ts")
    loader = ctx.actions.declare_file("index.js")
    run_staged(
        ctx,
        mnemonic = "NapiTypings",
        progress_message = "Writing index.d.ts and index.js of %{label}",
        entry = "typings.mjs",
        args = [
            str(ctx.attr.module.label).lstrip("@"),
            ctx.attr._platform[PlatformNameInfo].name,
            _platforms_package(ctx.attr._platform.label),
        ],
        place = {
            definitions: "definitions",
            ctx.file.package_json: "package.json",
            ctx.file._loader: "loader.js",
            ctx.file._script: "typings.mjs",
        },
        node_modules = [ctx.attr.napi_cli],
        outs = {
            "index.d.ts": declarations,
            "index.js": loader,
        },
    )
    return [
        DefaultInfo(files = depset([declarations, loader])),
        OutputGroupInfo(declarations = depset([declarations])),
    ]

napi_typings = rule(
    doc = "Writes index.d.ts and index.js (the loader) from what a crate exports to Node.js.",
    implementation = _napi_typings_impl,
    attrs = STAGED_ATTRS | {
        "crate": attr.label(
            aspects = [napi_type_definitions_aspect],
            doc = "The crate, as a rust_library.",
            mandatory = True,
        ),
        "module": attr.label(
            doc = "The target of index.node, for error messages.",
            mandatory = True,
        ),
        "napi_cli": attr.label(
            cfg = "exec",
            doc = "node_modules target of @napi-rs/cli.",
            mandatory = True,
        ),
        "package_json": attr.label(
            allow_single_file = [".json"],
            doc = "package.json of the npm package; its main and types must name the generated files.",
            mandatory = True,
        ),
        "_loader": attr.label(
            allow_single_file = True,
            default = ":loader.js",
            doc = "The loader's first part.",
        ),
        "_platform": attr.label(
            default = "//platforms:name",
            doc = "The platform that the module is built for.",
            providers = [PlatformNameInfo],
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = ":typings.mjs",
            doc = "The script that writes the files.",
        ),
    },
)
