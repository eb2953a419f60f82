#!/bin/sh
# A generator: greet.sh NAME_FILE OUT
set -eu
printf 'Hello, %s!\n' "$(cat "$1")" >"$2"
