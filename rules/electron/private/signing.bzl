"""What signing and notarising have in common: a program of the user's works on what people download."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "flag_of", "place_scripts", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

# What a program is handed of an unpacked zip where `files` names nothing else.
_FILES = {
    "darwin": ["*.app"],
    "linux": [],
    "win32": ["*.exe", "*.dll", "*.node"],
}

_OWN = ["file", "identity", "out"]

def _placeholders(text):
    return [part.partition("}")[0] for part in text.split("{")[1:] if "}" in part]

def _data(ctx):
    """Files that arguments name: (dict of File to stage path, dict of placeholder to stage path)."""
    place, names = {}, {}
    for target, name in ctx.attr.data.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail("{}: \"data\" has {}, which is {} files; use a target of one file".format(ctx.label, target.label, len(files)))
        if name in _OWN or not name.replace("_", "").isalnum():
            fail("{}: \"data\" calls {} \"{}\"; use a word that is none of {}".format(ctx.label, target.label, name, ", ".join(_OWN)))
        names[name] = "data/{}/{}".format(name, files[0].basename)
        place[files[0]] = names[name]
    for attribute in ["args", "verify_args"]:
        for text in getattr(ctx.attr, attribute):
            for name in _placeholders(text):
                if name not in names and name not in _OWN:
                    fail("{}: \"{}\" has {{{}}}, which means nothing; use {}".format(
                        ctx.label,
                        attribute,
                        name,
                        ", ".join(["{" + known + "}" for known in _OWN + names.keys()]),
                    ))
    return place, names

def _identity(ctx, done):
    identity = ctx.attr.identity[BuildSettingInfo].value
    if not identity and (ctx.attr.strict or ctx.attr._required[BuildSettingInfo].value):
        fail("{}: it cannot be {}, because there is no identity; set {}, or build without {}".format(
            ctx.label,
            done,
            flag_of(ctx.attr.identity),
            "\"strict\"" if ctx.attr.strict else flag_of(ctx.attr._required),
        ))
    return identity

def _files(ctx, artifact):
    is_zip = artifact.file.extension == "zip"
    if ctx.attr.files and not is_zip:
        fail("{}: \"files\" chooses among those in a zip, but \"artifact\" is {}; leave it out".format(ctx.label, artifact.file.basename))
    files = ctx.attr.files or _FILES[artifact.platform.partition("-")[0]]
    if is_zip and not files:
        fail("{}: \"files\" is empty, and no rule says what is signed in a zip for {}; name the files".format(ctx.label, artifact.platform))
    return is_zip, files

def sign_artifact(ctx, mnemonic, done, progress_message):
    """Runs the user's program on an artifact.

    Args:
        ctx: the context of a rule with SIGNING_ATTRS.
        mnemonic: the action's mnemonic.
        done: what the artifact is then: "signed".
        progress_message: what Bazel shows meanwhile.
    Returns:
        list of providers: those that the artifact had, of what was made.
    """
    artifact = ctx.attr.artifact[ElectronArtifactInfo]
    is_zip, files = _files(ctx, artifact)
    needed = ["yauzl", "yazl"] if is_zip else []
    packages = require_packages(ctx, "node_modules", needed)
    place, names = _data(ctx)
    identity = _identity(ctx, done)
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + "." + artifact.file.extension)
    staged = artifact.file.basename
    spec = write_spec(ctx, ".sign.json", {
        "args": ctx.attr.args,
        "artifact": staged,
        "data": names,
        "done": done,
        "files": files,
        "filesAreDefault": not ctx.attr.files,
        "identity": identity,
        "isZip": is_zip,
        "label": display_label(ctx),
        "out": "out/" + staged,
        "requiredSetting": flag_of(ctx.attr._required),
        "setting": flag_of(ctx.attr.identity),
        "verifyArgs": ctx.attr.verify_args,
    })
    scripts, folder = place_scripts(ctx.files._scripts, packages["yazl"] if is_zip else "")
    network = {"requires-network": "1"} if ctx.attr.requires_network else {}
    run_staged(
        ctx,
        mnemonic = mnemonic,
        progress_message = progress_message,
        args = ["sign.json"],
        entry = folder + "/sign/sign.mjs",
        # What it takes is on this machine: keys, their passwords, a network.
        execution_requirements = network | ({"no-remote": "1"} if identity else {}),
        inherit_env = bool(identity),
        link = {artifact.file: staged},
        node_modules = ctx.attr.node_modules,
        outs = {"out/" + staged: out},
        place = place | scripts | {spec: "sign.json"},
        tools = {"TK_SIGNER": ctx.attr.tool[DefaultInfo].files_to_run},
    )
    return _providers(ctx, artifact, out, spec)

def _providers(ctx, artifact, out, spec):
    providers = [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronArtifactInfo(asar = artifact.asar, file = out, platform = artifact.platform),
    ]
    if ElectronPackageInfo in ctx.attr.artifact:
        package = ctx.attr.artifact[ElectronPackageInfo]
        fields = {name: getattr(package, name) for name in dir(package) if name not in ["to_json", "to_proto"]}
        providers.append(ElectronPackageInfo(**(fields | {"zip": out})))
    return providers

SIGNING_ATTRS = STAGED_ATTRS | {
    "args": attr.string_list(
        doc = "The program's arguments: `{file}` is what it works on, a file, or on darwin the bundle; `{identity}` the identity; other words in braces are those of `data`. A program that writes another file writes `{out}`.",
        mandatory = True,
    ),
    "artifact": attr.label(
        doc = "What people download: an electron_package, electron_nsis and so on.",
        mandatory = True,
        providers = [ElectronArtifactInfo],
    ),
    "data": attr.label_keyed_string_dict(
        allow_files = True,
        doc = "Files that the arguments name, such as entitlements: target to the word that means it in braces.",
    ),
    "files": attr.string_list(
        doc = "Which files in a zip the program works on, one after the other: patterns of names, or of paths from the app's folder. By default `*.exe`, `*.dll` and `*.node` on win32, and the bundle `*.app` on darwin.",
    ),
    "node_modules": attr.label_list(
        cfg = "exec",
        doc = "The node_modules targets of yauzl and yazl, for a zip.",
    ),
    "out": attr.string(doc = "The file's name; NAME with the artifact's extension where empty."),
    "requires_network": attr.bool(doc = "Whether the program needs the network, as for time stamps."),
    "strict": attr.bool(doc = "Whether it is an error that there is no identity. The setting //rules/electron:signing_required says so for all."),
    "tool": attr.label(
        cfg = "exec",
        doc = "The program.",
        executable = True,
        mandatory = True,
    ),
    "verify_args": attr.string_list(doc = "Arguments with which the program checks what it did, as `args`; it is not asked where empty."),
    "_required": attr.label(
        default = "//rules/electron:signing_required",
        doc = "Whether everything must be signed.",
        providers = [BuildSettingInfo],
    ),
    "_scripts": attr.label_list(
        allow_files = True,
        default = ["//rules/electron/private:sign_scripts"],
        doc = "The script that starts the program, and its parts.",
    ),
}

def identity_attr(setting):
    """The attribute that names the identity.

    Args:
        setting: the setting that has it by default.
    Returns:
        an attribute.
    """
    return attr.label(
        default = setting,
        doc = "The setting that has the identity, a string_flag: the name of a certificate, or the path of a file with keys.",
        providers = [BuildSettingInfo],
    )
