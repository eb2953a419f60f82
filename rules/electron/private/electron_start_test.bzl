"""electron_start_test: an app starts, and has what it asks for.

    load("@tachikoma//rules/electron:defs.bzl", "electron_start_test")

    electron_start_test(
        name = "start_test",
        asar = ":asar",
    )
"""

load("//rules/js:defs.bzl", "helper_attributes", "staged_test")
load(":start_check.bzl", "start_check_labels")

visibility(["//rules/electron/..."])

def electron_start_test(name, asar, node_modules = "//:node_modules", size = "small", tags = [], **kwargs):
    """A test that starts a packed app in plain Node.js with a stub of Electron, and follows what it asks for.

    It is what every build of an electron_asar does, as a test: for an app whose electron_asar has `start_check = False`,
    or to have it counted. Its log lists what the app asked for.

    Args:
        name: the test's name.
        asar: the app: an electron_asar.
        node_modules: where the npm package @electron/asar is linked.
        size: the test's size.
        tags: tags of the test.
        **kwargs: common attributes of tests (timeout, visibility, ...).
    """
    archive = name + ".asar"
    native.filegroup(
        name = archive,
        testonly = True,
        srcs = [asar],
        output_group = "asar",
        tags = tags if "manual" in tags else tags + ["manual"],
        visibility = ["//visibility:private"],
        **helper_attributes(kwargs, has_actions = False)
    )
    scripts = start_check_labels(native.package_relative_label(node_modules).package)
    staged_test(
        name = name,
        size = size,
        args = [
            "$(rootpath :{})".format(archive),
            str(native.package_relative_label(asar)).removeprefix("@@"),
        ],
        data = [
            asar,
            ":" + archive,
        ],
        entry = scripts.entry,
        node_modules = [node_modules + "/@electron/asar"],
        place = scripts.place,
        tags = tags,
        **kwargs
    )
