#!/bin/sh
# .bazelversion as people and editors write it.
. "$(dirname "$0")/harness.sh"

fresh_machine
wanted=$(cat "$checkout/.bazelversion")

# expect_version WHAT FORMAT: a printf format of the file, of which %s is the version.
expect_version() {
  # shellcheck disable=SC2059  # the format is the test's
  printf "$2" "$wanted" >"$checkout/.bazelversion"
  tk build
  expect_status 0 "$1"
  expect_text "$(basename "$(prefixes)")" "bazel-$wanted-" "$1: that version is set up"
}

expect_version "without a final newline" '%s'
expect_version "with CRLF" '%s\r\n'
expect_version "with a byte order mark" '\357\273\277%s\n'
expect_version "with blanks" '  %s \t\n'
expect_version "with a comment and an empty line in front" '# pinned\n\n%s # for everybody\n'

# expect_refused WHAT FORMAT TEXT
expect_refused() {
  # shellcheck disable=SC2059  # the format is the test's
  printf "$2" >"$checkout/.bazelversion"
  for command in build doctor; do
    tk "$command"
    expect_status 65 "$1: tk $command"
    expect_text "$err" "$3" "$1: tk $command says so"
  done
}

expect_refused "an empty file" '' "names no version of Bazel"
rm "$checkout/.bazelversion"
tk build
expect_status 65 "without the file"
expect_text "$err" "is missing" "without the file, the message says so"

finish
