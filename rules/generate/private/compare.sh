#!/bin/sh
# Compares committed files and folders with what is made. A template: the comparisons and the command that updates the
# files are filled in.
set -u
update='{{update}}'
status=0

# compare COMMITTED MADE: shows how they differ.
# shellcheck disable=SC2329  # called by what is filled in
compare() {
  if [ ! -e "$1" ]; then
    echo "$1 does not exist" >&2
  elif diff -ru "$1" "$2" >&2; then
    return
  fi
  echo "FAIL: $1 is out of date. Update it with: $update" >&2
  status=1
}

# {{comparisons}}

exit "$status"
