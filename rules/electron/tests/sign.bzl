"""Signing: with a program that stands for one that signs, and declared wrongly."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("@bazel_skylib//rules:common_settings.bzl", "string_flag")
load("@rules_shell//shell:sh_binary.bzl", "sh_binary")
load("//rules/electron:defs.bzl", "electron_notarize", "electron_sign", "electron_update_info")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":output_group.bzl", "output_group")

_ZIPS = [
    "//:node_modules/yauzl",
    "//:node_modules/yazl",
]

_SIGN = {
    "args": ["write", "{identity}", "{file}", "{out}"],
    "artifact": ":package_win32-x64",
    "node_modules": _ZIPS,
    "tool": ":fake_signer",
}

def _darwin_targets():
    bundle = {
        "data": {"app/entitlements.plist": "entitlements"},
        "identity": ":signer",
        "node_modules": _ZIPS,
        "tool": ":fake_signer",
    }
    electron_sign(
        name = "signed_darwin-arm64",
        testonly = True,
        args = ["sign", "{identity}", "{entitlements}", "{file}"],
        artifact = ":package_darwin-arm64",
        strict = True,
        verify_args = ["verify", "{file}"],
        **bundle
    )
    electron_notarize(
        name = "notarized_darwin-arm64",
        testonly = True,
        args = ["staple", "{identity}", "{entitlements}", "{file}"],
        artifact = ":signed_darwin-arm64",
        out = "demo-arm64-mac.zip",
        requires_network = True,
        **bundle
    )
    electron_update_info(
        name = "signed_update_info",
        testonly = True,
        artifacts = [":notarized_darwin-arm64"],
        channel = "signed",
        node_modules = ["//:node_modules/@electron/asar"],
        release_date = "2026-11-30",
    )

def _targets():
    sh_binary(
        name = "fake_signer",
        testonly = True,
        srcs = ["fake_signer.sh"],
        data = ["fake_signer.txt"],
    )
    string_flag(
        name = "signer",
        build_setting_default = "Example Ltd",
    )
    _darwin_targets()
    electron_sign(
        name = "signed_win32-x64",
        testonly = True,
        files = ["demo.*"],
        identity = ":signer",
        verify_args = ["verify", "{file}"],
        **_SIGN
    )
    electron_sign(name = "unsigned_win32-x64", testonly = True, **_SIGN)
    electron_sign(
        name = "signed_deb",
        testonly = True,
        args = ["write", "{identity}", "{file}", "{out}"],
        artifact = ":deb_linux-x64",
        identity = ":signer",
        tool = ":fake_signer",
    )

_IDENTITY = str(Label("//rules/electron:signing_identity"))
_REQUIRED = str(Label("//rules/electron:signing_required"))

def _setting_test_impl(ctx):
    env = analysistest.begin(ctx)
    [write] = [action for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    asserts.equals(env, "Somebody", json.decode(write.content)["identity"])
    return analysistest.end(env)

_setting_test = analysistest.make(_setting_test_impl, config_settings = {_IDENTITY: "Somebody"})

def _required_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "it cannot be signed, because there is no identity; set --//rules/electron:signing_identity, or build without --//rules/electron:signing_required")
    return analysistest.end(env)

_required_test = analysistest.make(_required_test_impl, config_settings = {_REQUIRED: True}, expect_failure = True)

def _identity_failures(name):
    return [
        expect_failure(
            name + "_strict",
            electron_sign,
            ["it cannot be signed, because there is no identity; set --//rules/electron:signing_identity, or build without \"strict\""],
            **(_SIGN | {"strict": True})
        ),
        expect_failure(
            name + "_strict_notary",
            electron_notarize,
            ["it cannot be notarized, because there is no identity; set --//rules/electron:notary_identity, or build without \"strict\""],
            **(_SIGN | {"artifact": ":package_darwin-arm64", "strict": True})
        ),
        expect_failure(
            name + "_notary_of_another_system",
            electron_notarize,
            ["\"artifact\"", "package_win32-x64) is for win32-x64; only apps for darwin are notarized"],
            **_SIGN
        ),
        expect_failure(
            name + "_missing_tool",
            electron_sign,
            ["\"node_modules\" lacks yazl; add \"//:node_modules/yazl\""],
            **(_SIGN | {"node_modules": _ZIPS[:1]})
        ),
    ]

def _file_failures(name):
    return [
        expect_failure(
            name + "_placeholder",
            electron_sign,
            ["\"args\" has {entitlements}, which means nothing; use {file}, {identity}, {out}"],
            **(_SIGN | {"args": ["{entitlements}"]})
        ),
        expect_failure(
            name + "_own_word",
            electron_sign,
            ["\"data\" calls", "app/entitlements.plist \"out\"; use a word that is none of file, identity, out"],
            **(_SIGN | {"data": {"app/entitlements.plist": "out"}})
        ),
        expect_failure(
            name + "_data_of_two",
            electron_sign,
            ["\"data\" has", "two_scripts, which is 2 files; use a target of one file"],
            **(_SIGN | {"data": {":two_scripts": "scripts"}})
        ),
        expect_failure(
            name + "_files_of_a_file",
            electron_sign,
            ["\"files\" chooses among those in a zip, but \"artifact\" is demo_linux-x64.deb; leave it out"],
            **(_SIGN | {"artifact": ":deb_linux-x64", "files": ["*"]})
        ),
        expect_failure(
            name + "_no_files",
            electron_sign,
            ["\"files\" is empty, and no rule says what is signed in a zip for linux-x64; name the files"],
            **(_SIGN | {"artifact": ":package_linux-x64"})
        ),
    ]

def _osslsigncode_test(spec):
    """With a program that does sign. Manual: TK_PACKAGERS names the folder where it is, .ci/run does."""
    staged_test(
        name = "osslsigncode_test",
        size = "small",
        srcs = [
            "osslsigncode.test.mjs",
            "read_zip.mjs",
            "//rules/electron/private:sign_scripts",
        ],
        entry = native.package_name() + "/osslsigncode.test.mjs",
        node_modules = _ZIPS,
        place = {
            spec: "built.json",
            ":package_win32-x64": "win32.zip",
        },
        tags = ["manual"],
    )

def sign_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets()
    output_group(name + "_spec", ":signed_win32-x64", "spec")
    staged_test(
        name = name + "_script",
        size = "small",
        srcs = [
            "app/entitlements.plist",
            "read_zip.mjs",
            "sign.test.mjs",
            "//rules/electron/private:sign_scripts",
        ],
        data = [":signed_update_info"],
        entry = native.package_name() + "/sign.test.mjs",
        node_modules = _ZIPS,
        place = {
            ":{}_spec".format(name): "built.json",
            ":deb_linux-x64": "demo.deb",
            ":notarized_darwin-arm64": "notarized.zip",
            ":package_darwin-arm64": "darwin.zip",
            ":package_win32-x64": "win32.zip",
            ":signed_deb": "signed.deb",
            ":signed_win32-x64": "signed.zip",
            ":unsigned_win32-x64": "unsigned.zip",
        },
    )
    _osslsigncode_test(":{}_spec".format(name))
    _setting_test(
        name = name + "_setting",
        size = "small",
        target_under_test = ":unsigned_win32-x64",
    )
    _required_test(
        name = name + "_required",
        size = "small",
        target_under_test = ":unsigned_win32-x64",
    )
    native.test_suite(
        name = name,
        tests = [":{}_{}".format(name, test) for test in [
            "required",
            "script",
            "setting",
        ]] + _identity_failures(name) + _file_failures(name),
    )
