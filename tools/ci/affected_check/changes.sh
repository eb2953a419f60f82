# shellcheck shell=bash disable=SC2016,SC2034 # the texts are of other languages, and "said" is read by tools/ci/affected
# The changes that are made to the small workspace. Sourced by tools/ci/affected.

# replace FILE BEFORE AFTER: in all lines, which must be there.
replace() {
  grep -qF -- "$2" "$1" || return 1
  # By the environment: awk reads escapes in what -v gives it.
  before=$2 after=$3 awk 'BEGIN { before = ENVIRON["before"]; after = ENVIRON["after"] } {
    line = ""
    while ((at = index($0, before)) > 0) {
      line = line substr($0, 1, at - 1) after
      $0 = substr($0, at + length(before))
    }
    print line $0
  }' "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
}

# change NUMBER: makes it, and says in $said what it is.
change() {
  case $1 in
    1) said="a source"; echo more >>lib/l1.txt ;;
    2) said="a source of another's source"; echo more >>lib/l3.txt ;;
    3) said="a source behind a filegroup"; echo more >>lib/l6.txt ;;
    4) said="a source of a chain through aliases"; echo more >>lib/l1.txt && echo more >>app/a1.txt ;;
    5) said="a source that is generated from"; echo more >>app/a6.txt ;;
    6) said="a source behind a filegroup's rule"; echo more >>lib/l5.txt ;;
    7) said="a file that can be run"; chmod 755 app/a2.txt ;;
    8) said="a file that nothing reads"; echo text >README.md ;;
    9) said="a deleted file of a glob"; rm lib/part2.inc ;;
    10) said="two deleted files of a glob"; rm lib/part1.inc lib/part3.inc ;;
    11) said="a deleted file and its target"; rm app/a5.txt && replace app/BUILD.bazel '"a5.txt", ' '' ;;
    12) said="a deleted target"; replace app/BUILD.bazel 'greeting(name = "hello")' '' ;;
    13) said="a renamed file of a glob"; git mv lib/part1.inc lib/part9.inc ;;
    14) said="a renamed source"; git mv app/a2.txt app/b2.txt && replace app/BUILD.bazel a2.txt b2.txt ;;
    15) said="a renamed target"; replace app/BUILD.bazel '"of_gen"' '"from_gen"' ;;
    16) said="a renamed file to another glob"; git mv lib/part3.inc lib/part3.txt ;;
    17) said="an untracked file of a glob"; echo new >lib/new.inc ;;
    18) said="an untracked file of no glob"; echo new >lib/new.txt ;;
    19) said="an untracked package"; mkdir new && echo 'genrule(name = "new", outs = ["n"], cmd = "touch $@")' >new/BUILD.bazel ;;
    20) said="a committed change"; echo more >>lib/l2.txt && git checkout -q --detach && git commit -qam change ;;
    21) said="a comment in a BUILD file"; echo '# comment' >>lib/BUILD.bazel ;;
    22) said="an attribute"; replace app/BUILD.bazel 'concat(name = "vite"' 'concat(extra = "x", name = "vite"' ;;
    23) said="a command"; replace app/BUILD.bazel 'cmd = "cat $<' 'cmd = "cat $< $<' ;;
    24) said="a new edge"; replace app/BUILD.bazel 'name = "of_gen", srcs' 'name = "of_gen", deps = ["//lib:l4"], srcs' ;;
    25) said="a new target"; echo 'concat(name = "l7", srcs = ["l1.txt"])' >>lib/BUILD.bazel ;;
    26) said="a comment in Starlark"; echo '# comment' >>rules.bzl ;;
    27) said="the command of a rule"; replace rules.bzl 'cat \"$@\" >> $out' 'cat \"$@\" /dev/null >> $out' ;;
    28) said="a macro's constant"; replace macro.bzl '"hello"' '"good day"' ;;
    29) said="the script of a test rule"; replace rules.bzl 'exit 0' 'echo; exit 0' ;;
    30) said="an aspect's command"; replace rules.bzl 'wc -c' 'wc -l' ;;
    31) said="a new attribute with a default"; replace rules.bzl '"extra": attr.string(),' '"extra": attr.string(), "other": attr.int(),' ;;
    32) said="a toolchain's attribute"; replace tc/BUILD.bazel '"one"' '"two"' ;;
    33) said="a toolchain's rule"; replace tc/tc.bzl 'word = ctx.attr.word' 'word = ctx.attr.word + "s"' ;;
    34) said="another toolchain"; replace MODULE.bazel tc:toolchain tc:other && cat >>tc/BUILD.bazel <<<'words(name = "others", word = "other")
