#!/bin/sh
# Stands for xorriso: writes how it was called, and what is in the folder.
set -eu
all=$*
while [ "$1" != -o ]; do shift; done
{
  echo "$TZ $all"
  cd "$3"
  find . ! -type d | sort
} >"$2"
