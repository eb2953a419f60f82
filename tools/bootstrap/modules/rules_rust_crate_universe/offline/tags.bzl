"""The tags of the `crate` extension: what each attribute is for, and what is not supported."""

_LABELS_DOC = "Labels, relative ones from the crate's own package, to add to `{}` of the crate's {}."

FROM_CARGO_ATTRS = {
    "cargo_config": attr.label(doc = "Not supported here: cargo's own configuration is used."),
    "cargo_lockfile": attr.label(mandatory = True, doc = "The workspace's Cargo.lock."),
    "generate_binaries": attr.bool(doc = "Not supported here: binaries of crates are not built."),
    "generate_build_scripts": attr.bool(default = True, doc = "Whether build scripts are run; one crate is excepted by an annotation."),
    "host_tools": attr.label(doc = "Not used here: Cargo.lock is read by the cargo of the toolchain that builds."),
    "manifests": attr.label_list(mandatory = True, doc = "The Cargo.toml of the workspace's root; those of members are found, and may be listed."),
    "name": attr.string(default = "crates", doc = "The name of the repository."),
    "splicing_config": attr.string(doc = "Not supported here: there is one workspace, so nothing to splice."),
    "supported_platform_triples": attr.string_list(mandatory = True, doc = "The platforms to write select()s for."),
}

FROM_SPECS_ATTRS = {
    "name": attr.string(default = "crates", doc = "The name of the repository."),
    "supported_platform_triples": attr.string_list(doc = "The platforms to write select()s for."),
}

SPEC_ATTRS = {
    "artifact": attr.string(doc = "The kind of artifact dependency."),
    "branch": attr.string(doc = "The branch of the Git repository."),
    "default_features": attr.bool(default = True, doc = "Whether default features are on."),
    "features": attr.string_list(doc = "Features to switch on."),
    "git": attr.string(doc = "The address of a Git repository."),
    "lib": attr.bool(doc = "Whether the library is wanted beside an artifact."),
    "package": attr.string(mandatory = True, doc = "The name of the package."),
    "rev": attr.string(doc = "The commit of the Git repository."),
    "tag": attr.string(doc = "The tag of the Git repository."),
    "version": attr.string(doc = "The version."),
}

_SUPPORTED_ANNOTATION_ATTRS = {
    "additive_build_file_content": attr.string(doc = "Text to put at the end of the crate's BUILD file."),
    "build_script_data": attr.string_list(doc = _LABELS_DOC.format("data", "build script")),
    "build_script_data_glob": attr.string_list(doc = "Globs of files to add to `data` of the crate's build script."),
    "build_script_deps": attr.string_list(doc = _LABELS_DOC.format("deps", "build script")),
    "build_script_env": attr.string_dict(doc = "Environment of the running build script."),
    "build_script_proc_macro_deps": attr.string_list(doc = _LABELS_DOC.format("proc_macro_deps", "build script")),
    "build_script_rundir": attr.string(doc = "The folder to run the build script in."),
    "build_script_rustc_env": attr.string_dict(doc = "Environment of rustc when it compiles the build script."),
    "build_script_tools": attr.string_list(doc = _LABELS_DOC.format("tools", "build script")),
    "compile_data": attr.string_list(doc = _LABELS_DOC.format("compile_data", "library")),
    "compile_data_glob": attr.string_list(doc = "Globs of files to add to `compile_data` of the crate's library."),
    "crate_features": attr.string_list(doc = "Features to switch on besides those that Cargo does."),
    "data": attr.string_list(doc = _LABELS_DOC.format("data", "library")),
    "data_glob": attr.string_list(doc = "Globs of files to add to `data` of the crate's library."),
    "deps": attr.string_list(doc = _LABELS_DOC.format("deps", "library")),
    "proc_macro_deps": attr.string_list(doc = _LABELS_DOC.format("proc_macro_deps", "library")),
    "rustc_env": attr.string_dict(doc = "Environment of rustc when it compiles the library."),
    "rustc_env_files": attr.string_list(doc = _LABELS_DOC.format("rustc_env_files", "library")),
    "rustc_flags": attr.string_list(doc = "Flags for rustc when it compiles the library."),
}