toolchain(name = "other", toolchain = ":others", toolchain_type = ":type")' ;;
    35) said="a comment in MODULE.bazel"; echo '# comment' >>MODULE.bazel ;;
    36) said="a tag of an extension"; replace MODULE.bazel 'pnpm-lock.yaml", suffix = ""' 'pnpm-lock.yaml", suffix = "-rc"' ;;
    37) said="another version of a module"; replace MODULE.bazel '"1.0"' '"2.0"' && replace vendored/MODULE.bazel '"1.0"' '"2.0"' ;;
    38) said="a file of a module"; echo more >>vendored/src/one.txt ;;
    39) said="a new file of a module"; echo more >vendored/src/two.txt ;;
    40) said="an extension's comment"; echo '# comment' >>locked.bzl ;;
    41) said="a define in .bazelrc"; echo 'build --define=speed=fast' >>.bazelrc ;;
    42) said="a variable in .bazelrc"; echo 'build --action_env=ADDED=1' >>.bazelrc ;;
    43) said="an option for the display in .bazelrc"; echo 'build --show_timestamps' >>.bazelrc ;;
    44) said="a variable of tests in .bazelrc"; echo 'test --test_env=ADDED=1' >>.bazelrc ;;
    45) said="a comment in .bazelversion"; echo '# pinned' >>.bazelversion ;;
    46) said="a line feed in .bazelversion"; echo >>.bazelversion ;;
    47) said="a wider package_group"; replace lib/BUILD.bazel '["//..."]' '["//...", "public"]' ;;
    48) said="a package_group by names"; replace lib/BUILD.bazel '["//..."]' '["//app", "//lib", "//tests"]' ;;
    49) said="a package_group of another"; echo 'package_group(name = "more", includes = [":users"])' >>lib/BUILD.bazel ;;
    50) said="an alias to another target"; replace lib/BUILD.bazel 'actual = ":l1"' 'actual = ":l4"' ;;
    51) said="an alias of an alias"; echo 'alias(name = "other", actual = ":current")' >>lib/BUILD.bazel && replace app/BUILD.bazel //lib:current //lib:other ;;
    52) said="an alias to what it leads to, instead of it"; replace app/BUILD.bazel //lib:current //lib:l1 ;;
    53) said="a branch of a select that is taken"; replace lib/BUILD.bazel '["l4.txt"]' '["l2.txt"]' ;;
    54) said="a branch of a select that is not taken"; replace lib/BUILD.bazel '{":fast": ["l1.txt"]' '{":fast": ["l2.txt"]' ;;
    55) said="the condition of a select"; replace lib/BUILD.bazel '{"speed": "fast"}' '{"compilation": "none"}' ;;
    56) said="one crate"; replace Cargo.lock 'serde 1.0.1' 'serde 1.0.2' ;;
    57) said="another crate, and the order"; printf 'regex 1.9.1\nserde 1.0.1\n' >Cargo.lock ;;
    58) said="a comment in Cargo.lock"; echo '# comment' >>Cargo.lock ;;
    59) said="one npm package"; replace pnpm-lock.yaml 'vite 8.0.1' 'vite 8.0.2' ;;
    60) said="an npm package with a user"; replace pnpm-lock.yaml 'svelte 5.1.0' 'svelte 5.1.1' ;;
    *) return 1 ;;
  esac
}
