#!/bin/sh
# From where the launcher is called: it builds its own checkout, and from another workspace nothing.
. "$(dirname "$0")/harness.sh"

# tk_in FOLDER ARGUMENT...: runs tk there.
tk_in() {
  cd "$1" || exit 1
  shift
  tk "$@"
  cd "$checkout" || exit 1
}

# expect_built WHAT: the checkout's tk was started.
expect_built() {
  expect_status 0 "$1"
  expect_text "$(tail -n 1 "$log/tk")" "|$checkout|" "$1: the checkout is built"
}

fresh_machine
tk x
mkdir -p "$checkout/web/src" "$area/outside"
tk_in "$checkout/web/src" build
expect_built "from a folder of the checkout"
tk_in "$area/outside" build
expect_built "from outside of every workspace"
ln -s "$checkout/web" "$area/outside/link"
tk_in "$area/outside/link" build
expect_built "from a folder of the checkout by a link"
settings="CDPATH=$area:/usr"
tk_in "$area" build
expect_built "with CDPATH"
settings=

# Another workspace: beside the checkout, around a folder, inside of the checkout.
for marker in MODULE.bazel REPO.bazel WORKSPACE WORKSPACE.bazel; do
  for other in "$area/other it's" "$checkout/e2e/other"; do
    mkdir -p "$other/src"
    touch "$other/$marker"
    : >"$log/tk"
    for command in build test clean verify config history; do
      tk_in "$other/src" "$command"
      expect_status 64 "tk $command in another workspace ($marker)"
    done
    expect_text "$err" "this launcher builds $checkout, but the current folder is in another workspace: $other" "both are named"
    expect_text "$err" "To build that checkout: cd '$checkout'" "how to build the checkout"
    expect_text "$err" "To build this workspace with its tk: eval \"\$('$checkout/tk' env)\", then '$checkout/.tk/bin/tk' build" "how to build the other"
    expect_equal "$(calls tk)" 0 "nothing is started"
    for command in help version --version man completions; do
      tk_in "$other" "$command"
      expect_status 0 "tk $command in another workspace"
    done
    tk_in "$other" bazel info
    expect_status 0 "tk bazel in another workspace"
    rm -r "$other"
  done
done

# What is said works.
mkdir -p "$area/other"
touch "$area/other/MODULE.bazel"
tk_in "$area/other" env
eval "$out"
expect_equal "$TK_BAZEL_BIN" "$(prefixes)/bin/bazel" "env names the Bazel for the other workspace"
rm "$checkout/.tk/bin/tk"
tk_in "$area/other" build
expect_text "$err" "first build it: (cd '$checkout' && ./tk version)" "where there is no program yet, that is said"

# A checkout whose path ends with a line break, or has one.
for name in 'end
' 'mid
dle'; do
  fresh_machine
  mv "$checkout" "$area/$name"
  checkout=$area/$name
  tk build
  expect_status 65 "a line break in the path of the checkout"
  expect_text "$err" "the checkout's path has a line break" "the line break is named"
done

finish
