"""The artifact_verification rule."""

load("//platforms:platform_name.bzl", "PlatformNameInfo")
load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

_ATTRS = STAGED_ATTRS | {
    "asar_members": attr.string_list(
        doc = "Paths that every archive in `asars` must contain.",
    ),
    "asars": attr.label_list(
        doc = "Electron archives: targets with an `.asar` file and, if it has unpacked members, the `.asar.unpacked` directory next to it.",
        allow_files = True,
    ),
    "bundles": attr.label_list(
        doc = "Web bundles: directories with an `index.html` and an `asset-manifest.json` that lists every file's size in bytes.",
        allow_files = True,
    ),
    "executables": attr.label_keyed_string_dict(
        doc = "Programs; the value is a regular expression for the output of `--version`. For a program that this machine cannot run, only the format is checked, and the report says so.",
        allow_files = True,
        cfg = "target",
    ),
    "files": attr.label_list(
        doc = "Files that must exist and not be empty; of a directory, all of its files.",
        allow_files = True,
    ),
    "forbidden": attr.string_list(
        doc = "Strings that no artifact may contain, such as paths of the machine that built it. The directories of the verification itself are always checked.",
        default = ["/execroot/", "/sandbox/linux-sandbox/"],
    ),
    "native_modules": attr.label_keyed_string_dict(
        doc = "Native Node.js modules; the value is the name of an exported function without parameters, which is called.",
        allow_files = True,
    ),
    "node_modules": attr.label_list(
        doc = "npm packages for the checks: `@electron/asar` is required if `asars` is not empty.",
        cfg = "exec",
    ),
    "_exec_platform": attr.label(
        default = "//platforms:name",
        cfg = "exec",
        doc = "The platform that the checks run on.",
    ),
    "_scripts": attr.label(
        default = "//rules/verify/private:scripts",
        doc = "The checks.",
    ),
    "_target_platform": attr.label(
        default = "//platforms:name",
        doc = "The platform that the artifacts are for.",
    ),
}

# Where the driver puts the scripts and what they are given. Not at their paths in the repository, which differ
# where the rule is used from another one.
_ENTRY = "verify.mjs"
_CHECKS = "checks/"
_SPECIFICATION = "verify.json"
_REPORT = "verify.txt"

def _name(label):
    return "//{}:{}".format(label.package, label.name)

def _only_file(ctx, attribute, target):
    files = target[DefaultInfo].files.to_list()
    if len(files) != 1:
        fail("artifact_verification {}: {} has {}, which has {} files; use a target with exactly one".format(
            ctx.label,
            attribute,
            target.label,
            len(files),
        ))
    return files[0]

def _asar_check(ctx, target):
    files = target[DefaultInfo].files.to_list()
    archives = [file for file in files if file.extension == "asar"]
    unpacked = [file for file in files if file.basename.endswith(".asar.unpacked")]
    if len(archives) != 1:
        fail("artifact_verification {}: asars has {}, which has {} .asar files; use a target with exactly one".format(
            ctx.label,
            target.label,
            len(archives),
        ))
    return struct(
        files = archives + unpacked,
        kind = "asar",
        name = _name(target.label),
        path = archives[0],
        unpacked = unpacked[0] if unpacked else None,
    )

def _checks(ctx):
    """The checks as (kind, name, file, further fields) in the order of the report."""
    checks = []
    for target, answer in ctx.attr.executables.items():
        checks.append(("executable", target, _only_file(ctx, "executables", target), {"answer": answer, "arguments": ["--version"]}))
    for target, call in ctx.attr.native_modules.items():
        checks.append(("native_module", target, _only_file(ctx, "native_modules", target), {"call": call}))
    for target in ctx.attr.bundles:
        checks.append(("bundle", target, _only_file(ctx, "bundles", target), {"manifest": "asset-manifest.json", "page": "index.html"}))
    for target in ctx.attr.files:
        for file in target[DefaultInfo].files.to_list():
            checks.append(("file", target, file, {}))
    return checks

def _stage_path(index, file):
    return "artifacts/{}/{}".format(index, file.basename)

def _specification(ctx):
    """The script's JSON, and where each artifact is staged for it."""
    entries, staged = [], {}
    for kind, target, file, fields in _checks(ctx):
        staged[file] = staged.get(file, _stage_path(len(staged), file))
        name = _name(target.label) if kind != "file" else file.short_path
        entries.append({"kind": kind, "name": name, "path": staged[file]} | fields)
    if ctx.attr.asars and not ctx.attr.node_modules:
        fail("artifact_verification {}: asars has {}, but node_modules is empty; add @electron/asar, such as [\"//:node_modules/@electron/asar\"]".format(
            ctx.label,
            ctx.attr.asars[0].label,
        ))
    for target in ctx.attr.asars:
        check = _asar_check(ctx, target)
        folder = "artifacts/asar-{}/".format(len(staged))
        for file in check.files:
            staged[file] = folder + file.basename
        entries.append({
            "kind": "asar",
            "members": ctx.attr.asar_members,
            "name": check.name,
            "path": staged[check.path],
            "unpacked": staged[check.unpacked] if check.unpacked else "",
        })
    if not entries:
        fail("artifact_verification {}: nothing to verify; set executables, native_modules, bundles, asars or files".format(ctx.label))
    entries.append({
        "forbidden": ctx.attr.forbidden,
        "kind": "paths",
        "name": "paths in artifacts",
        "paths": staged.values(),
    })
    platform = ctx.attr._target_platform[PlatformNameInfo].name
    return {
        "checks": entries,
        "platform": platform,
        "runnable": platform == ctx.attr._exec_platform[PlatformNameInfo].name,
    }, staged

def _placed_scripts(ctx):
    return {
        file: _ENTRY if file.basename == _ENTRY else _CHECKS + file.basename
        for file in ctx.files._scripts
    }

def _artifact_verification_impl(ctx):
    specification, staged = _specification(ctx)
    specification_file = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(specification_file, json.encode(specification))
    report = ctx.actions.declare_file(ctx.label.name + ".txt")
    run_staged(
        ctx,
        args = [_SPECIFICATION, _REPORT],
        entry = _ENTRY,
        mnemonic = "VerifyArtifacts",
        node_modules = ctx.attr.node_modules,
        outs = {_REPORT: report},
        place = staged | _placed_scripts(ctx) | {specification_file: _SPECIFICATION},
        progress_message = "Verifying %{label}",
    )
    return [DefaultInfo(files = depset([report]))]

artifact_verification = rule(
    implementation = _artifact_verification_impl,
    attrs = _ATTRS,
    doc = "Checks built artifacts and writes a report with a PASS line for each; a failed check fails the build.",
)
