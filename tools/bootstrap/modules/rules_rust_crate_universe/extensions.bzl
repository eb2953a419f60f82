"""`crate`, the module extension of crate_universe, for a world without cargo-bazel.

    crate = use_extension("@rules_rust//crate_universe:extensions.bzl", "crate")
    crate.from_cargo(
        name = "crates",
        cargo_lockfile = "//:Cargo.lock",
        manifests = ["//:Cargo.toml", "//crates/app:Cargo.toml"],
        supported_platform_triples = ["x86_64-unknown-linux-gnu"],
    )
    use_repo(crate, "crates")

The extension only declares repositories, one that does all the work and one for each crate, which
shows its part; so a server that starts again need not repeat it. It offers the tags and attributes of crate_universe and
fails where one of them is not supported here.
"""

load("@bazel_features//:features.bzl", "bazel_features")
load("//crate_universe/offline:labels.bzl", "crate_repository_name")
load("//crate_universe/offline:lockfile.bzl", "parse_lockfile")
load("//crate_universe/offline:repository.bzl", "crate_repository", "crates_repository")
load("//crate_universe/offline:tags.bzl", "ANNOTATION_ATTRS", "FROM_CARGO_ATTRS", "FROM_SPECS_ATTRS", "SPEC_ATTRS", "annotation_values", "check_supported")
load("//rust:repositories.bzl", "DEFAULT_TOOLCHAIN_TRIPLES")
load("//rust/platform:triple.bzl", "get_host_triple")

def _toolchain_label(host_triple, path):
    """Names a file of the stable toolchain that the `rust` extension declares for the host.

    Its repositories are not among those that rules_rust's MODULE.bazel imports, but they have
    the same prefix as `rust_toolchains`, which is.
    """
    prefix, _, _ = str(Label("@rust_toolchains//:BUILD.bazel")).partition("rust_toolchains//")
    repository = "{}__{}__stable_tools".format(DEFAULT_TOOLCHAIN_TRIPLES[host_triple.str], host_triple.str)
    return "{}{}//:{}".format(prefix, repository, path)

def _annotations_of(module, tag):
    general = [] if tag.generate_build_scripts else [
        {"crate": "*", "version": "*", "values": {"gen_build_script": False}},
    ]
    return general + [
        {"crate": annotation.crate, "version": annotation.version, "values": annotation_values(annotation)}
        for annotation in module.tags.annotation
        if not annotation.repositories or tag.name in annotation.repositories
    ]

def _declare_crates(mctx, tag):
    """Declares the repository of each crate; what is wrong with Cargo.lock the crates repository says."""
    lockfile = mctx.path(tag.cargo_lockfile)
    mctx.watch(lockfile)
    if not lockfile.exists:
        fail("crate.from_cargo(name = '{}'): there is no {}: make it with `cargo generate-lockfile`, and commit it".format(tag.name, tag.cargo_lockfile))
    for package in parse_lockfile(mctx.read(tag.cargo_lockfile)).packages:
        if package.source:
            crate_repository(
                name = crate_repository_name(tag.name, package.name, package.version),
                crate = package.name,
                crates = "@{}//:BUILD.bazel".format(tag.name),
                version = package.version,
            )

def _crate_impl(mctx):
    names = {}
    host_triple = get_host_triple(mctx)
    extension = ".exe" if "windows" in host_triple.str else ""
    for module in mctx.modules:
        check_supported(module)
        for tag in module.tags.from_cargo:
            if tag.name in names:
                fail("crate.from_cargo: the name '{}' is used by the modules '{}' and '{}': give one of them another name".format(
                    tag.name,
                    names[tag.name],
                    module.name,
                ))
            names[tag.name] = module.name
            crates_repository(
                name = tag.name,
                annotations = json.encode(_annotations_of(module, tag)),
                cargo = _toolchain_label(host_triple, "bin/cargo" + extension),
                cargo_lockfile = tag.cargo_lockfile,
                manifests = tag.manifests,
                repository = tag.name,
                rustc = _toolchain_label(host_triple, "bin/rustc" + extension),
                supported_platform_triples = sorted(tag.supported_platform_triples),
            )
            _declare_crates(mctx, tag)
    if bazel_features.external_deps.extension_metadata_has_reproducible:
        return mctx.extension_metadata(reproducible = True)
    return mctx.extension_metadata()

crate = module_extension(
    doc = "Crates of a Cargo workspace as Bazel targets.",
    implementation = _crate_impl,
    tag_classes = {
        "annotation": tag_class(attrs = ANNOTATION_ATTRS, doc = "Says more of a crate than its manifest does."),
        "from_cargo": tag_class(attrs = FROM_CARGO_ATTRS, doc = "Makes a repository of the crates of a Cargo.lock."),
        "from_specs": tag_class(attrs = FROM_SPECS_ATTRS, doc = "Not supported here."),
        "spec": tag_class(attrs = SPEC_ATTRS, doc = "Not supported here."),
    },
    arch_dependent = True,
    os_dependent = True,
)
