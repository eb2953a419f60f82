#!/bin/sh
# update_leaves.sh UPDATE FOLDER [PATH TEXT]...: after UPDATE each file has its text, and FOLDER, unless it is empty,
# holds no other files.
set -eu
update=$1 folder=$2
shift 2
package=rules/generate/tests/several
BUILD_WORKSPACE_DIRECTORY=$TEST_TMPDIR/workspace
export BUILD_WORKSPACE_DIRECTORY
mkdir -p "$BUILD_WORKSPACE_DIRECTORY/rules/generate/tests"
cp -RL "$package" "$BUILD_WORKSPACE_DIRECTORY/rules/generate/tests/"
chmod -R u+w "$BUILD_WORKSPACE_DIRECTORY"
"./$update"

cd "$BUILD_WORKSPACE_DIRECTORY/$package"
: >"$TEST_TMPDIR/expected"
while [ $# -gt 0 ]; do
  printf '%s\n' "$2" | diff - "$1"
  case $1 in "$folder"/*) echo "$1" >>"$TEST_TMPDIR/expected" ;; esac
  shift 2
done
[ -z "$folder" ] || find "$folder" -type f | sort | diff "$TEST_TMPDIR/expected" -
