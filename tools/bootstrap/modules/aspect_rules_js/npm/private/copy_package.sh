#!/bin/sh
# copy_package.sh SOURCE DIRECTORY: copies a package of this workspace, links followed.
set -eu
umask 022
cp -RL "$1/." "$2"
chmod -R u+rwX,go+rX "$2"
