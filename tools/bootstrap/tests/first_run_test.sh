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

for changed in crates/tk/src/main.rs crates/bep rules/cargo platforms MODULE.bazel Cargo.lock .bazelrc tools/bootstrap/rc.sh; do
  : >"$log/bazel"
  sleep 0.02
  touch "$checkout/$changed"
  tk x
  expect_equal "$(calls bazel)" 1 "a newer $changed builds tk again"
done

: >"$log/bazel"
sleep 0.02
echo "// older" >"$checkout/crates/tk/src/main.rs"
touch -d '2020-01-01' "$checkout/crates/tk/src/main.rs" "$checkout/crates/tk/src" "$checkout/crates/tk"
tk x
expect_equal "$(calls bazel)" 1 "a source from an archive with old times builds tk again"

: >"$log/bazel"
sleep 0.02
rm "$checkout/crates/tk/src/main.rs"
tk x
expect_equal "$(calls bazel)" 1 "a removed source builds tk again"

# What is edited while Bazel runs may not be in the result.
echo "$checkout/crates/tk/src/late.rs" >"$log/edit-meanwhile"
touch "$checkout/crates/tk/src/early.rs"
tk x
rm "$log/edit-meanwhile"
: >"$log/bazel"
tk x
expect_equal "$(calls bazel)" 1 "an edit during the build builds again"

: >"$log/tk"
touch "$log/build-fails" "$checkout/crates/tk/src/late.rs"
tk x
expect_status 1 "a failing build of tk passes Bazel's exit code"
expect_text "$err" "ERROR: it does not compile" "a failing build shows Bazel's errors"
expect_equal "$(calls tk)" 0 "a failing build does not run the old tk"
tk doctor
expect_status 0 "doctor works when tk cannot be built"
tk bazel info
expect_status 0 "bazel works when tk cannot be built"
rm "$log/build-fails"
tk x
expect_status 0 "a repaired build runs"

finish
