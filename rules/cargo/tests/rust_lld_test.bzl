"""Where the linker comes from: from the toolchain's own folder, else from one that is made of its program."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/cargo/private:rust_lld.bzl", "rust_lld")

_TOOLCHAIN = "@rules_rust//rust:toolchain_type"
_BIN = "lib/rustlib/x86_64-unknown-linux-gnu/bin/"

def _fake_toolchain_impl(ctx):
    files = []
    for path in ctx.attr.paths:
        file = ctx.actions.declare_file("{}/{}".format(ctx.label.name, path))
        ctx.actions.write(file, "")
        files.append(file)
    return [platform_common.ToolchainInfo(
        all_files = depset(files),
        sysroot = "{}/{}/{}/sysroot".format(ctx.bin_dir.path, ctx.label.package, ctx.label.name),
    )]

_fake_toolchain = rule(
    implementation = _fake_toolchain_impl,
    attrs = {"paths": attr.string_list(doc = "The toolchain's files, below a folder of its own.")},
)

# Toolchains by what they bring.
_TOOLCHAINS = {
    "folder": ["sysroot/bin/rustc", "sysroot/{}rust-lld".format(_BIN), "sysroot/{}gcc-ld/ld.lld".format(_BIN)],
    "foreign_folder": ["elsewhere/gcc-ld/ld.lld", "sysroot/{}rust-lld".format(_BIN)],
    "nothing": ["sysroot/bin/rustc"],
    "program": ["sysroot/bin/rustc", "sysroot/{}rust-lld".format(_BIN)],
}

def _toolchain(name):
    return str(Label("//rules/cargo/tests:rust_lld_{}_toolchain".format(name)))

def _folder(env):
    return analysistest.target_under_test(env)[platform_common.TemplateVariableInfo].variables["RUST_LLD_FOLDER"]

def _own_folder_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, [], target[DefaultInfo].files.to_list(), "nothing that would be compile_data")
    asserts.equals(env, [], [action.mnemonic for action in analysistest.target_actions(env)], "nothing is made")
    asserts.true(env, _folder(env).endswith("rust_lld_folder/sysroot/{}gcc-ld".format(_BIN)), _folder(env))
    return analysistest.end(env)

def _made_folder_impl(ctx):
    env = analysistest.begin(ctx)
    files = analysistest.target_under_test(env)[DefaultInfo].files.to_list()
    asserts.equals(env, ["ld.lld"], [file.basename for file in files], "the program by the name that compilers look for")
    asserts.equals(env, [files[0].dirname], [_folder(env)], "in the folder that is named")
    asserts.equals(env, ["ExecutableSymlink"], [action.mnemonic for action in analysistest.target_actions(env)], "a link")
    return analysistest.end(env)

def _no_linker_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "has no rust-lld: build with --//rules/cargo:linker=system")
    return analysistest.end(env)

def _test(implementation, toolchain, expect_failure = False):
    return analysistest.make(
        implementation,
        config_settings = {"//command_line_option:extra_toolchains": [_toolchain(toolchain)]},
        expect_failure = expect_failure,
    )

_own_folder_test = _test(_own_folder_impl, "folder")
_foreign_folder_test = _test(_made_folder_impl, "foreign_folder")
_made_folder_test = _test(_made_folder_impl, "program")
_no_linker_test = _test(_no_linker_impl, "nothing", expect_failure = True)

def rust_lld_test_suite(name):
    """Declares the tests of rust_lld.

    Args:
        name: prefix of the tests and name of their suite.
    """
    for kind, paths in _TOOLCHAINS.items():
        _fake_toolchain(
            name = "{}_{}".format(name, kind),
            paths = paths,
            tags = ["manual"],
        )
        native.toolchain(
            name = "{}_{}_toolchain".format(name, kind),
            toolchain = ":{}_{}".format(name, kind),
            toolchain_type = _TOOLCHAIN,
        )
    rust_lld(
        name = name + "_found",
        setting = "//rules/cargo:linker",
        tags = ["manual"],
    )
    tests = {
        "foreign_folder": _foreign_folder_test,
        "made_folder": _made_folder_test,
        "no_linker": _no_linker_test,
        "own_folder": _own_folder_test,
    }
    for kind, test in tests.items():
        test(
            name = "{}_{}_test".format(name, kind),
            size = "small",
            target_under_test = ":{}_found".format(name),
        )
    native.test_suite(
        name = name,
        tests = [":{}_{}_test".format(name, kind) for kind in tests],
    )
