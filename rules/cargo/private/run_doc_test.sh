#!/bin/sh
# Runs the command of a documentation test in a folder that looks like the one in which Bazel compiles.
#
#   DOC_TEST_COMMAND=FILE DOC_TEST_ROOTS="FOLDER ..." run_doc_test.sh [ARGUMENT...]
#
# FILE has an argument in each line, and the folders are those of bazel-out in which inputs lie. Arguments go to the
# tests: `--test_arg=--test-args=NAME` runs the examples of one item.
# Exit status: rustdoc's.
set -eu

root=$TEST_SRCDIR/$TEST_WORKSPACE
stage=$(mktemp -d "$TEST_TMPDIR/execroot.XXXXXX")

# show FOLDER: the workspace's files and those of other repositories, as they are below a root. Older Bazel has an
# external/ of its own in runfiles.
show() {
  mkdir -p "$1"
  find "$root/" -mindepth 1 -maxdepth 1 ! -name external -exec ln -s {} "$1/" \;
  ln -s "$TEST_SRCDIR" "$1/external"
}

show "$stage"
for folder in $DOC_TEST_ROOTS; do
  show "$stage/$folder"
done

count=$#
while IFS= read -r argument; do
  set -- "$@" "$argument"
done <"$root/$DOC_TEST_COMMAND"

# The command comes before the arguments of the tests.
while [ "$count" -gt 0 ]; do
  first=$1
  shift
  set -- "$@" "$first"
  count=$((count - 1))
done

cd "$stage"
exec "$@"
