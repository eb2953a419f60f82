#!/bin/sh
# Stands for mksquashfs: writes how it was called, and what is in the folder.
set -eu
{
  echo "$*"
  cd "$1"
  find . ! -type d | sort
} >"$2"
