"""Bills of materials: of an app with an npm package, a page and crates, and declared wrongly."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/electron:defs.bzl", "electron_asar", "electron_package", "electron_sbom")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":fixtures.bzl", "PACKAGER")
load(":output_group.bzl", "output_group")

_CYCLONEDX = [
    "//:node_modules/@cyclonedx/cyclonedx-library",
    "//:node_modules/@electron/asar",
    "//:node_modules/js-yaml",
]

def _package(name, asar, **kwargs):
    electron_package(
        name = name,
        testonly = True,
        app_id = "org.example.told",
        asar = asar,
        electron_archive = ":archive_linux-x64",
        node_modules = PACKAGER,
        platform = "linux-x64",
        tags = ["manual"],
        **kwargs
    )

def _targets(name):
    _package(name + "_package", ":layout_told_asar")
    electron_sbom(
        name = name + "_sbom",
        testonly = True,
        bundled = ["//:node_modules/svelte"],
        cargo_lock = "//:Cargo.lock",
        node_modules = _CYCLONEDX,
        out = "told.cdx.json",
        package = ":{}_package".format(name),
        pnpm_lock = "//:pnpm-lock.yaml",
    )

def _crates_test_impl(ctx):
    env = analysistest.begin(ctx)
    [write] = [action for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    crates = {crate["name"]: crate for crate in json.decode(write.content)["crates"]}
    asserts.equals(env, True, crates["prost"]["registry"], "prost is in the module, through bep")
    asserts.true(env, crates["prost"]["version"].startswith("0."))
    asserts.equals(env, False, crates["bep"]["registry"], "bep is of the workspace")
    asserts.true(env, "tachikoma" in crates, "what lies beside the app counts too")
    for name in ["napi-derive", "napi_derive", "napi-build", "syn"]:
        asserts.false(env, name in crates, name + " only runs while others are compiled")
    return analysistest.end(env)

_crates_test = analysistest.make(_crates_test_impl)

def _crates(name):
    """Only analysed: no crate is compiled for it."""
    electron_asar(
        name = name + "_native_asar",
        testonly = True,
        main = ":main",
        native = ["//crates/tachikoma-native:pkg"],
        node_modules = ["//:node_modules/@electron/asar"],
        out = name + "_native.asar",
        package_json = "app/package.json",
        renderer = ":renderer",
        tags = ["manual"],
    )
    _package(
        name + "_native_package",
        ":{}_native_asar".format(name),
        extra_resources = {"//crates/tachikoma": ""},
    )
    electron_sbom(
        name = name + "_native_sbom",
        testonly = True,
        node_modules = _CYCLONEDX[:2],
        package = ":{}_native_package".format(name),
        tags = ["manual"],
    )
    _crates_test(
        name = name + "_crates",
        size = "small",
        target_under_test = ":{}_native_sbom".format(name),
    )

def _failures(name):
    sbom = {
        "node_modules": _CYCLONEDX,
        "package": ":package_linux-x64",
    }
    return [
        expect_failure(
            name + "_missing_tool",
            electron_sbom,
            ["\"node_modules\" lacks js-yaml; add \"//:node_modules/js-yaml\""],
            **(sbom | {"node_modules": _CYCLONEDX[:2], "pnpm_lock": "//:pnpm-lock.yaml"})
        ),
        expect_failure(
            name + "_bundled",
            electron_sbom,
            ["\"bundled\" has", "tests:main, which is no npm package; name those that are part of the page"],
            **(sbom | {"bundled": [":main"]})
        ),
    ]

def sbom_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets(name)
    _crates(name)
    native.filegroup(
        name = name + "_spec",
        testonly = True,
        srcs = [":{}_sbom".format(name)],
        output_group = "spec",
    )
    staged_test(
        name = name + "_script",
        size = "small",
        srcs = [
            "sbom.test.mjs",
            "told/package.json",
            "//rules/electron/private:sbom_scripts",
        ],
        data = [
            ":layout_told_asar",
            ":{}_sbom".format(name),
        ],
        entry = native.package_name() + "/sbom.test.mjs",
        node_modules = _CYCLONEDX + [
            "//:node_modules/ajv",
            "//:node_modules/ajv-formats",
            "//:node_modules/ajv-formats-draft2019",
            "//:node_modules/svelte",
        ],
        place = {
            "//:Cargo.lock": "Cargo.lock",
            "//:pnpm-lock.yaml": "pnpm-lock.yaml",
            ":layout_told_facts": "facts.json",
            ":{}_spec".format(name): "built.json",
        },
    )
    output_group("layout_told_facts", ":layout_told", "facts")
    native.test_suite(
        name = name,
        tests = [":{}_{}".format(name, test) for test in [
            "crates",
            "script",
        ]] + _failures(name),
    )
