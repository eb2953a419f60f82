#!/bin/sh
# A first run on a machine with nothing, and the runs after it.
. "$(dirname "$0")/harness.sh"

fresh_machine
tk build --production
expect_status 0 "a first run"
expect_text "$err" "no bazelisk or bazel on PATH" "the first run says why packages mode"
expect_text "$err" "download of Bazel and its packages" "the first run says what it downloads"
expect_text "$err" "trust store" "the first run says what it trusts"
expect_no_leftovers "a first run"
expect_equal "$(stat -c %a "$checkout/.tk")" 700 "what is remembered of the checkout is its owner's"
prefix=$(prefixes)
expect_equal "$(cat "$log/tk")" "packages|$checkout|$home/.cache/tachikoma|$prefix/bin/bazel|build --production" \
  "the Rust tk gets the settings and the arguments"
expect_equal "$(cat "$prefix/usr/share/bazel/bazel_classpath_debian_depends.txt")" "$prefix/usr/share/java/here.jar" \
  "the class path names the jars that are there, in the prefix"
expect_equal "$(readlink "$prefix/usr/share/java/link.jar")" "here.jar" "absolute links are made relative"

: >"$log/bazel"
: >"$log/apt-get"
tk "with space" 'and "quote"'
expect_status 0 "a second run"
expect_equal "$err" "" "a second run says nothing"
expect_equal "$(calls bazel)" 0 "a second run does not call Bazel"
expect_equal "$(calls apt-get)" 0 "a second run does not call apt"
expect_text "$(tail -n 1 "$log/tk")" 'with space and "quote"' "arguments arrive as they are"

expect_equal "$(cat "$log/built")" production "tk learns for which mode it was built"

# With other sources the tk that is there starts, and learns that it is older; Bazel is not called.
older_than() {
  : >"$log/bazel"
  tk x
  expect_status 0 "$1"
  expect_equal "$(calls bazel)" 0 "$1: no build before the command"
  expect_equal "$(cat "$log/built")" "" "$1: tk learns that it is older"
  sleep 0.02
  touch "$checkout/.tk/bin/tk.stamp"
}
for changed in crates/tk/src/main.rs crates/another crates/defs.bzl rules/cargo platforms MODULE.bazel Cargo.lock .bazelrc tools/bootstrap/rc.sh; do
  sleep 0.02
  touch "$checkout/$changed"
  older_than "a newer $changed"
done
sleep 0.02
echo "// older" >"$checkout/crates/tk/src/main.rs"
touch -d '2020-01-01' "$checkout/crates/tk/src/main.rs" "$checkout/crates/tk/src" "$checkout/crates/tk"
older_than "a source from an archive with old times"
sleep 0.02
rm "$checkout/crates/tk/src/main.rs"
older_than "a removed source"
tk x
expect_equal "$(cat "$log/built")" production "a renewed tk is not older"

# What the launcher and tk agree on has changed: the program is built before it is started.
echo 0 >"$checkout/.tk/bin/tk.stamp"
: >"$log/bazel"
tk x
expect_equal "$(calls bazel)" 1 "a tk that this launcher cannot start is built again"

# built_for MODE ARGUMENT...: the first command of a checkout is given with these arguments.
built_for() {
  mode=$1
  shift
  rm -f "$checkout/.tk/bin/tk"
  : >"$log/bazel"
  tk "$@"
  expect_text "$(cat "$log/bazel")" "--config=$mode" "tk is built for $mode before: $*"
}
built_for production build -p
built_for production build -kp rust-build
built_for production build --mode production
built_for production build --mode=production
built_for production verify
built_for development build
built_for development build -d
built_for development test
built_for development test --mode test -- -p
built_for development history
settings=TK_MODE=production
built_for production build
settings=

# Crates of the workspace have rustc's state on their command lines, as tk asks for them.
key=$(sed -n 1p "$checkout/.tk/rust-incremental.key")
built_for development build
expect_text "$(cat "$log/bazel")" "--rust_incremental=$key " "a first build has the key of the checkout"
expect_equal "$(sed -n 2p "$checkout/.tk/rust-incremental.key")" "$checkout" "the key names its checkout"
for settings in CI=true TK_INCREMENTAL=false; do
  built_for development build
  refuse_text "$(cat "$log/bazel")" "--rust_incremental" "no state with $settings"
done
settings=
built_for production build -p
refuse_text "$(cat "$log/bazel")" "--rust_incremental" "no state in production"

# What is edited while Bazel runs may not be in the result.
rm "$checkout/.tk/bin/tk"
echo "$checkout/crates/tk/src/late.rs" >"$log/edit-meanwhile"
tk x
rm "$log/edit-meanwhile"
tk x
expect_equal "$(cat "$log/built")" "" "after an edit during the build tk is older than its sources"

: >"$log/tk"
rm "$checkout/.tk/bin/tk"
touch "$log/build-fails"
tk x
expect_status 1 "a failing build of tk passes Bazel's exit code"
expect_text "$err" "ERROR: it does not compile" "a failing build shows Bazel's errors"
expect_equal "$(calls tk)" 0 "without a tk nothing runs"
tk doctor
expect_status 0 "doctor works when tk cannot be built"
tk bazel info
expect_status 0 "bazel works when tk cannot be built"
rm "$log/build-fails"
tk x
expect_status 0 "a repaired build runs"

finish
