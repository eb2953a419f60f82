#!/bin/sh
# assemble_package.sh DIRECTORY [FILE PATH]...: copies each FILE to DIRECTORY/PATH.
set -eu
umask 022
directory=$1
shift
while [ $# -gt 0 ]; do
  mkdir -p "$directory/$(dirname "$2")"
  cp -RL "$1" "$directory/$2"
  shift 2
done
