"""napi_package: the npm packages of a native module, as a registry wants them."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged", "tool_packages")
load(":napi_files.bzl", "NAPI_CLI", "NapiFilesInfo", "require_in_package", "script_places")

_PLATFORMS = "//command_line_option:platforms"
_FILES = "_files"

def _platforms_impl(settings, attr):
    if not attr.platforms:
        return {"here": {_PLATFORMS: settings[_PLATFORMS]}}
    return {platform: {_PLATFORMS: [platform]} for platform in attr.platforms}

_each_platform = transition(
    implementation = _platforms_impl,
    inputs = [_PLATFORMS],
    outputs = [_PLATFORMS],
)

def _modules(ctx):
    """The module as it is built for each platform: dict of the platform's label to NapiFilesInfo."""
    modules = {}
    for platform, target in ctx.split_attr.module.items():
        info = target[NapiFilesInfo]
        if info.loader != "platform":
            fail("napi_package {}: module has {}, whose loader is {}; only the loader \"platform\" chooses between packages: set loader = \"platform\"".format(
                ctx.label,
                target.label.name.removesuffix(_FILES),
                repr(info.loader),
            ))
        modules[platform] = info
    return modules

def _binaries(ctx, modules):
    """What the script is told of each binary, and where the files are staged."""
    entries, place = [], {}
    for index, (platform, info) in enumerate(modules.items()):
        # The binary lies in the module's folder, under the name that its package.json gives it.
        place[info.files] = "built/{}".format(index)
        entries.append({"folder": place[info.files], "origin": "module for " + platform.lstrip("@"), "triple": info.triple})
    for index, (target, triple) in enumerate(ctx.attr.binaries.items()):
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1 or files[0].is_directory:
            fail("napi_package {}: binaries has {}, which is {}; use a target of one file, a module for {}".format(
                ctx.label,
                target.label,
                "a folder" if len(files) == 1 else "{} files".format(len(files)),
                triple,
            ))
        place[files[0]] = "prebuilt/{}.node".format(index)
        entries.append({"origin": "binaries has {}".format(str(target.label).lstrip("@")), "path": place[files[0]], "triple": triple})
    return entries, place

def _main_files(ctx, info):
    """Where the files of the main package are staged."""
    what = "napi_package {}: srcs".format(ctx.label)
    return {file: require_in_package(what, file, info.package_json) for file in info.srcs + ctx.files.srcs}

def _napi_package_impl(ctx):
    modules = _modules(ctx)
    info = modules.values()[0]
    binaries, place = _binaries(ctx, modules)
    main_files = _main_files(ctx, info)
    scripts, folder = script_places(ctx.files._scripts + ctx.files._binary_scripts, ctx.attr.napi_cli)
    specification = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(specification, json.encode({
        "binaries": binaries,
        "config": "napi.json" if info.config else None,
        "dts": info.dts,
        "elsewhere": ctx.attr.elsewhere,
        "js": info.js,
        "label": str(ctx.label).lstrip("@"),
        "mainFiles": main_files.values(),
        "systemLibraries": ctx.attr.system_libraries,
        "write": "packages",
    }))
    place |= {info.package_json: "package/package.json", specification: "napi_package.json"} | scripts
    place |= {file: "package/" + path for file, path in main_files.items()}
    if info.config:
        place[info.config] = "package/napi.json"
    packages = ctx.actions.declare_directory(ctx.label.name)
    report = ctx.actions.declare_file(ctx.label.name + ".txt")
    run_staged(
        ctx,
        mnemonic = "NapiPackage",
        progress_message = "Making npm packages %{label}",
        entry = folder + "main.mjs",
        args = ["napi_package.json"],
        place = place,
        node_modules = [ctx.attr.napi_cli],
        outs = {"out": packages, "report.txt": report},
    )
    return [
        DefaultInfo(files = depset([packages])),
        OutputGroupInfo(report = depset([report])),
    ]

_napi_package = rule(
    doc = "The npm packages of a native module, ready to be published.",
    implementation = _napi_package_impl,
    attrs = STAGED_ATTRS | {
        "binaries": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "Modules that were built by other means, each with its target triple.",
        ),
        "elsewhere": attr.string_list(
            doc = "Target triples whose packages another machine publishes.",
        ),
        "module": attr.label(
            cfg = _each_platform,
            doc = "The files of a napi_module.",
            mandatory = True,
            providers = [NapiFilesInfo],
        ),
        "napi_cli": attr.label(
            cfg = "exec",
            doc = "node_modules target of @napi-rs/cli.",
            mandatory = True,
        ),
        "platforms": attr.string_list(
            doc = "Labels of the platforms to build for.",
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "Further files of the main package.",
        ),
        "system_libraries": attr.string_list(
            doc = "Libraries that users' machines have, beside those of the system.",
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
            doc = "Required by Bazel for rules with a transition.",
        ),
        "_binary_scripts": attr.label(
            default = "//rules/verify/private:binary_scripts",
            doc = "What reads binaries.",
        ),
        "_scripts": attr.label(
            default = "//rules/napi/private/files:scripts",
            doc = "The scripts that write the packages.",
        ),
    },
)

def napi_package(
        name,
        module,
        platforms = [],
        binaries = {},
        elsewhere = [],
        srcs = [],
        system_libraries = [],
        node_modules = "//:node_modules",
        napi_cli = None,
        **kwargs):
    """The npm packages of a native module, ready for `npm publish`.

    Makes the folder `<name>`: in it `main`, with loader, declarations and a package.json whose optionalDependencies are
    the platforms', and for each platform `npm/<platform>`, with the binary and the package.json that @napi-rs/cli
    writes: os, cpu, libc. The same inputs make the same bytes.

    Each binary is checked: its format and processor, which C library it is linked to, and whether users' machines have
    the libraries that it needs. Where a package is for the machine that builds, it is loaded. The output group `report`
    has a line for each.

    Args:
        name: the target, and the folder.
        module: a napi_module with loader = "platform", such as ":native".
        platforms: labels of platforms that the module is built for; by default that of the build.
        binaries: dict of label to target triple: modules that were built by other means, such as on a Mac.
        elsewhere: target triples of "targets" in package.json whose packages are published from another machine. Of
            each other one there must be a binary.
        srcs: further files of the main package, such as README.md; the module's pkg_srcs are in it anyway.
        system_libraries: names of libraries that a module may need, beside those that every machine has.
        node_modules: where the npm package @napi-rs/cli is linked.
        napi_cli: its target, where that is another one.
        **kwargs: common attributes, such as `tags` and `visibility`.
    """
    label = native.package_relative_label(module)
    _napi_package(
        name = name,
        srcs = srcs,
        binaries = binaries,
        elsewhere = elsewhere,
        module = label.same_package_label(label.name + _FILES),
        napi_cli = napi_cli or tool_packages("napi_package", name, node_modules, [NAPI_CLI])[0],
        platforms = [str(native.package_relative_label(platform)) for platform in platforms],
        system_libraries = system_libraries,
        **kwargs
    )
