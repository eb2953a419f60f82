"""The napi_module macro of a Cargo workspace."""

load("@aspect_rules_js//npm:defs.bzl", "npm_package")
load("//rules/generate:defs.bzl", "committed_file")
load("//rules/js:defs.bzl", "helper_attributes", "tool_packages")
load(":link_flags.bzl", "napi_link_flags")
load(":napi_binary.bzl", "napi_binary")
load(":napi_files.bzl", "NAPI_CLI", "napi_files")

_CONFIG = "napi.json"

def napi_module_of(cargo):
    """The macro, bound to a Cargo workspace.

    Args:
        cargo: struct with the workspace's `rust_library` and `rust_shared_library`, and, where it was read, `library_name`.

    Returns:
        The macro `napi_module`.
    """

    def napi_module(
            name,
            crate_name = None,
            srcs = None,
            package_json = "package.json",
            napi_config = None,
            dts = "index.d.ts",
            dts_header_file = None,
            commit_types = False,
            js = "index.js",
            loader = "platform",
            cli_args = [],
            pkg = "pkg",
            pkg_srcs = [],
            pkg_modules = [],
            node_modules = "//:node_modules",
            napi_cli = None,
            rustc_flags = [],
            tags = [],
            testonly = False,
            visibility = None,
            **kwargs):
        """A native module for Node.js and the npm package around it.

        What package.json and napi.json say of napi decides as it does for `napi build`: `binaryName`, `packageName`,
        `constEnum`, `dtsHeader` ... Paths of package_json, js, dts and pkg_srcs are those of the npm package, whose
        folder is that of package.json.

        Args:
            name: the target of the module, `<name>.node`.
            crate_name: the crate's name; by default that of the library in Cargo.toml. Where the workspace was not read,
                the name of the folder, in the root folder `name`.
            srcs: the crate's sources; by default all of src/.
            package_json: package.json of the npm package.
            napi_config: a file with napi's settings; by default napi.json, where that lies beside package.json.
            dts: the declarations, as `--dts` of `napi build`; also the committed copy of them.
            dts_header_file: the file that `dtsHeaderFile` of the settings names.
            commit_types: whether `<name>_types_test` fails where the declarations are not committed. Where they are,
                it compares them anyway.
            js: the loader, as `--js` of `napi build`. Where it is committed, it is compared as well.
            loader: "platform" for the loader of `napi build --platform`, which chooses between the packages of
                platforms; "plain" for one that loads the module beside it, and says how to build it where it is
                missing; "none" where the package has its own. The last two find it as `<binaryName>.node`.
            cli_args: flags of `napi build` that say what declarations and loader look like: --const-enum, --esm ...
            pkg: the target of the npm package; None where another module's has this one.
            pkg_srcs: further files of the npm package.
            pkg_modules: names of other napi_modules of this BUILD file that lie in the same npm package. Each needs
                names of its own: js, dts, and a napi_config with another `binaryName`.
            node_modules: where the npm package @napi-rs/cli is linked, which writes declarations and loader.
            napi_cli: its target, where that is another one.
            rustc_flags: further flags of rustc.
            tags: tags of all targets.
            testonly: whether only tests may depend on the targets.
            visibility: visibility of all targets.
            **kwargs: further attributes of rust_shared_library: deps, proc_macro_deps, crate_deps,
                compile_data ...
        """
        common = helper_attributes(kwargs) | {"tags": tags, "testonly": testonly, "visibility": visibility}
        _binary(cargo, name, common, rustc_flags, kwargs | {"crate_name": crate_name or _library_name(cargo) or _crate_name(name), "srcs": srcs})
        folder = _folder(package_json)
        napi_files(
            name = name + "_files",
            srcs = pkg_srcs,
            beside = [other + "_files" for other in pkg_modules],
            cli_args = cli_args,
            config = napi_config or _committed(folder + _CONFIG),
            dts = dts,
            dts_header_file = dts_header_file,
            has_package = pkg != None,
            js = js,
            loader = loader,
            module = name,
            napi_cli = napi_cli or tool_packages("napi_module", name, node_modules, [NAPI_CLI])[0],
            package_json = package_json,
            **common
        )
        _generated(name, "types", "declarations", folder + dts, common, is_committed = commit_types or _committed(folder + dts) != None)
        if loader != "none":
            _generated(name, "loader", "loader", folder + js, common, is_committed = _committed(folder + js) != None)
        if pkg:
            _package(pkg, [name] + pkg_modules, [package_json] + pkg_srcs, folder, common)

    return napi_module

def _library_name(cargo):
    return cargo.library_name() if hasattr(cargo, "library_name") else None

def _crate_name(name):
    return (native.package_name().rpartition("/")[2] or name).replace("-", "_")

def _binary(cargo, name, common, rustc_flags, crate):
    """Declares the module, and its crate as a library. `crate`: further attributes of the crate."""
    problem = sources_problem(crate["srcs"])
    if problem:
        fail("napi_module {}: {}".format(name, problem))
    crate = crate | common | {"tags": common["tags"] + ["manual"]}
    cargo.rust_shared_library(
        name = name + "_shared",
        rustc_flags = napi_link_flags() + rustc_flags,
        **(crate | {"visibility": ["//visibility:private"]})
    )
    cargo.rust_library(
        name = name + "_crate",
        rustc_flags = rustc_flags,
        **crate
    )
    napi_binary(
        name = name,
        crate = name + "_shared",
        **common
    )

def _package(pkg, modules, srcs, folder, common):
    """Declares the npm package of modules and further files, which lie below `folder`."""
    files = [module + "_files" for module in modules]
    npm_package(
        name = pkg,
        srcs = srcs + files,
        # As the files lie in the package: they are made in folders of their own.
        replace_prefixes = {made + "/": "" for made in files} | ({folder: ""} if folder else {}),
        **common
    )

def sources_problem(srcs):
    """What is wrong with a crate's sources.

    Args:
        srcs: what the BUILD file gives as srcs.
    Returns:
        string; None where nothing is wrong.
    """
    if srcs == None or type(srcs) != "list":
        return None
    for source in srcs:
        plain = type(source) == "string" and not source.startswith((":", "/", "@"))
        if plain and not source.endswith(".rs"):
            return "srcs has {}, which is no Rust file; name the files, such as glob([\"{}/**/*.rs\"]), and others in compile_data".format(
                repr(source),
                source.removesuffix("/"),
            )
    return None

def _folder(package_json):
    """The folder of a file of this package, with a slash at its end; "" for the package's own or for another label."""
    if ":" in package_json or package_json.startswith(("/", "@")):
        return ""
    folder = package_json.rpartition("/")[0]
    return folder + "/" if folder else ""

def _committed(path):
    """The path where there is such a file in this package, None otherwise."""
    return path if native.glob([path], allow_empty = True) else None

def _generated(name, kind, group, path, common, is_committed):
    """Declares `<name>_<kind>`, one of the generated files, and compares it with the committed copy.

    Where there is none, the targets are there for who wants to commit it, and no pattern builds them.
    """
    made = "{}_{}".format(name, kind)
    native.filegroup(
        name = made,
        srcs = [name + "_files"],
        output_group = group,
        tags = common["tags"],
        testonly = common["testonly"],
        visibility = common["visibility"],
        **helper_attributes(common, has_actions = False)
    )
    committed_file(
        name = made + "_update",
        src = path,
        made = made,
        tags = common["tags"] + ([] if is_committed else ["manual"]),
        test_name = made + "_test",
        testonly = common["testonly"],
        **helper_attributes(common)
    )
