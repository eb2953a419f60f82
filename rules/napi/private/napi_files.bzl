"""The rule that writes what belongs around a native module: declarations, loader, and the module under its own name."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":napi_binary.bzl", "NapiBinaryInfo")

NAPI_CLI = "@napi-rs/cli"

LOADERS = [
    "none",
    "plain",
    "platform",
]

NapiFilesInfo = provider(
    doc = "The files of a native module in its npm package, for one platform.",
    fields = {
        "config": "File: napi.json, or None.",
        "dts": "string: the declarations' path in the package.",
        "files": "File: directory with the declarations, the loader and the module, each at its place in the package.",
        "js": "string: the loader's path in the package.",
        "loader": "string: one of LOADERS.",
        "package_json": "File: package.json.",
        "srcs": "list of Files: further files of the npm package.",
        "triple": "string: the target that the module was compiled for.",
    },
)

# Where the script finds what it is given.
_PACKAGE = "package/"
_SCRIPTS = "napi_module/"

def _platforms_package():
    """The package of the platforms as a command line names it: the user's repository may not be this one."""
    label = Label("//platforms")
    return str(label).removesuffix(":" + label.name).removeprefix("@@" if not label.workspace_name else "")

def script_places(scripts, napi_cli):
    """Where scripts are staged: beside the node_modules folder that has @napi-rs/cli, for they import it.

    Args:
        scripts: list of Files.
        napi_cli: the node_modules target of @napi-rs/cli.
    Returns:
        (dict of File to stage path, folder of the scripts)
    """
    package = napi_cli.label.package
    folder = (package + "/" if package else "") + _SCRIPTS
    return {script: folder + script.basename for script in scripts}, folder

def in_package(file, package_json):
    """Where a file lies in the npm package.

    Args:
        file: a File.
        package_json: the package's package.json.
    Returns:
        string, a path that starts at the folder of package.json; None where the file lies elsewhere.
    """
    folder = package_json.short_path.removesuffix(package_json.basename)
    return file.short_path.removeprefix(folder) if file.short_path.startswith(folder) else None

def require_in_package(what, file, package_json):
    """Where a file lies in the npm package; fails where it lies elsewhere.

    Args:
        what: the rule, the target and the attribute that has the file, for the message.
        file: a File.
        package_json: the package's package.json.
    Returns:
        string, a path that starts at the folder of package.json.
    """
    path = in_package(file, package_json)
    if path == None:
        fail("{} has {}, which is outside the folder of {}; an npm package has only what lies beside or below its package.json".format(
            what,
            file.short_path,
            package_json.short_path,
        ))
    return path

def _package_files(ctx):
    """The paths of `srcs` and of other modules in the package; of a directory with a slash at its end."""
    paths = [path for other in ctx.attr.beside for path in [other[NapiFilesInfo].js, other[NapiFilesInfo].dts]]
    for file in ctx.files.srcs:
        path = require_in_package("napi_module {}: pkg_srcs".format(ctx.label), file, ctx.file.package_json)
        paths.append(path + "/" if file.is_directory else path)
    return paths

def _specification(ctx, module, header):
    specification = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(specification, json.encode({
        "cliArguments": ctx.attr.cli_args,
        "config": "napi.json" if ctx.file.config else None,
        "definitions": [
            {"crate": definitions.crate, "folder": "definitions/{}".format(index)}
            for index, definitions in enumerate(module.definitions)
        ],
        "dts": ctx.attr.dts,
        "header": header,
        "js": ctx.attr.js,
        "label": str(ctx.attr.module.label).lstrip("@"),
        "loader": ctx.attr.loader,
        "packageFiles": _package_files(ctx) if ctx.attr.has_package else None,
        "platforms": _platforms_package(),
        "triple": module.triple,
        "write": "files",
    }))
    return specification

def _validate(ctx):
    for attribute in ["package_json", "config"]:
        file = getattr(ctx.file, attribute)
        if file and (file.extension != "json" or file.is_directory):
            fail("napi_module {}: {} is {}, which is no .json file; name the file itself, such as {}/{}".format(
                ctx.label,
                "napi_config" if attribute == "config" else attribute,
                file.short_path,
                file.basename,
                "napi.json" if attribute == "config" else "package.json",
            ))
    for other in ctx.attr.beside:
        info = other[NapiFilesInfo]
        if info.js == ctx.attr.js or info.dts == ctx.attr.dts:
            fail("napi_module {}: pkg_modules has {}, which writes {} and {} as well; give one of them another js and dts".format(
                ctx.label,
                other.label,
                info.js,
                info.dts,
            ))
    for attribute, ending in {"dts": (".d.ts", ".d.cts", ".d.mts"), "js": (".js", ".cjs", ".mjs")}.items():
        value = getattr(ctx.attr, attribute)
        if not value.endswith(ending) or value.startswith("/") or ".." in value.split("/"):
            fail("napi_module {}: {} is {}; name a file beside or below package.json that ends in {}".format(
                ctx.label,
                attribute,
                repr(value),
                ", ".join(ending),
            ))
    if ctx.attr.loader not in LOADERS:
        fail("napi_module {}: loader is {}; choose from {}".format(ctx.label, repr(ctx.attr.loader), ", ".join(LOADERS)))