_UNSUPPORTED_ANNOTATION_ATTRS = {
    "additive_build_file": attr.label(doc = "Not supported here."),
    "alias_rule": attr.string(doc = "Not supported here."),
    "build_script_toolchains": attr.label_list(doc = "Not supported here."),
    "disable_pipelining": attr.bool(doc = "Not supported here."),
    "extra_aliased_targets": attr.string_dict(doc = "Not supported here."),
    "gen_all_binaries": attr.bool(doc = "Not supported here."),
    "gen_binaries": attr.string_list(doc = "Not supported here."),
    "override_target_bin": attr.label(doc = "Not supported here."),
    "override_target_build_script": attr.label(doc = "Not supported here."),
    "override_target_lib": attr.label(doc = "Not supported here."),
    "override_target_proc_macro": attr.label(doc = "Not supported here."),
    "patch_args": attr.string_list(doc = "Not supported here."),
    "patch_tool": attr.string(doc = "Not supported here."),
    "patches": attr.label_list(doc = "Not supported here."),
    "shallow_since": attr.string(doc = "Not supported here."),
}

ANNOTATION_ATTRS = {
    "crate": attr.string(mandatory = True, doc = "The name of the crate, or * for all."),
    "gen_build_script": attr.string(
        default = "auto",
        doc = "Whether to run the crate's build script: on, off, or auto, which is what from_cargo says.",
        values = ["auto", "off", "on"],
    ),
    "repositories": attr.string_list(doc = "The from_cargo names that this is for; all of the module by default."),
    "version": attr.string(default = "*", doc = "The exact version that this is for, or * for all."),
} | _SUPPORTED_ANNOTATION_ATTRS | _UNSUPPORTED_ANNOTATION_ATTRS

_WAY_OUT = "use the modules of the Bazel Central Registry, or extend tools/bootstrap/modules/rules_rust_crate_universe"

def annotation_values(tag):
    """Returns what an annotation says, without what it leaves at the default.

    Args:
        tag: an annotation tag.

    Returns:
        Dict of attribute to value; `gen_build_script` is a bool or absent.
    """
    values = {
        name: getattr(tag, name)
        for name in _SUPPORTED_ANNOTATION_ATTRS
        if getattr(tag, name)
    }
    if tag.gen_build_script != "auto":
        values["gen_build_script"] = tag.gen_build_script == "on"
    return values

def check_supported(module):
    """Fails if a module asks for what only the real crate_universe can do.

    Args:
        module: a bazel_module of the module context.
    """
    for kind, tags in [("from_specs", module.tags.from_specs), ("spec", module.tags.spec)]:
        if tags:
            fail("crate.{} (module '{}') needs the real crate_universe, here only crate.from_cargo works: list the crate in a Cargo.toml, or {}".format(
                kind,
                module.name,
                _WAY_OUT,
            ))
    for tag in module.tags.annotation:
        for name in _UNSUPPORTED_ANNOTATION_ATTRS:
            if getattr(tag, name):
                fail("crate.annotation(crate = '{}'): the attribute '{}' needs the real crate_universe: remove it, or {}".format(
                    tag.crate,
                    name,
                    _WAY_OUT,
                ))
    for tag in module.tags.from_cargo:
        for name in ["cargo_config", "generate_binaries", "splicing_config"]:
            if getattr(tag, name):
                fail("crate.from_cargo(name = '{}'): the attribute '{}' needs the real crate_universe: remove it, or {}".format(
                    tag.name,
                    name,
                    _WAY_OUT,
                ))
        if not tag.supported_platform_triples:
            fail("crate.from_cargo(name = '{}'): supported_platform_triples is empty: list the Rust triples to build for".format(tag.name))
