#!/bin/sh
# assemble_package.sh DIRECTORY [FILE PATH]...: copies each FILE to DIRECTORY/PATH, of a directory what is in it.
set -eu
umask 022
directory=$1
shift
while [ $# -gt 0 ]; do
  if [ -d "$1" ]; then
    mkdir -p "$directory/$2"
    cp -RL "$1/." "$directory/$2"
  else
    mkdir -p "$directory/$(dirname "$2")"
    cp -RL "$1" "$directory/$2"
  fi
  shift 2
done
