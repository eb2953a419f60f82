"""Module extensions `npm` and `pnpm`."""

load("@rules_nodejs//npm:registries.bzl", "registries_repository")
load("//npm/private:host_platform.bzl", "host_platform")
load("//npm/private:lock.bzl", "interpret_lock", "read_lock")
load("//npm/private:repositories.bzl", "archives_repository", "hub_repository")

def _file_name(text):
    return "".join([c if c.isalnum() or c in ".-" else "_" for c in text.elems()])

def _repository_name(hub, links):
    # Named by what needs the archives, not by their versions: a new version does not move the others.
    name = "{}__{}".format(hub, _file_name(links[0].replace("@", "at_")))
    if len(links) == 1:
        return name
    digest = hash(" ".join(links))
    return "{}_{}".format(name, "%x" % (digest if digest >= 0 else digest + (1 << 32)))

def _archive_repositories(tag, plan):
    """Makes a repository for each group of archives; returns {"name@version": label of the archive}."""
    labels, taken = {}, {}
    for links, packages in plan.groups:
        repository = _repository_name(tag.name, links)
        if repository in taken:
            fail("{}: what {} need and what {} need would both be the repository {}".format(tag.pnpm_lock, links, taken[repository], repository))
        taken[repository] = links
        files = {}
        for package in packages:
            archive = plan.archives[package]
            file = _file_name(package) + ".tgz"
            if file in files:
                fail("{}: {} and {} would both be the file {}".format(tag.pnpm_lock, package, files[file][0], file))
            files[file] = [archive.name, archive.version, archive.integrity, archive.tarball]
            labels[package] = "@{}//:{}".format(repository, file)
        archives_repository(
            name = repository,
            packages = files,
            registries = "@{}__registries//:registries.json".format(tag.name),
        )
    return labels

def _verify_node_modules_ignored(module_ctx, tag, lock):
    ignored = [line.strip() for line in module_ctx.read(tag.verify_node_modules_ignored).split("\n")]
    wanted = ["node_modules" if importer == "." else importer + "/node_modules" for importer in lock["importers"]]
    missing = [w for w in wanted if w not in ignored]
    if missing:
        fail("{}: these folders must be listed, or Bazel takes what pnpm installs there for its own packages:\n{}".format(
            tag.verify_node_modules_ignored,
            "\n".join(missing),
        ))

def _translate_lock(module_ctx, tag):
    if tag.pnpm_lock.package:
        fail("npm.npm_translate_lock: pnpm_lock {} must be in the root package: the store of packages lies beside it.".format(tag.pnpm_lock))
    lock = read_lock(module_ctx.read(tag.pnpm_lock), str(tag.pnpm_lock))
    if tag.verify_node_modules_ignored:
        _verify_node_modules_ignored(module_ctx, tag, lock)
    plan = interpret_lock(lock, host_platform(module_ctx))
    registries_repository(name = tag.name + "__registries", npmrc = tag.npmrc)
    hub_repository(
        name = tag.name,
        archives = repr(_archive_repositories(tag, plan)),
        closures = repr(plan.closures),
        links = repr(plan.links),
        store = repr({
            key: (entry.archive, entry.directory, entry.name, entry.dependencies)
            for key, entry in plan.store.items()
        }),
    )

def _npm_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.npm_translate_lock:
            if tag.name in names:
                fail("npm.npm_translate_lock: name {} is used by module {} and by module {}".format(repr(tag.name), names[tag.name], module.name))
            names[tag.name] = module.name
            _translate_lock(module_ctx, tag)

    # Of the same files on the same platform, which `tk` relies on to skip Bazel.
    return module_ctx.extension_metadata(reproducible = True)

npm = module_extension(
    implementation = _npm_impl,
    arch_dependent = True,
    doc = "Makes the repository of a pnpm-lock.yaml: `@npm//:defs.bzl` with npm_link_all_packages.",
    os_dependent = True,
    tag_classes = {
        "npm_translate_lock": tag_class(
            attrs = {
                "name": attr.string(default = "npm", doc = "Name of the repository."),
                "npmrc": attr.label(doc = "The project's .npmrc, for its registries."),
                "pnpm_lock": attr.label(mandatory = True, doc = "The pnpm-lock.yaml, of lockfileVersion 9."),
                "verify_node_modules_ignored": attr.label(doc = "The .bazelignore, to check that it lists every node_modules."),
            },
            doc = "Reads a pnpm-lock.yaml.",
        ),
    },
)

def _pnpm_impl(_module_ctx):
    # Building needs no pnpm: the lock is read by the rules themselves.
    pass

pnpm = module_extension(
    implementation = _pnpm_impl,
    doc = "Accepted as in the public module; makes nothing.",
    tag_classes = {
        "pnpm": tag_class(
            attrs = {
                "name": attr.string(default = "pnpm", doc = "Name of the repository in the public module."),
                "pnpm_version": attr.string(doc = "Version of pnpm."),
                "pnpm_version_from": attr.label(doc = "package.json whose packageManager has the version."),
            },
            doc = "Chooses a pnpm.",
        ),
    },
)
