#!/bin/sh
# Runs Node.js on the entry point of a js_binary or js_test. Starts no other process.
set -eu

die() {
  echo "js_binary "{label}": $*" >&2
  exit 1
}

# The folder of this program's runfiles: beside it, around it, or as a caller says.
find_runfiles() {
  self=$0
  while [ ! -d "$self.runfiles" ] && [ -L "$self" ]; do
    target=$(readlink "$self")
    case $target in
      /*) self=$target ;;
      *) self=$(dirname "$self")/$target ;;
    esac
  done
  for runfiles in "$self.runfiles" "${RUNFILES_DIR:-}" "${TEST_SRCDIR:-}" "${0%.runfiles/*}.runfiles"; do
    [ -n "$runfiles" ] && [ -e "$runfiles/"{entry_point} ] && return
  done
  die "found no runfiles with "{entry_point}" for $0: build it with --enable_runfiles, or set RUNFILES_DIR"
}

find_runfiles
case $runfiles in
  /*) ;;
  *) runfiles=$PWD/$runfiles ;;
esac

export JS_BINARY__BINDIR="${BAZEL_BINDIR:-}"
export JS_BINARY__NODE_BINARY="$runfiles/"{node}
export JS_BINARY__RUNFILES="$runfiles"
export JS_BINARY__TARGET={label}
export JS_BINARY__WORKSPACE={workspace}
export PATH="${JS_BINARY__NODE_BINARY%/*}:${PATH:-/usr/bin:/bin}"

for stream in STDOUT STDERR; do
  eval "file=\${JS_BINARY__${stream}_OUTPUT_FILE:-}"
  case $file in
    "" | /*) ;;
    *) file=$PWD/$file ;;
  esac
  case $stream in
    STDOUT) [ -z "$file" ] || exec >"$file" ;;
    STDERR) [ -z "$file" ] || exec 2>"$file" ;;
  esac
done

case $PWD in
  */bazel-out/*) # in runfiles: bazel run or bazel test
    export JS_BINARY__EXECROOT="${JS_BINARY__EXECROOT:-${PWD%%/bazel-out/*}}"
    ;;
  */execroot/*) # in an action
    # shellcheck disable=SC2016  # $(BINDIR) is what people write in a BUILD file
    [ -n "${BAZEL_BINDIR:-}" ] ||
      die 'BAZEL_BINDIR must be set to $(BINDIR) in the environment of a build action, so that it can change to the root of the output tree'
    export JS_BINARY__EXECROOT="$PWD"
    cd "$BAZEL_BINDIR"
    ;;
  *) # started by hand
    cd "${BAZEL_BINDIR:-.}"
    ;;
esac
chdir=${JS_BINARY__CHDIR:-}
unset JS_BINARY__CHDIR
[ -n "$chdir" ] || chdir={chdir}
[ -z "$chdir" ] || cd "$chdir"

{exports}

exec "$JS_BINARY__NODE_BINARY" {node_options} "$runfiles/"{entry_point} {fixed_args} "$@"
