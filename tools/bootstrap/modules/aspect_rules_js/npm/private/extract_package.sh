#!/bin/sh
# extract_package.sh ARCHIVE DIRECTORY: unpacks an npm package without its top folder.
set -eu
umask 022
tar -xzf "$1" -C "$2" --strip-components=1 --no-same-owner
# Some archives hold folders that nobody may enter.
chmod -R u+rwX,go+rX "$2"
