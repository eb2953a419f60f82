"""cargo_build_script of a Cargo workspace."""

load("@rules_rust//cargo:defs.bzl", _cargo_build_script = "cargo_build_script")
load(":member.bzl", "member_of", "package_files")
load(":member_attrs.bzl", "member_deps", "member_variables")

def _member_build_script_attrs(workspace, member):
    """What Cargo tells a build script of its package."""
    variables = member_variables(member)
    sources = [source for source in package_files(member) if source.endswith(".rs")]
    normal = member_deps(workspace, {}, ["normal"])
    return {
        "build_script_env": variables,
        "compile_data": [],
        "crate_features": member["features"],
        # A script may read every file of its package, the sources too.
        "data": package_files(member),
        "edition": member["edition"],
        # By links and DEP_* a script hears of those of the package's dependencies.
        "link_deps": normal["deps"],
        "links": member["links"],
        "pkg_name": member["name"],
        # Cargo runs a script in its package's folder.
        "rustc_env": variables | {"CARGO_MANIFEST_DIR": "/proc/self/cwd"},
        "srcs": [source for source in sources if source == member["targets"]["build_script"] or source.startswith("build/")],
        "version": member["version"],
    }

def build_scripts(workspace):
    """The macro of build scripts, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        The macro `cargo_build_script`.
    """

    def cargo_build_script(name, deps = [], **kwargs):
        """A build script; give its target to `deps` of the package's crates.

        Args:
            name: the target.
            deps: crates of this repository; the build-dependencies of Cargo.toml are added, unless
                `crate_deps = False`.
            **kwargs: further attributes of rules_rust's cargo_build_script; they win over the workspace's. Of
                `build_script_env` and `rustc_env` each variable does.
        """
        member = member_of(workspace)
        given = dict(kwargs)
        crate_deps = member_deps(workspace, given | {"deps": deps}, ["build"])
        given.pop("crate_deps", None)
        attrs = _member_build_script_attrs(workspace, member) if member else {
            "edition": workspace.edition,
            "srcs": ["build.rs"],
            "version": workspace.version,
        }
        merged = {key: attrs.get(key, {}) | given.pop(key, {}) for key in ["build_script_env", "rustc_env"]}
        script = member["targets"]["build_script"] if member else None
        if script and "srcs" not in given:
            attrs["crate_root"] = script
        _cargo_build_script(name = name, **(attrs | given | merged | crate_deps))

    return cargo_build_script