def _outputs(ctx):
    """The directory, and beside it what is compared with committed files: as (stage path, File)."""
    name = ctx.label.name
    files = ctx.actions.declare_directory(name)
    declarations = ctx.actions.declare_file("{}.declarations/{}".format(name, ctx.attr.dts))
    outputs = {"out": files, "out/" + ctx.attr.dts: declarations}
    if ctx.attr.loader == "none":
        return files, declarations, None, outputs
    loader = ctx.actions.declare_file("{}.loader/{}".format(name, ctx.attr.js))
    return files, declarations, loader, outputs | {"out/" + ctx.attr.js: loader}

def _napi_files_impl(ctx):
    _validate(ctx)
    module = ctx.attr.module[NapiBinaryInfo]
    header = in_package(ctx.file.dts_header_file, ctx.file.package_json) if ctx.file.dts_header_file else None
    scripts, folder = script_places(ctx.files._scripts, ctx.attr.napi_cli)
    files, declarations, loader, outputs = _outputs(ctx)
    specification = _specification(ctx, module, header)
    place = {
        ctx.file.package_json: _PACKAGE + "package.json",
        specification: "napi_files.json",
    } | scripts
    place |= {definitions.folder: "definitions/{}".format(index) for index, definitions in enumerate(module.definitions)}
    if ctx.file.config:
        place[ctx.file.config] = _PACKAGE + "napi.json"
    if header:
        place[ctx.file.dts_header_file] = _PACKAGE + header
    run_staged(
        ctx,
        mnemonic = "NapiFiles",
        progress_message = "Writing declarations and loader of %{label}",
        entry = folder + "main.mjs",
        args = ["napi_files.json"],
        link = {module.binary: "module.node"},
        place = place,
        node_modules = [ctx.attr.napi_cli],
        outs = outputs,
    )
    return [
        DefaultInfo(files = depset([files])),
        OutputGroupInfo(
            declarations = depset([declarations]),
            loader = depset([loader] if loader else []),
        ),
        NapiFilesInfo(
            config = ctx.file.config,
            dts = ctx.attr.dts,
            files = files,
            js = ctx.attr.js,
            loader = ctx.attr.loader,
            package_json = ctx.file.package_json,
            srcs = ctx.files.srcs,
            triple = module.triple,
        ),
    ]

napi_files = rule(
    doc = "Writes a directory with what a native module consists of in its npm package.",
    implementation = _napi_files_impl,
    attrs = STAGED_ATTRS | {
        "beside": attr.label_list(
            doc = "Other modules of the same npm package.",
            providers = [NapiFilesInfo],
        ),
        "cli_args": attr.string_list(
            doc = "Flags of `napi build` that say what declarations and loader look like.",
        ),
        "config": attr.label(
            allow_single_file = True,
            doc = "A file with napi's settings, beside package.json.",
        ),
        "dts": attr.string(
            doc = "The declarations' path in the npm package.",
            mandatory = True,
        ),
        "dts_header_file": attr.label(
            allow_single_file = True,
            doc = "The file that `dtsHeaderFile` of napi's settings names.",
        ),
        "has_package": attr.bool(
            default = True,
            doc = "Whether an npm package is made of the files, and package.json must name what it has.",
        ),
        "js": attr.string(
            doc = "The loader's path in the npm package.",
            mandatory = True,
        ),
        "loader": attr.string(
            doc = "Which loader is written: platform, plain or none.",
            mandatory = True,
        ),
        "module": attr.label(
            doc = "The native module.",
            mandatory = True,
            providers = [NapiBinaryInfo],
        ),
        "napi_cli": attr.label(
            cfg = "exec",
            doc = "node_modules target of @napi-rs/cli.",
            mandatory = True,
        ),
        "package_json": attr.label(
            allow_single_file = True,
            doc = "package.json of the npm package.",
            mandatory = True,
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "Further files of the npm package: what package.json names must be among them or written here.",
        ),
        "_scripts": attr.label(
            default = "//rules/napi/private/files:scripts",
            doc = "The scripts that write the files.",
        ),
    },
    provides = [NapiFilesInfo],
)
