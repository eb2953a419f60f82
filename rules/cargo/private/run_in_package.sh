#!/bin/sh
# Runs a program as cargo runs tests and benchmarks: in the folder of its package, with CARGO_MANIFEST_DIR there.
#
#   CARGO_PROGRAM=PATH CARGO_PROGRAM_PACKAGE=FOLDER CARGO_PROGRAM_BINARIES="NAME=PATH ..." run_in_package.sh [ARGUMENT...]
#
# Paths are those of runfiles. The folder is a copy, in which a test may write; what is beside it is linked.
# Exit status: the program's.
set -eu

package=${CARGO_PROGRAM_PACKAGE-}
root=${TEST_SRCDIR:-$0.runfiles}/${TEST_WORKSPACE:-_main}
root=$(cd "$root" && pwd)
stage=$(mktemp -d "${TEST_TMPDIR:-${TMPDIR:-/tmp}}/package.XXXXXX")

# entries FOLDER: what is in it, also what begins with a dot.
entries() { find "$1/" -mindepth 1 -maxdepth 1; }

here=$stage
source=$root
rest=$package
while [ -n "$rest" ]; do
  name=${rest%%/*}
  entries "$source" | while IFS= read -r entry; do
    [ "${entry##*/}" = "$name" ] || ln -s "$entry" "$here/"
  done
  here=$here/$name
  source=$source/$name
  mkdir "$here"
  case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
done
cp -RL "$source/." "$here/"
chmod -R u+w "$here"

# What env!("CARGO_MANIFEST_DIR") gave the compiler is relative to where the program runs: /proc/self/cwd/PACKAGE.
first=${package%%/*}
[ -z "$package" ] || [ -e "$here/$first" ] || ln -s "$stage/$first" "$here/$first"

# What env!("CARGO_BIN_EXE_...") gave: found from every folder, in processes that the program starts too.
exec 9<"$root"
for binary in ${CARGO_PROGRAM_BINARIES-}; do
  export "CARGO_BIN_EXE_${binary%%=*}=$root/${binary#*=}"
done

cd "$here"
program=$root/$CARGO_PROGRAM
unset CARGO_PROGRAM CARGO_PROGRAM_BINARIES CARGO_PROGRAM_PACKAGE
export CARGO_MANIFEST_DIR="$here" CARGO_MANIFEST_PATH="$here/Cargo.toml" INSTA_WORKSPACE_ROOT="$stage"

status=0
"$program" "$@" || status=$?
cd /
rm -rf "$stage"
exit "$status"
