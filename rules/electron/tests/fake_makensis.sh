#!/bin/sh
# Stands for makensis: writes what it was told into the file that the script names.
set -eu
for script; do :; done
out=$(sed -n 's/^OutFile "\(.*\)"$/\1/p' "$script")
echo "$SOURCE_DATE_EPOCH $*" >"$out"
