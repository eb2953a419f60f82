"""Rules that lay out node_modules as pnpm does: a store of trees, and links into it.

A package is a tree artifact `node_modules/.aspect_rules_js/<key>/node_modules/<name>`. What it depends on are
relative links beside it, so that packages may need each other in circles without a circle between targets.
"""

load(":npm_package.bzl", "ASSEMBLE_ATTRS", "assemble_package")

STORE = "node_modules/.aspect_rules_js"

StoreEntryInfo = provider(
    doc = "One package of the store.",
    fields = {
        "files": "depset of the tree and of the links beside it",
        "key": "folder of the package in the store",
        "name": "name of the package",
        "tree": "the package's tree artifact",
    },
)

def _up(path):
    return "../" * path.count("/")

def _symlink(ctx, path, target):
    link = ctx.actions.declare_symlink(path)
    ctx.actions.symlink(
        output = link,
        progress_message = "Linking npm package %{output}",
        target_path = target,
    )
    return link

def _unpack(ctx, tree):
    source = ctx.files.src
    if len(source) > 1 or not source[0].is_directory and not source[0].basename.endswith(".tgz"):
        assemble_package(ctx, source, ctx.attr.src.label.package, tree)
        return
    is_directory = source[0].is_directory
    arguments = ctx.actions.args()
    arguments.add_all([source[0], tree], expand_directories = False)
    ctx.actions.run(
        executable = ctx.file._copy if is_directory else ctx.file._extract,
        arguments = [arguments],
        inputs = source,
        outputs = [tree],
        mnemonic = "NpmPackageCopy" if is_directory else "NpmPackageExtract",
        progress_message = "Unpacking npm package " + ctx.attr.key,
    )

def _store_entry_impl(ctx):
    if not ctx.files.src:
        fail("{}: {} gives no files: make it with npm_package or js_library.".format(ctx.label, ctx.attr.src.label))
    home = "{}/{}/node_modules/".format(STORE, ctx.attr.key)
    tree = ctx.actions.declare_directory(home + ctx.attr.package)
    _unpack(ctx, tree)
    links = []
    for alias, target in ctx.attr.dependencies.items():
        key, _, name = target.partition(" ")
        path = home + alias
        links.append(_symlink(ctx, path, "../../{}{}/node_modules/{}".format(_up(alias), key, name)))
    files = depset([tree] + links)
    return [
        DefaultInfo(files = files),
        StoreEntryInfo(files = files, key = ctx.attr.key, name = ctx.attr.package, tree = tree),
    ]

store_entry = rule(
    implementation = _store_entry_impl,
    doc = "One npm package in the store, with links to what it depends on.",
    attrs = {
        "dependencies": attr.string_dict(doc = "Name as the package imports it, to \"<store key> <package name>\"."),
        "key": attr.string(mandatory = True, doc = "Folder in the store."),
        "package": attr.string(mandatory = True, doc = "Name of the package."),
        "src": attr.label(mandatory = True, allow_files = True, doc = "The package's archive, its directory as npm_package makes it, or its files as js_library gives them."),
        "_copy": attr.label(
            default = "//npm/private:copy_package.sh",
            allow_single_file = True,
            doc = "Copies a directory.",
        ),
        "_extract": attr.label(
            default = "//npm/private:extract_package.sh",
            allow_single_file = True,
            doc = "Unpacks an archive.",
        ),
    } | ASSEMBLE_ATTRS,
)

def _package_link_impl(ctx):
    entry = ctx.attr.entry[StoreEntryInfo]
    path = "node_modules/" + ctx.attr.alias
    root = _up("{}/{}".format(ctx.label.package, path) if ctx.label.package else path)
    link = _symlink(ctx, path, "{}{}/{}/node_modules/{}".format(root, STORE, entry.key, entry.name))
    needed = depset([link], transitive = [e[StoreEntryInfo].files for e in ctx.attr.closure])
    return [DefaultInfo(
        files = depset([entry.tree, link]),
        runfiles = ctx.runfiles(transitive_files = needed),
    )]

package_link = rule(
    implementation = _package_link_impl,
    doc = """A dependency of a package.json: `node_modules/<alias>`, a link into the store.

Gives the package's tree and the link as files, and all that the package needs at run time as runfiles.""",
    attrs = {
        "alias": attr.string(mandatory = True, doc = "Name in package.json."),
        "closure": attr.label_list(mandatory = True, providers = [StoreEntryInfo], doc = "The package and all that it needs."),
        "entry": attr.label(mandatory = True, providers = [StoreEntryInfo], doc = "The package."),
    },
)

def _package_links_impl(ctx):
    runfiles = ctx.runfiles().merge_all([link[DefaultInfo].default_runfiles for link in ctx.attr.links])
    return [DefaultInfo(files = runfiles.files, runfiles = runfiles)]

package_links = rule(
    implementation = _package_links_impl,
    doc = "All dependencies of a package.json, with what they need.",
    attrs = {"links": attr.label_list(doc = "The package_link targets.")},
)
