#!/bin/sh
# What the launcher answers itself before anything is set up: the help of its commands, and a tab key.
. "$(dirname "$0")/harness.sh"

fresh_machine
for command in doctor env; do
  for flag in --help -h; do
    tk "$command" "$flag"
    expect_status 0 "tk $command $flag"
    expect_text "$out" "Usage: tk $command" "tk $command $flag says how it is used"
    expect_text "$out" "./tk $command" "tk $command $flag has an example"
    expect_text "$out" "Exit codes:
  0 " "tk $command $flag has exit codes"
  done
  tk "$command" --all
  expect_status 64 "tk $command with an argument"
  expect_text "$err" "unexpected argument '--all' for tk $command" "tk $command names the argument"
done

tk __complete -- tk build ''
expect_status 0 "a tab key before the first run"
expect_equal "$out$err" "" "a tab key before the first run says nothing"
expect_equal "$(calls apt-get)" 0 "nothing was fetched"
expect_equal "$(find "$home" "$checkout/.tk" 2>/dev/null)" "$home" "nothing was written"

tk x
touch "$checkout/crates/tk"
: >"$log/bazel"
tk __complete -- tk build ''
expect_status 0 "a tab key after sources changed"
expect_text "$(tail -n 1 "$log/tk")" "__complete -- tk build" "it asks the tk that is there"
expect_equal "$(calls bazel)" 0 "and builds no other"

finish
