# shellcheck shell=bash
# A small workspace with each kind of thing that a change can be in. Sourced by tools/ci/affected.

make_workspace() {
  rules_and_modules
  mkdir -p lib app tests tc vendored/src
  for number in 1 2 3 4 5 6; do
    echo "lib $number" >"lib/l$number.txt"
    echo "app $number" >"app/a$number.txt"
  done
  for number in 1 2 3; do echo "part $number" >"lib/part$number.inc"; done
  cat >lib/BUILD.bazel <<'END'
load("//:rules.bzl", "concat")

package(default_visibility = [":users"])

package_group(name = "users", packages = ["//..."])

[concat(name = "l%d" % n, srcs = ["l%d.txt" % n], deps = [":l%d" % (n - 1)] if n in [2, 3] else []) for n in range(1, 7)]

concat(name = "parts", srcs = glob(["*.inc"]))

filegroup(name = "both", srcs = [":l5", "l6.txt"])

alias(name = "current", actual = ":l1")

config_setting(name = "fast", define_values = {"speed": "fast"})

concat(name = "chosen", srcs = select({":fast": ["l1.txt"], "//conditions:default": ["l4.txt"]}))
END
  cat >app/BUILD.bazel <<'END'
load("//:rules.bzl", "concat", "counted")
load("//:macro.bzl", "greeting")

package(default_visibility = ["//visibility:public"])

concat(name = "a1", srcs = ["a1.txt"], deps = ["//lib:current"])

concat(name = "a2", srcs = ["a2.txt"], deps = ["//lib:both"])

concat(name = "a3", srcs = ["a3.txt"], deps = ["//lib:chosen", "//lib:parts"])

concat(name = "serde", srcs = ["a4.txt", "@serde//:content"])

concat(name = "regex", srcs = ["a5.txt", "@regex//:content"])

concat(name = "svelte", srcs = ["@svelte//:content"])

concat(name = "vite", srcs = ["@vite//:content"], deps = [":svelte"])

concat(name = "vendor", srcs = ["@vendored//:files"])

greeting(name = "hello")

counted(name = "counted", deps = [":a1", "//lib:l6"])

genrule(name = "gen", srcs = ["a6.txt"], outs = ["gen.txt"], cmd = "cat $< > $@")

concat(name = "of_gen", srcs = ["gen.txt"])
END
  cat >tests/BUILD.bazel <<'END'
load("//:rules.bzl", "says_test")

says_test(name = "a1_test", data = ["//app:a1"])

says_test(name = "a3_test", data = ["//app:a3"])

says_test(name = "alone_test")

test_suite(name = "all_tests")
END
  cat >tc/BUILD.bazel <<'END'
load(":tc.bzl", "words")

toolchain_type(name = "type", visibility = ["//visibility:public"])

words(name = "words", word = "one", visibility = ["//visibility:public"])

toolchain(name = "toolchain", toolchain = ":words", toolchain_type = ":type")
END
  cat >tc/tc.bzl <<'END'
"""A toolchain that is a word."""

def _words_impl(ctx):
    return [platform_common.ToolchainInfo(word = ctx.attr.word)]

words = rule(implementation = _words_impl, attrs = {"word": attr.string()})
END
}

rules_and_modules() {
  mkdir -p vendored
  printf 'bazel-*\n.tk\n' >.gitignore
  printf '7.7.1\n' >.bazelversion
  printf 'build --incompatible_strict_action_env\ntest --test_output=errors\n' >.bazelrc
  cat >MODULE.bazel <<'END'
module(name = "small")

bazel_dep(name = "vendored", version = "1.0")
local_path_override(module_name = "vendored", path = "vendored")

register_toolchains("//tc:toolchain")

locked = use_extension("//:locked.bzl", "locked")
locked.file(lock = "//:Cargo.lock", suffix = "")
locked.file(lock = "//:pnpm-lock.yaml", suffix = "")
use_repo(locked, "serde", "regex", "svelte", "vite")
END
  printf '# a lock\nserde 1.0.1\nregex 1.9.0\n' >Cargo.lock
  printf '# a lock\nsvelte 5.1.0\nvite 8.0.1\n' >pnpm-lock.yaml
  touch BUILD.bazel
  cat >locked.bzl <<'END'
"""A repository for each package that a lock file names, as the extensions of crates and npm packages make them."""

def _package_impl(rctx):
    rctx.file("content", rctx.attr.version + "\n")
    rctx.file("BUILD.bazel", "exports_files([\"content\"])\n")

_package = repository_rule(implementation = _package_impl, attrs = {"version": attr.string()})

def _locked_impl(mctx):
    for module in mctx.modules:
        for tag in module.tags.file:
            for line in mctx.read(tag.lock).split("\n"):
                if line and not line.startswith("#"):
                    name, version = line.split(" ")
                    _package(name = name, version = version + tag.suffix)

locked = module_extension(
    implementation = _locked_impl,
    tag_classes = {"file": tag_class(attrs = {"lock": attr.label(), "suffix": attr.string()})},
)
END
  cat >vendored/MODULE.bazel <<'END'
module(name = "vendored", version = "1.0")
END
  cat >vendored/BUILD.bazel <<'END'
filegroup(name = "files", srcs = glob(["src/**"]), visibility = ["//visibility:public"])
END
  mkdir -p vendored/src && echo vendored >vendored/src/one.txt
  echo vendored >.bazelignore
  cat >macro.bzl <<'END'
"""A macro."""

WORD = "hello"

def greeting(name):
    native.genrule(name = name, outs = [name + ".txt"], cmd = "echo %s > $@" % WORD)
END
  cat >rules.bzl <<'END'
"""Rules: a file of others, an aspect with the rule that asks for it, a test."""

def _concat_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".out")
    word = ctx.toolchains["//tc:type"].word
    inputs = ctx.files.srcs + ctx.files.deps
    ctx.actions.run_shell(
        outputs = [out],
        inputs = inputs,
        arguments = [out.path, word, ctx.attr.extra] + [f.path for f in inputs],
        command = "out=$1; shift; echo \"$1 $2 $ADDED\" > $out; shift 2; [ $# = 0 ] || cat \"$@\" >> $out",
        mnemonic = "Concat",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([out]))]

concat = rule(
    implementation = _concat_impl,
    attrs = {
        "deps": attr.label_list(),
        "extra": attr.string(),
        "srcs": attr.label_list(allow_files = True),
    },
    toolchains = ["//tc:type"],
)

Counts = provider("What the aspect made.", fields = ["files"])

def _count_impl(target, ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".count")
    files = target[DefaultInfo].files
    ctx.actions.run_shell(
        outputs = [out],
        inputs = files,
        arguments = [out.path] + [f.path for f in files.to_list()],
        command = "out=$1; shift; cat \"$@\" | wc -c > $out",
        mnemonic = "Count",
    )
    return [Counts(files = depset([out]))]

count = aspect(implementation = _count_impl)

def _counted_impl(ctx):
    return [DefaultInfo(files = depset(transitive = [dep[Counts].files for dep in ctx.attr.deps]))]

counted = rule(implementation = _counted_impl, attrs = {"deps": attr.label_list(aspects = [count])})

def _says_test_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, "#!/bin/sh\nexit 0\n", is_executable = True)
    return [DefaultInfo(executable = script, runfiles = ctx.runfiles(files = ctx.files.data))]

says_test = rule(
    implementation = _says_test_impl,
    attrs = {"data": attr.label_list(allow_files = True)},
    test = True,
)
END
}
