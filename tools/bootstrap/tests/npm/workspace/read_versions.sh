#!/bin/sh
# read_versions.sh OUTPUT LINK [NAME]...: the package.json of LINK and of each NAME that LINK imports.
set -eu
output=$1
link=$2
shift 2
cat "$link/package.json" >"$output"
for name in "$@"; do
  cat "$link/../$name/package.json" >>"$output"
done
