#!/bin/sh
# unpack_package.sh FOLDER PACKAGE.deb: unpacks what runs; leaves out documentation, headers and
# the archives of preloaded classes for collectors that Bazel does not use.
set -eu
status=$(
  exec 3>&1
  {
    dpkg-deb --fsys-tarfile "$2" 4>&- || echo "$?" >&3
  } | tar -x -C "$1" --no-same-owner --exclude './usr/share/doc*' --exclude ./usr/share/man \
    --exclude ./usr/include --exclude '*_coh.jsa' --exclude '*_nocoops*.jsa' >&2 || echo "$?"
)
[ -z "$status" ] || exit 1
