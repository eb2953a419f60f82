"""What each package of this repository has of the generators: its README, and what it says of itself.

    load("//tools/gen:defs.bzl", "package_readme")

    package_readme()

at the end of a BUILD file, below all of its tests.
"""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules/generate:defs.bzl", "generated_file")

# What says what a package is. tests/ and private/ are packages of their own, or of no interest to whoever uses it.
_SOURCES = [
    "*.bzl",
    "BUILD.bazel",
    "Cargo.toml",
    "package.json",
    "src/lib.rs",
    "src/main.rs",
]

# Programs and libraries that bear the package's name.
_MAIN = {
    "js_binary": "the program",
    "rust_binary": "the program",
    "rust_library": "the library",
    "rust_shared_library": "the library",
}

def package_readme(name = "readme", check = None, data = []):
    """Declares the README of a package, and `<name>.about`: files that say what the package is.

    Of the README, what stands between its lines "by hand" stays. Tests that come later in the BUILD file are not seen.

    Args:
        name: the target that updates the README.
        check: what the package's target `check` does; None where there is no such target.
        data: further files that the README is made of.
    """
    folder = native.package_name()
    rules = native.existing_rules()
    tests = sorted([rule for rule, attributes in rules.items() if attributes["kind"].endswith("_test")])
    main = rules.get(folder.rpartition("/")[2])
    write_file(
        name = name + ".targets",
        out = name + ".about.json",
        content = [json.encode({
            "check": check,
            "main": main and _MAIN.get(main["kind"], "the target of that name"),
            "manual": [test for test in tests if "manual" in rules[test]["tags"]],
            "tests": [test for test in tests if "manual" not in rules[test]["tags"]],
        })],
        tags = ["manual"],
        visibility = ["//visibility:private"],
    )
    native.filegroup(
        name = name + ".about",
        srcs = native.glob(_SOURCES, allow_empty = True) + [name + ".targets"],
        visibility = ["//:__subpackages__"],
    )
    committed = native.glob(["README.md"], allow_empty = True)
    labels = [name + ".about"] + data + committed
    generated_file(
        name = name,
        src = "README.md",
        args = [
            "--folder",
            folder,
            "--out",
            "{out}",
        ] + ["$(execpaths {})".format(label) for label in labels],
        data = labels,
        generator = "//tools/gen:readme",
    )

def agents_page(name, data, srcs = ["AGENTS.md"]):
    """Declares AGENTS.md of a folder. What stands between its lines "by hand" stays.

    Args:
        name: the target that updates it.
        data: what the page is made of.
        srcs: all files that are made.
    """
    labels = data + ["BUILD.bazel"] + native.glob(["AGENTS.md"], allow_empty = True)
    generated_file(
        name = name,
        srcs = srcs,
        args = [
            "--folder=" + native.package_name(),
            "--out={out_dir}",
        ] + ["$(execpaths {})".format(label) for label in labels],
        data = labels,
        generator = "//tools/gen:agents",
    )
