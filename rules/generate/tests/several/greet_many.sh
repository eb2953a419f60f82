#!/bin/sh
# A generator of several files: greet_many.sh NAME_FILE HELLO GOODBYE
set -eu
mkdir -p "$(dirname "$3")"
printf 'Hello, %s!\n' "$(cat "$1")" >"$2"
printf 'Goodbye, %s!\n' "$(cat "$1")" >"$3"
