#!/bin/sh
# fresh_machine.sh [COMMAND...]: a real first run, with the network, on what a new user has: a copy
# of the committed files in a folder with spaces, an empty home, and nothing else in the
# environment. As root it does the same once more as a user without a passwd entry. Runs
# `./tk COMMAND...` (default: `./tk bazel info release`) and prints the times. Not a Bazel test: it
# needs the network. 10 s and 400 MB of temporary space for each user.
set -eu

source_root=$(CDPATH='' cd -- "$(dirname "$0")/../../.." && pwd)
area=$(mktemp -d "${TMPDIR:-/tmp}/tk-fresh.XXXXXX")
[ $# -gt 0 ] || set -- bazel info release

# clean_up: Bazel's outputs are read-only, and its server must not outlive its home.
clean_up() {
  for used in "$area"/*; do
    in_fresh_home "$used" ./tk bazel shutdown >/dev/null 2>&1 || :
  done
  chmod -R u+w "$area" 2>/dev/null || :
  rm -rf "$area"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# in_fresh_home FOLDER COMMAND...: in the checkout there, with an empty environment.
in_fresh_home() {
  folder=$1
  shift
  # shellcheck disable=SC2086  # a command's words
  (cd "$folder/check out" && env -i HOME="$folder/home" PATH=/usr/bin:/bin ${as_user-} "$@")
}

# first_and_later_runs NAME COMMAND...
first_and_later_runs() {
  folder="$area/$1"
  shift
  mkdir -p "$folder/check out" "$folder/home"
  (cd "$source_root" && git ls-files -z | xargs -0 tar -c) | tar -x -C "$folder/check out"
  [ -z "${as_user-}" ] || { chmod 755 "$area" && chown -R 54321:54321 "$folder"; }
  in_fresh_home "$folder" ./tk "$@"
  echo "--- a later run"
  started=$(date +%s%N)
  in_fresh_home "$folder" ./tk bazel --version
  echo "--- $((($(date +%s%N) - started) / 1000000)) ms; doctor:"
  in_fresh_home "$folder" ./tk doctor
}

echo "=== as $(id -un), in $area"
first_and_later_runs own-user "$@"
if [ "$(id -u)" = 0 ]; then
  echo "=== as user 54321, who has no passwd entry"
  as_user="setpriv --reuid=54321 --regid=54321 --clear-groups"
  first_and_later_runs another-user "$@"
fi
